package dev.bellows.train;

import dev.bellows.InputException;
import dev.bellows.data.Dataset;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.Optimizer;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ReplicaRounds;
import dev.bellows.train.exchange.Workload;
import dev.bellows.train.rounds.ReplicaSteps;

/** Rounds of local steps on Spark: every block of rows is the share of one replica. */
final class RoundsEngine implements Engine {
  private final ExchangeSettings settings;
  private final RoundSettings rounds;

  /** An engine. */
  RoundsEngine(ExchangeSettings settings, RoundSettings rounds) {
    this.settings = settings;
    this.rounds = rounds;
  }

  @Override
  public String check(Training training) {
    return "%s; %d replicas, rounds of %s"
        .formatted(
            choose(training).inWords(),
            training.rows().partitions(),
            rounds.length().equals(Interval.EPOCH) ? "an epoch" : rounds.length());
  }

  private ExchangeChoice choose(Training training) {
    ExchangeChoice choice = ExchangeChoice.of(training, settings, "round");
    int outer = rounds.outer().map(Optimizer::stateArrays).orElse(0);
    MemoryNeeds.ofRounds(
            training.rows(), inner(training.minimizer()), rounds, choice.kind(), settings)
        .plus(training.checkpoints().arePlanned() ? 1 + outer : 0, "copied for a checkpoint")
        .require(training.initial().length, training.rows().blocks().context());
    return choice;
  }

  /**
   * What replicas can step by.
   *
   * @throws InputException if this cannot be it
   */
  private static Optimizer inner(Minimizer minimizer) {
    if (!(minimizer instanceof Optimizer optimizer)) {
      throw new InputException(
          "engine = rounds needs an optimizer that takes a step for each batch");
    }
    if (optimizer.averages()) {
      throw new InputException(
          "engine = rounds: replicas keep no averages of their own; let the outer optimizer average");
    }
    if (optimizer.observes()) {
      throw new InputException(
          "engine = rounds: replicas see no evaluations; give the plateau to the outer optimizer");
    }
    return optimizer;
  }

  @Override
  public void requireMemory(Dataset rows, Minimizer minimizer, int parameters) {
    MemoryNeeds.ofRounds(rows, inner(minimizer), rounds, settings.likelyKind(), settings)
        .require(parameters, rows.blocks().context());
  }

  @Override
  public TrainingResult train(Training training, Listener listener) {
    ReplicaSteps replicas = replicas(training);
    Workload workload = training.workload(replicas);
    try (ReplicaRounds exchange = choose(training).openRounds(workload, settings)) {
      exchange.start();
      return run(training, replicas, exchange, listener);
    }
  }

  /** What the replicas of a training do. */
  ReplicaSteps replicas(Training training) {
    return new ReplicaSteps(
        training.objective(),
        inner(training.minimizer()),
        training.plan(),
        rounds.inner(),
        settings.precision());
  }

  /** Trains with these rounds. */
  TrainingResult run(
      Training training, ReplicaSteps replicas, ReplicaRounds exchange, Listener listener) {
    listener.onStart(training);
    StepLog log = new StepLog(exchange, training.steps(), settings.logEvery());
    RoundLoop loop = new RoundLoop(training, rounds, replicas, exchange);
    return new Course(
            training.recipe(), training.checkpoints().saving(), exchange, log, listener, loop)
        .run();
  }
}
