package dev.bellows.optim.transform;

import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Wrapper;

/**
 * Keeps the mean of the parameters of many steps beside them: of every step (Polyak and Juditsky,
 * "Acceleration of stochastic approximation by averaging", 1992), or of every c-th from a certain
 * one on (stochastic weight averaging: Izmailov and others, "Averaging weights leads to wider
 * optima", 2018). Before the first of them the mean is the parameters themselves.
 *
 * @param from the first update whose parameters count, 1 or more
 * @param every c, 1 or more
 */
public record UniformAverage(long from, long every) implements Wrapper {
  private static final String MEAN = "mean";
  private static final String COUNT = "count";

  @Override
  public String name() {
    return "average";
  }

  @Override
  public void init(Scope state, double[] parameters) {
    double[] mean = state.createArray(MEAN, parameters.length);
    System.arraycopy(parameters, 0, mean, 0, mean.length);
    state.createCounter(COUNT, 0);
  }

  @Override
  public void afterUpdate(long step, double[] parameters, Scope state) {
    double[] mean = state.array(MEAN);
    if (step < from) {
      System.arraycopy(parameters, 0, mean, 0, mean.length);
    } else if ((step - from) % every == 0) {
      double count = state.counter(COUNT) + 1;
      state.set(COUNT, count);
      for (int i = 0; i < mean.length; i++) {
        // The first one is taken as it is: x − m + m need not be x.
        mean[i] = count == 1 ? parameters[i] : mean[i] + (parameters[i] - mean[i]) / count;
      }
    }
  }

  @Override
  public boolean averages() {
    return true;
  }

  @Override
  public double[] averaged(Scope state) {
    return state.array(MEAN);
  }
}
