package dev.bellows.train.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bellows.linalg.Tensor;
import java.io.Serializable;
import java.util.List;

/**
 * All that a training needs to go on after a step as if it had never stopped.
 *
 * @param step the number of the step, 0 or more
 * @param facts what the training loop knows besides, as JSON; fractions that have to come back to
 *     the bit, or may be infinite, belong among the tensors
 * @param tensors parameters, the optimizer's state and whatever else is made of doubles; each with
 *     a name of its own
 */
public record Checkpoint(long step, ObjectNode facts, List<Tensor> tensors)
    implements Serializable {

  /** Checks the step and keeps an unmodifiable list. */
  public Checkpoint {
    tensors = List.copyOf(tensors);
    if (step < 0) {
      throw new IllegalArgumentException("a checkpoint of step " + step);
    }
  }
}
