package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Step;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015): {@code m ← β₁m +
 * (1−β₁)u; s ← β₂s + (1−β₂)u²; u ← m̂ / (√ŝ + ε)} with {@code m̂ = m/(1−β₁ᵗ)} and {@code ŝ =
 * s/(1−β₂ᵗ)}, t the number of the update, one count for all parameters together but for tensors
 * that were frozen at first, whose count begins later.
 *
 * @param beta1 β₁, from 0 to less than 1
 * @param beta2 β₂, from 0 to less than 1
 * @param epsilon ε, greater than 0
 * @param epsilonForm which root ε is added to
 */
public record ScaleByAdam(double beta1, double beta2, double epsilon, EpsilonForm epsilonForm)
    implements Transform, Corrections {
  private static final String FIRST = "first-moment";
  private static final String SECOND = "second-moment";

  /** Which root ε is added to. */
  public enum EpsilonForm {
    /** {@code √ŝ + ε}: the paper's algorithm 1, and PyTorch's Adam. */
    CORRECTED,
    /** {@code √s + ε}, before the correction: the paper's section 2, and PyTorch's SparseAdam. */
    RAW
  }

  @Override
  public String name() {
    return "adam";
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createArray(FIRST, layout.size());
    state.createArray(SECOND, layout.size());
    state.createWork(3 * layout.tensors().size());
  }

  @Override
  public void begin(Step step, Scope state) {
    Corrections.fill(step, state.work(), 3, this);
  }

  @Override
  public void put(long number, double[] to, int at) {
    Corrections.ofMoments(beta1, beta2, epsilon, number, to, at);
    if (epsilonForm == EpsilonForm.RAW) {
      to[at + 1] = epsilon;
    }
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] first = state.array(FIRST);
    double[] second = state.array(SECOND);
    double scale = state.work()[3 * range.tensor()];
    double small = state.work()[3 * range.tensor() + 1];
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      double u = update[i];
      double m = beta1 * first[i] + (1 - beta1) * u;
      double s = beta2 * second[i] + (1 - beta2) * u * u;
      first[i] = m;
      second[i] = s;
      update[i] = scale * m / (Math.sqrt(s) + small);
    }
  }

  @Override
  public void multiplyRates(UpdateRange range, Scope state, double[] rates) {
    double[] second = state.array(SECOND);
    double correction = state.work()[3 * range.tensor() + 2];
    double small = state.work()[3 * range.tensor() + 1];
    int from = range.from();
    for (int i = from; i < range.to(); i++) {
      rates[i - from] *= correction / (Math.sqrt(second[i]) + small);
    }
  }
}
