package dev.bellows.optim;

import java.io.Serializable;

/**
 * Goes around any optimizer: it sees the parameters after every update, and may change them once
 * more or keep an average of them. It holds settings only; what changes lives in the state.
 */
public interface Wrapper extends Serializable {

  /** The name under which the state of this wrapper is kept, unique in an optimizer. */
  String name();

  /** Makes the arrays and counters that this wrapper needs. */
  void init(OptimizerState.Scope state, double[] parameters);

  /**
   * Called after every update.
   *
   * @param step the number of the update, 1 for the first
   */
  void afterUpdate(long step, double[] parameters, OptimizerState.Scope state);

  /** Whether {@link #averaged} has something better to evaluate and save than the parameters. */
  default boolean averages() {
    return false;
  }

  /** The averaged parameters; the live array, only to be read. */
  default double[] averaged(OptimizerState.Scope state) {
    throw new UnsupportedOperationException(name() + " keeps no average");
  }
}
