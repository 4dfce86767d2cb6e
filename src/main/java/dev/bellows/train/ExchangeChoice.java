package dev.bellows.train;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.data.TaskRanges;
import dev.bellows.train.exchange.BatchGradients;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import dev.bellows.train.exchange.JobExchange;
import dev.bellows.train.exchange.JobRounds;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.ReplicaRounds;
import dev.bellows.train.exchange.Workload;
import dev.bellows.train.stage.InProcess;
import dev.bellows.train.stage.StageExchange;
import dev.bellows.train.stage.StageRules;
import dev.bellows.train.stage.StageRules.Obstacle;
import dev.bellows.train.stage.Transport;
import dev.bellows.train.wire.NetworkTransport;
import java.util.Optional;

/**
 * Which exchange serves a training, and why.
 *
 * @param kind {@code STAGE} or {@code JOB}
 * @param reason in a few words
 */
public record ExchangeChoice(Kind kind, String reason) {

  /**
   * Chooses.
   *
   * @throws InputException if the stage is wanted by name and cannot be
   */
  public static ExchangeChoice of(Training training, ExchangeSettings settings) {
    return of(training, settings, "step");
  }

  /**
   * Chooses.
   *
   * @param unit what a Spark job would be for: a step, or a round
   * @throws InputException if the stage is wanted by name and cannot be
   */
  public static ExchangeChoice of(Training training, ExchangeSettings settings, String unit) {
    if (settings.kind() == Kind.JOB) {
      return new ExchangeChoice(Kind.JOB, "a Spark job for each " + unit);
    }
    Optional<Obstacle> obstacle = StageRules.obstacle(training.workload());
    if (obstacle.isEmpty()) {
      return new ExchangeChoice(
          Kind.STAGE,
          "one Spark stage of %d tasks for the whole training"
              .formatted(training.rows().ranges().tasks()));
    }
    if (settings.kind() == Kind.STAGE) {
      throw new InputException(
          "exchange = stage cannot be: %s; %s, or take exchange = auto"
              .formatted(obstacle.get().reason(), obstacle.get().remedy()));
    }
    return new ExchangeChoice(
        Kind.JOB, "a Spark job for each %s, because %s".formatted(unit, obstacle.get().reason()));
  }

  /** In one line, with the word of the job file. */
  String inWords() {
    return "exchange = %s: %s".formatted(Setting.word(kind), reason);
  }

  /** The exchange, for gradients. */
  BatchGradients open(Workload workload, ExchangeSettings settings) {
    return kind == Kind.JOB
        ? new JobExchange(workload, settings.precision())
        : new StageExchange(workload, settings, transport(workload, settings));
  }

  /** The exchange, for rounds. */
  ReplicaRounds openRounds(Workload workload, ExchangeSettings settings) {
    return kind == Kind.JOB
        ? new JobRounds(workload)
        : new StageExchange(workload, settings, transport(workload, settings));
  }

  /** How the driver and the tasks of a stage talk. */
  static Transport transport(Workload workload, ExchangeSettings settings) {
    TaskRanges ranges = workload.rows().ranges();
    Passage passage = Passage.of(workload, settings.precision());
    return workload.rows().blocks().context().isLocal()
        ? new InProcess(ranges, passage)
        : new NetworkTransport(ranges, passage, settings);
  }
}
