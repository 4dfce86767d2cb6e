package dev.bellows.search;

import dev.bellows.data.Dataset;
import java.util.Optional;

/**
 * Rows that a trial is trained on, and rows that it is measured on.
 *
 * @param training the rows to train on
 * @param held the rows held out, if any
 */
public record Fold(Dataset training, Optional<Dataset> held) {

  /** The same rows for a training of its own beside others; see {@link Dataset#view}. */
  Fold view() {
    return new Fold(training.view(), held);
  }

  /** Frees the rows. */
  void unpersist() {
    training.unpersist();
    held.ifPresent(Dataset::unpersist);
  }
}
