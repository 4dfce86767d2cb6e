package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Step;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * AMSGrad (Reddi, Kale and Kumar, "On the convergence of Adam and beyond", 2018): Adam, but the
 * step is divided by the root of the largest second moment so far, {@code a ← max(a, s); u ← m̂ /
 * (√â + ε)}, corrected as in Adam ({@link ScaleByAdam}), which is PyTorch's way.
 *
 * @param beta1 β₁, from 0 to less than 1
 * @param beta2 β₂, from 0 to less than 1
 * @param epsilon ε, greater than 0
 */
public record ScaleByAmsGrad(double beta1, double beta2, double epsilon)
    implements Transform, Corrections {
  private static final String FIRST = "first-moment";
  private static final String SECOND = "second-moment";
  private static final String LARGEST = "largest-second-moment";

  @Override
  public String name() {
    return "amsgrad";
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createArray(FIRST, layout.size());
    state.createArray(SECOND, layout.size());
    state.createArray(LARGEST, layout.size());
    state.createWork(3 * layout.tensors().size());
  }

  @Override
  public void begin(Step step, Scope state) {
    Corrections.fill(step, state.work(), 3, this);
  }

  @Override
  public void put(long number, double[] to, int at) {
    Corrections.ofMoments(beta1, beta2, epsilon, number, to, at);
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] first = state.array(FIRST);
    double[] second = state.array(SECOND);
    double[] largest = state.array(LARGEST);
    double scale = state.work()[3 * range.tensor()];
    double small = state.work()[3 * range.tensor() + 1];
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      double u = update[i];
      double m = beta1 * first[i] + (1 - beta1) * u;
      double s = beta2 * second[i] + (1 - beta2) * u * u;
      double a = Math.max(largest[i], s);
      first[i] = m;
      second[i] = s;
      largest[i] = a;
      update[i] = scale * m / (Math.sqrt(a) + small);
    }
  }

  @Override
  public void multiplyRates(UpdateRange range, Scope state, double[] rates) {
    double[] largest = state.array(LARGEST);
    double correction = state.work()[3 * range.tensor() + 2];
    double small = state.work()[3 * range.tensor() + 1];
    int from = range.from();
    for (int i = from; i < range.to(); i++) {
      rates[i - from] *= correction / (Math.sqrt(largest[i]) + small);
    }
  }
}
