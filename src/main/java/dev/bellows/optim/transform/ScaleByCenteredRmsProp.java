package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * Centred RMSProp (Graves, "Generating sequences with recurrent neural networks", 2013): the mean
 * of squares less the square of the mean, {@code s ← γs + (1−γ)u²; m ← γm + (1−γ)u; u ← u / (√(s −
 * m²) + ε)}, or {@code u / √(s − m² + ε)}.
 *
 * @param decay γ, from 0 to less than 1 (PyTorch: alpha)
 * @param epsilon ε, greater than 0
 * @param placement where ε stands
 */
public record ScaleByCenteredRmsProp(double decay, double epsilon, EpsilonPlacement placement)
    implements Transform {
  private static final String SQUARES = "mean-of-squares";
  private static final String MEAN = "mean";

  @Override
  public String name() {
    return "rmsprop";
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createArray(SQUARES, layout.size());
    state.createArray(MEAN, layout.size());
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] squares = state.array(SQUARES);
    double[] mean = state.array(MEAN);
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      double u = update[i];
      double s = decay * squares[i] + (1 - decay) * u * u;
      double m = decay * mean[i] + (1 - decay) * u;
      squares[i] = s;
      mean[i] = m;
      // A variance, but rounding can leave it just below zero.
      update[i] = u / placement.divisor(Math.max(s - m * m, 0), epsilon);
    }
  }

  @Override
  public void multiplyRates(UpdateRange range, Scope state, double[] rates) {
    double[] squares = state.array(SQUARES);
    double[] mean = state.array(MEAN);
    int from = range.from();
    for (int i = from; i < range.to(); i++) {
      double variance = Math.max(squares[i] - mean[i] * mean[i], 0);
      rates[i - from] /= placement.divisor(variance, epsilon);
    }
  }
}
