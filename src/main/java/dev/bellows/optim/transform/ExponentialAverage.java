package dev.bellows.optim.transform;

import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Wrapper;

/**
 * Keeps an exponential moving average of the parameters beside them: {@code a ← a + (1−d)(x − a)},
 * beginning with the parameters after the first update, as PyTorch's averaged models do. Training
 * goes on undisturbed; the average is what is evaluated and saved.
 *
 * @param decay d, from 0 to less than 1
 */
public record ExponentialAverage(double decay) implements Wrapper {
  private static final String AVERAGE = "average";

  @Override
  public String name() {
    return "ema";
  }

  @Override
  public void init(Scope state, double[] parameters) {
    double[] average = state.createArray(AVERAGE, parameters.length);
    System.arraycopy(parameters, 0, average, 0, average.length);
  }

  @Override
  public void afterUpdate(long step, double[] parameters, Scope state) {
    double[] average = state.array(AVERAGE);
    double part = step == 1 ? 1 : 1 - decay;
    for (int i = 0; i < average.length; i++) {
      average[i] += part * (parameters[i] - average[i]);
    }
  }

  @Override
  public boolean averages() {
    return true;
  }

  @Override
  public double[] averaged(Scope state) {
    return state.array(AVERAGE);
  }
}
