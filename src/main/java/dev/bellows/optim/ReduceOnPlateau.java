package dev.bellows.optim;

import java.io.Serializable;

/**
 * Lowers the learning rate when the loss stops getting better, as PyTorch's {@code
 * ReduceLROnPlateau}: the rate of the schedule is multiplied by {@code factor} each time when more
 * than {@code patience} evaluations in a row were no better than the best one.
 *
 * @param factor greater than 0 and less than 1
 * @param patience how many evaluations without improvement are borne, 0 or more
 * @param threshold by how much a loss has to be lower to count as better, 0 or more
 * @param relative whether the threshold is a part of the best loss, or a distance to it
 * @param cooldown evaluations after a reduction that count for nothing, 0 or more
 * @param lowest the rate does not fall below this
 */
public record ReduceOnPlateau(
    double factor, long patience, double threshold, boolean relative, long cooldown, double lowest)
    implements Serializable {
  static final String NAME = "plateau";

  private static final String BEST = "best-loss";
  private static final String BAD = "evaluations-without-improvement";
  private static final String COOLDOWN = "cooldown-left";
  private static final String SCALE = "scale";

  /** Checks the ranges. */
  public ReduceOnPlateau {
    require("factor", factor, factor > 0 && factor < 1);
    require("patience", patience, patience >= 0);
    require("threshold", threshold, threshold >= 0 && Double.isFinite(threshold));
    require("cooldown", cooldown, cooldown >= 0);
    require("low", lowest, lowest >= 0 && Double.isFinite(lowest));
  }

  private static void require(String name, Number value, boolean inside) {
    if (!inside) {
      throw new IllegalArgumentException(name + " = " + value + " is out of range");
    }
  }

  void init(OptimizerState.Scope state) {
    state.createCounter(BEST, Double.POSITIVE_INFINITY);
    state.createCounter(BAD, 0);
    state.createCounter(COOLDOWN, 0);
    state.createCounter(SCALE, 1);
  }

  /** The rate in force where the schedule says {@code scheduled}. */
  double rate(double scheduled, OptimizerState.Scope state) {
    return Math.max(scheduled * state.counter(SCALE), Math.min(scheduled, lowest));
  }

  /** Is told the loss of an evaluation. */
  void observe(double loss, OptimizerState.Scope state) {
    double best = state.counter(BEST);
    double bar = relative ? best * (1 - threshold) : best - threshold;
    double bad = 0;
    if (loss < bar) {
      state.set(BEST, loss);
    } else {
      bad = state.counter(BAD) + 1;
    }
    double left = state.counter(COOLDOWN);
    if (left > 0) {
      left--;
      bad = 0;
    }
    if (bad > patience) {
      state.set(SCALE, state.counter(SCALE) * factor);
      left = cooldown;
      bad = 0;
    }
    state.set(BAD, bad);
    state.set(COOLDOWN, left);
  }
}
