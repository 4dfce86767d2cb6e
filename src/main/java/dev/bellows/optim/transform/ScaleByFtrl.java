package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * FTRL-proximal with rates for each element (McMahan and others, "Ad click prediction: a view from
 * the trenches", 2013, algorithm 1): {@code n ← n + g²; z ← z + g − σx} with {@code σ = (√n_new −
 * √n_old)/η}, and {@code x = 0} where {@code |z| ≤ λ₁}, else {@code x = −(z − sign(z)λ₁) / ((β +
 * √n)/η + λ₂)}. It holds the learning rate itself.
 *
 * <p>λ₁ and λ₂ stand against the sum of the gradients of all steps, not against their mean: an
 * element is not zero once its gradients have added up to more than λ₁, and from there on nothing
 * pulls it back but they. So this is AdaGrad that leaves rare and useless elements at zero; for the
 * optimum of a penalised loss take another optimizer with {@code l1}.
 *
 * <p>Where {@code x} is not zero, z is a function of it ({@code −x((β + √n)/η + λ₂) − sign(x)λ₁}),
 * and is made of it here: so the rule begins anywhere, follows a schedule, and goes on from
 * parameters that something else has moved. Beginning at zero it is the paper's.
 *
 * @param beta β, 0 or more
 * @param l1 λ₁, 0 or more; 0 for tensors that are spared
 * @param l2 λ₂, 0 or more; 0 for tensors that are spared
 */
public record ScaleByFtrl(double beta, double l1, double l2) implements Transform {
  private static final String SUM = "sum-of-squares";
  private static final String DUAL = "dual"; // z

  @Override
  public String name() {
    return "ftrl";
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createArray(SUM, layout.size());
    state.createArray(DUAL, layout.size());
  }

  @Override
  public boolean hasRates() {
    return false;
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] parameters = range.parameters();
    double[] sum = state.array(SUM);
    double[] dual = state.array(DUAL);
    double rate = range.learningRate();
    double bound = range.l1(l1);
    double ridge = range.weightDecay(l2);
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      double g = update[i];
      double x = parameters[i];
      if (g * g == 0 || rate == 0) {
        update[i] = 0; // neither n nor z nor x changes
        continue;
      }
      double n = sum[i] + g * g;
      double strength = (beta + Math.sqrt(n)) / rate + ridge;
      double before =
          x == 0
              ? Math.max(-bound, Math.min(bound, dual[i]))
              : -x * strength - Math.copySign(bound, x);
      double z = before + g;
      sum[i] = n;
      dual[i] = z;
      update[i] = Math.abs(z) <= bound ? x : x + (z - Math.copySign(bound, z)) / strength;
    }
  }
}
