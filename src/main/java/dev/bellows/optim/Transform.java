package dev.bellows.optim;

/**
 * One link of an optimizer's chain. It receives the gradient, or what the links before it have made
 * of it, and turns it into a better step, in place. What the last link leaves is subtracted from
 * the parameters.
 *
 * <p>A transform holds settings only, never arrays: everything that changes during training lives
 * in the {@link OptimizerState} that is passed in, so that to save the state is to save the
 * optimizer. The legal order of calls is {@link #init} once, then for every step {@link #apply} for
 * ranges that cover all parameters once. The caller owns all arrays.
 */
public interface Transform {

  /** The name under which the state of this link is kept, unique in a chain. */
  String name();

  /** Makes the arrays and counters that this link needs for {@code size} parameters. */
  default void init(OptimizerState.Scope state, int size) {}

  /**
   * Transforms a range of elements in place.
   *
   * @param range in: the gradient as the links before have left it; out: this link's result
   * @param state what {@link #init} has made
   */
  void apply(UpdateRange range, OptimizerState.Scope state);
}
