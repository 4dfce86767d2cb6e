package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Step;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * Gives every tensor a step in proportion to its own norm: {@code u ← c‖x‖ / (‖u‖ + λ‖x‖ + ε) · (u
 * + λx)}, and just {@code u + λx} where one of the norms is zero. With the gradient for u this is
 * the ratio of LARS (You, Gitman and Ginsburg, "Large batch training of convolutional networks",
 * 2017, equation 6); behind Adam, with c = 1 and λ = ε = 0, that of LAMB (You and others, "Large
 * batch optimization for deep learning", 2020).
 *
 * @param coefficient c, greater than 0
 * @param epsilon ε, 0 or more
 * @param decay λ, 0 or more, for tensors whose group has none of its own; not a number where there
 *     is no decay here at all
 */
public record ScaleByTrustRatio(double coefficient, double epsilon, double decay)
    implements Transform {

  @Override
  public String name() {
    return "trust-ratio";
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createWork(2 * layout.tensors().size());
  }

  @Override
  public boolean needsWholeUpdate() {
    return true;
  }

  @Override
  public void begin(Step step, Scope state) {
    double[] work = state.work();
    for (int t = 0; t < step.tensors(); t++) {
      double lambda = Double.isNaN(decay) ? 0 : step.weightDecay(t, decay);
      double ofParameters = Math.sqrt(step.squaredNormOfParameters(t));
      double ofUpdate = Math.sqrt(step.squaredNormOfUpdate(t));
      work[2 * t] =
          ofParameters > 0 && ofUpdate > 0
              ? coefficient * ofParameters / (ofUpdate + lambda * ofParameters + epsilon)
              : 1;
      work[2 * t + 1] = lambda;
    }
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] parameters = range.parameters();
    double ratio = state.work()[2 * range.tensor()];
    double lambda = state.work()[2 * range.tensor() + 1];
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      update[i] = ratio * (update[i] + lambda * parameters[i]);
    }
  }

  @Override
  public boolean hasRates() {
    return false;
  }
}
