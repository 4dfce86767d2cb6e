package dev.bellows.optim;

import dev.bellows.linalg.Layout;
import java.io.Serializable;

/**
 * One link of an optimizer's chain. It receives the gradient, or what the links before it have made
 * of it, and turns it into a better step, in place. What the last link leaves is subtracted from
 * the parameters.
 *
 * <p>A transform holds settings only, never arrays: everything that changes during training lives
 * in the {@link OptimizerState} that is passed in, so that to save the state is to save the
 * optimizer. The legal order of calls is {@link #init} once, then for every step {@link #begin}
 * once and {@link #apply} for ranges that cover what the step moves, each element once. The caller
 * owns all arrays.
 */
public interface Transform extends Serializable {

  /** The name under which the state of this link is kept, unique in a chain. */
  String name();

  /** Makes the arrays and counters that this link needs for parameters of that layout. */
  default void init(OptimizerState.Scope state, Layout layout) {}

  /**
   * Whether {@link #begin} has to see what the links before this one have made of the whole
   * gradient, and not only of a range: so for everything that looks at a norm.
   */
  default boolean needsWholeUpdate() {
    return false;
  }

  /**
   * Whether this link leaves alone what has no gradient: of a zero update it makes a zero, and
   * changes nothing of its state. If all links of a chain do, elements that a batch does not touch
   * are not looked at, and all bits are as if they were.
   *
   * @param tensor that the element belongs to
   */
  default boolean keepsZero(TensorRule tensor) {
    return false;
  }

  /**
   * Prepares what all ranges of a step share.
   *
   * @param step the step; its update is the whole one only where {@link #needsWholeUpdate}
   */
  default void begin(Step step, OptimizerState.Scope state) {}

  /**
   * Transforms a range of elements in place.
   *
   * @param range in: the gradient as the links before have left it; out: this link's result
   * @param state what {@link #init} has made
   */
  void apply(UpdateRange range, OptimizerState.Scope state);

  /**
   * Whether what this link makes of a gradient has a size: {@link #multiplyRates} tells it. A link
   * that takes only signs, or the norm of a whole tensor, has none, and an optimizer with such a
   * link no proximal steps.
   */
  default boolean hasRates() {
    return true;
  }

  /**
   * Multiplies step sizes by what this link makes of a gradient of 1 that comes again and again. A
   * link that adds to a gradient, or shortens it, leaves them as they are.
   *
   * @param range the elements, after {@link #apply}
   * @param state what {@link #init} has made
   * @param rates takes and gives the step sizes; that of the range's first element is the first
   */
  default void multiplyRates(UpdateRange range, OptimizerState.Scope state, double[] rates) {}
}
