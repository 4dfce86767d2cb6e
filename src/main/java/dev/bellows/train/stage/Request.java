package dev.bellows.train.stage;

/**
 * What the tasks of a stage are asked, all at once.
 *
 * @param id larger than those of all requests before it
 * @param kind what for
 * @param epoch 1 for the first; 0 where no batch is meant
 * @param batch 0 for the first of an epoch
 */
public record Request(long id, Kind kind, int epoch, int batch) {
  /** What is asked for. */
  public enum Kind {
    /** Gradient and loss of a batch. */
    GRADIENT,
    /** The loss of all training rows. */
    TRAINING_LOSS,
    /** The loss of all validation rows. */
    VALIDATION_LOSS
  }

  /** The length of the sum that is asked for. */
  public int length(int parameters) {
    return kind == Kind.GRADIENT ? parameters + 1 : 1;
  }
}
