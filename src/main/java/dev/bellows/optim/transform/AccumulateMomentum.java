package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * Momentum (Polyak, 1964): {@code v ← μv + (1−d)u}, and {@code u ← v}; Nesterov's form gives {@code
 * u ← u + μv} instead. As in PyTorch the first velocity is the first gradient, without dampening.
 *
 * <p>Before the learning rate in a chain this is PyTorch's momentum; behind it, the books' ({@code
 * v ← μv + ηg}); with dampening μ and the result over 1−μ, the leaky average.
 *
 * @param momentum μ, from 0 (no memory) to less than 1
 * @param dampening d, the part of each gradient that is left out, from 0 to 1
 * @param nesterov whether to look one step ahead
 * @param warmFirst whether the first velocity is the whole first gradient (PyTorch), or begins at
 *     zero like an average
 */
public record AccumulateMomentum(
    double momentum, double dampening, boolean nesterov, boolean warmFirst) implements Transform {
  private static final String VELOCITY = "velocity";

  @Override
  public String name() {
    return "momentum";
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createArray(VELOCITY, layout.size());
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] velocity = state.array(VELOCITY);
    int from = range.from();
    int to = range.to();
    double part = warmFirst && range.number() == 1 ? 1 : 1 - dampening;
    if (nesterov) {
      for (int i = from; i < to; i++) {
        double v = momentum * velocity[i] + part * update[i];
        velocity[i] = v;
        update[i] += momentum * v;
      }
    } else {
      for (int i = from; i < to; i++) {
        double v = momentum * velocity[i] + part * update[i];
        velocity[i] = v;
        update[i] = v;
      }
    }
  }

  /** A gradient that comes again and again moves an element {@code (1−d)/(1−μ)} times as far. */
  @Override
  public void multiplyRates(UpdateRange range, Scope state, double[] rates) {
    double inTheLongRun = (1 - dampening) / (1 - momentum);
    for (int i = 0; i < range.to() - range.from(); i++) {
      rates[i] *= inTheLongRun;
    }
  }
}
