package dev.bellows.optim;

import java.io.Serializable;

/**
 * Stands before an optimizer's chain and decides whether a gradient leads to an update. It holds
 * settings only; what changes lives in the state, as for a {@link Transform}.
 */
public interface Gate extends Serializable {

  /** The name under which the state of this gate is kept, unique in an optimizer. */
  String name();

  /** Makes the arrays and counters that this gate needs. */
  default void init(OptimizerState.Scope state, int size) {}

  /** Whether this gate throws away gradients that are not finite. */
  default boolean takesNotFinite() {
    return false;
  }

  /**
   * Whether {@link #admit} only looks at elements, whichever these are: then it is given those
   * alone that a batch has touched.
   */
  default boolean takesSparse() {
    return false;
  }

  /**
   * Looks at a gradient.
   *
   * @param gradient the gradient; its first {@code size} elements may be overwritten with the one
   *     that the chain shall have
   * @param size the number of parameters, or of those that a batch has touched
   * @return {@link Outcome#UPDATED} if the chain shall run
   */
  Outcome admit(double[] gradient, int size, OptimizerState.Scope state);
}
