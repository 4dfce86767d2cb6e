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
    state.createWork(3);
  }

  private double momentum(long step) {
    return beta1 * (1 - 0.5 * Math.pow(BASE, step * momentumDecay));
  }

  @Override
  public void begin(Step step, Scope state) {
    double now = momentum(step.number());
    double next = momentum(step.number() + 1);
    double product = state.counter(PRODUCT) * now;
    state.set(PRODUCT, product);
    double[] work = state.work();
    work[0] = (1 - now) / (1 - product);
    double repeated = productForm == ProductForm.PYTORCH_1 ? now : 1;
    work[1] = next / (1 - product * repeated * next);
    work[2] = 1 / Math.sqrt(1 - Math.pow(beta2, step.number()));
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] first = state.array(FIRST);
    double[] second = state.array(SECOND);
    double ofGradient = state.work()[0];
    double ofMoment = state.work()[1];
    double correction = state.work()[2];
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
    double moment = 1 - Math.pow(beta1, range.step().number());
    double part = state.work()[0] + state.work()[1] * moment;
    double correction = state.work()[2];
    int from = range.from();
    for (int i = from; i < range.to(); i++) {
      rates[i - from] *= part / (Math.sqrt(second[i]) * correction + epsilon);
    }
  }
}
