package dev.bellows.optim.transform;

import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.TensorRule;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * Adds the parameters, scaled: {@code u ← u + λx}. In front of a rule this is L2 regularisation,
 * the gradient of {@code λ/2 ‖x‖²}; behind it, and before the learning rate, it is the decoupled
 * decay of AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019).
 *
 * @param decay λ, 0 or more, for tensors whose group has none of its own
 */
public record AddDecayedWeights(double decay) implements Transform {

  @Override
  public String name() {
    return "weight-decay";
  }

  @Override
  public boolean keepsZero(TensorRule tensor) {
    return tensor.decayOr(decay) == 0;
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] parameters = range.parameters();
    int from = range.from();
    int to = range.to();
    double lambda = range.weightDecay(decay);
    if (lambda == 0) {
      return; // an excluded bias that became infinite would otherwise add 0 · ∞
    }
    for (int i = from; i < to; i++) {
      update[i] += lambda * parameters[i];
    }
  }
}
