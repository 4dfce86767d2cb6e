package dev.bellows.train;

import dev.bellows.train.exchange.Exchange.Traffic;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.Workload;
import dev.bellows.train.rounds.ReplicaSteps;
import dev.bellows.train.stage.StageExchange;
import dev.bellows.train.stage.Transport;
import java.util.function.UnaryOperator;

/**
 * The engines inside one stage as {@code train} runs them, but with something around the transport,
 * such as a latency, and with the traffic that it counted.
 *
 * @param settings how sums are got; the kind is not looked at
 * @param around what is put around the transport
 */
public record MeasuredEngine(ExchangeSettings settings, UnaryOperator<Transport> around) {

  /** A training that has ended, and its traffic, evaluations too. */
  public record Figures(TrainingResult result, Traffic traffic) {}

  /** Trains by exact steps. */
  public Figures synchronous(Training training) {
    try (StageExchange exchange = exchange(training.workload())) {
      exchange.start();
      TrainingResult result =
          SynchronousEngine.run(training, exchange, settings.logEvery(), new Listener() {});
      return new Figures(result, exchange.traffic());
    }
  }

  /** Trains by rounds. */
  public Figures rounds(Training training, RoundSettings rounds) {
    RoundsEngine engine = new RoundsEngine(settings, rounds);
    ReplicaSteps replicas = engine.replicas(training);
    try (StageExchange exchange = exchange(training.workload(replicas))) {
      exchange.start();
      TrainingResult result = engine.run(training, replicas, exchange, new Listener() {});
      return new Figures(result, exchange.traffic());
    }
  }

  private StageExchange exchange(Workload workload) {
    return new StageExchange(
        workload, settings, around.apply(ExchangeChoice.transport(workload, settings)));
  }
}
