package dev.bellows.train.stage;

import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.Round;
import dev.bellows.train.exchange.SumForm;

/**
 * What the tasks of a stage are asked, all at once.
 *
 * @param id larger than those of all requests before it
 * @param kind what for
 * @param steps which batches are meant: one for a gradient, one or more for a round, none for
 *     measures
 * @param states whether the replicas' states come with it, because tasks do not have them
 */
public record Request(long id, Kind kind, Round steps, boolean states) {
  /** What is asked for. */
  public enum Kind {
    /** Gradient and loss of a batch. */
    GRADIENT,
    /** What the replicas answer after a round. */
    ROUND,
    /** The measures of all training rows. */
    TRAINING_MEASURES,
    /** The measures of all validation rows. */
    VALIDATION_MEASURES;

    /** Whether all rows of a set are measured. */
    public boolean measures() {
      return this == TRAINING_MEASURES || this == VALIDATION_MEASURES;
    }
  }

  /** A request for the gradient of a batch. */
  public static Request gradient(long id, int epoch, int batch) {
    return new Request(id, Kind.GRADIENT, new Round(epoch, epoch, batch, batch + 1), false);
  }

  /** A request for measures. */
  public static Request measures(long id, Kind kind) {
    return new Request(id, kind, new Round(0, 0, 0, 0), false);
  }

  /** The epoch of the one batch. */
  public int epoch() {
    return steps.firstEpoch();
  }

  /** The one batch. */
  public int batch() {
    return steps.fromBatch();
  }

  /** What the sum that is asked for is like. */
  public SumForm form(Passage passage) {
    return kind.measures() ? passage.measures() : passage.answers();
  }
}
