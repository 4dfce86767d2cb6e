package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Step;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * NAdam (Dozat, "Incorporating Nesterov momentum into Adam", 2016): Adam that looks one step ahead.
 * With {@code μₜ = β₁(1 − ½·0.96^(tψ))} and {@code Πₜ = μ₁μ₂…μₜ}: {@code u ← ((1−μₜ)/(1−Πₜ)·u +
 * μₜ₊₁/(1−Πₜ₊₁)·m) / (√ŝ + ε)}.
 *
 * <p>PyTorch before 2.0 counted μₜ twice in Πₜ₊₁ (mended in its pull request 92699); that form is
 * here to go on with, or to check, what it began.
 *
 * @param beta1 β₁, from 0 to less than 1
 * @param beta2 β₂, from 0 to less than 1
 * @param epsilon ε, greater than 0
 * @param momentumDecay ψ, 0 or more
 * @param productForm what Πₜ₊₁ is
 */
public record ScaleByNadam(
    double beta1, double beta2, double epsilon, double momentumDecay, ProductForm productForm)
    implements Transform {
  private static final String FIRST = "first-moment";
  private static final String SECOND = "second-moment";
  private static final String PRODUCT = "momentum-product";
  private static final double BASE = 0.96; // the paper's

  /** For each tensor: three factors, and for which number of a step which product is known. */
  private static final int WORK = 5;

  private static final int NUMBER = 3;
  private static final int KNOWN = 4;

  /** What the product of the momenta up to the next step is. */
  public enum ProductForm {
    /** {@code Πₜμₜ₊₁}. */
    PAPER,
    /** {@code Πₜμₜμₜ₊₁}, PyTorch's before 2.0. */
    PYTORCH_1
  }

  @Override
  public String name() {
    return "nadam";
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createArray(FIRST, layout.size());
    state.createArray(SECOND, layout.size());
    state.createCounter(PRODUCT, 1);
    state.createWork(WORK * layout.tensors().size());
  }

  private double momentum(long step) {
    return beta1 * (1 - 0.5 * Math.pow(BASE, step * momentumDecay));
  }

  @Override
  public void begin(Step step, Scope state) {
    double all = state.counter(PRODUCT) * momentum(step.number());
    state.set(PRODUCT, all);
    double[] work = state.work();
    for (int t = 0; t < step.tensors(); t++) {
      int at = WORK * t;
      long number = step.number(t);
      double product = number == step.number() ? all : productTo(number, work, at);
      double now = momentum(number);
      double next = momentum(number + 1);
      work[at] = (1 - now) / (1 - product);
      double repeated = productForm == ProductForm.PYTORCH_1 ? now : 1;
      work[at + 1] = next / (1 - product * repeated * next);
      work[at + 2] = 1 / Math.sqrt(1 - Math.pow(beta2, number));
    }
  }

  /** The product for a tensor that began later; what is known of it need not be saved. */
  private double productTo(long number, double[] work, int at) {
    if (work[at + NUMBER] == 0 || work[at + NUMBER] > number) {
      work[at + NUMBER] = 0;
      work[at + KNOWN] = 1;
    }
    while (work[at + NUMBER] < number) {
      work[at + NUMBER]++;
      work[at + KNOWN] *= momentum((long) work[at + NUMBER]);
    }
    return work[at + KNOWN];
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] first = state.array(FIRST);
    double[] second = state.array(SECOND);
    double ofGradient = state.work()[WORK * range.tensor()];
    double ofMoment = state.work()[WORK * range.tensor() + 1];
    double correction = state.work()[WORK * range.tensor() + 2];
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      double u = update[i];
      double m = beta1 * first[i] + (1 - beta1) * u;
      double s = beta2 * second[i] + (1 - beta2) * u * u;
      first[i] = m;
      second[i] = s;
      update[i] = (ofGradient * u + ofMoment * m) / (Math.sqrt(s) * correction + epsilon);
    }
  }

  @Override
  public void multiplyRates(UpdateRange range, Scope state, double[] rates) {
    double[] second = state.array(SECOND);
    double moment = 1 - Math.pow(beta1, range.number());
    int at = WORK * range.tensor();
    double part = state.work()[at] + state.work()[at + 1] * moment;
    double correction = state.work()[at + 2];
    int from = range.from();
    for (int i = from; i < range.to(); i++) {
      rates[i - from] *= part / (Math.sqrt(second[i]) * correction + epsilon);
    }
  }
}
