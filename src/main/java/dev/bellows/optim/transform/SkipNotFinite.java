package dev.bellows.optim.transform;

import dev.bellows.optim.Gate;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Outcome;

/**
 * Throws away a gradient with an element that is not finite, and says that training should end when
 * that has happened too often in a row.
 *
 * @param most the n-th in a row is refused, 1 or more
 */
public record SkipNotFinite(long most) implements Gate {
  private static final String IN_A_ROW = "in-a-row";

  @Override
  public String name() {
    return "skip-not-finite";
  }

  @Override
  public void init(Scope state, int size) {
    state.createCounter(IN_A_ROW, 0);
  }

  @Override
  public boolean takesNotFinite() {
    return true;
  }

  @Override
  public boolean takesSparse() {
    return true;
  }

  @Override
  public Outcome admit(double[] gradient, int size, Scope state) {
    if (isFinite(gradient, size)) {
      state.set(IN_A_ROW, 0);
      return Outcome.UPDATED;
    }
    double inARow = state.counter(IN_A_ROW) + 1;
    state.set(IN_A_ROW, inARow);
    return inARow < most ? Outcome.SKIPPED : Outcome.REFUSED;
  }

  private static boolean isFinite(double[] gradient, int size) {
    for (int i = 0; i < size; i++) {
      if (!Double.isFinite(gradient[i])) {
        return false;
      }
    }
    return true;
  }
}
