package dev.bellows.optim;

/**
 * Adds the parameters, scaled: {@code u ← u + λx}. In front of a chain this is L2 regularisation,
 * the gradient of {@code λ/2 ‖x‖²}; behind the scaling of Adam, and before the learning rate, it is
 * the decoupled decay of AdamW (Loshchilov and Hutter, 2019).
 *
 * @param decay λ, 0 or more
 */
public record AddDecayedWeights(double decay) implements Transform {

  @Override
  public String name() {
    return "weight-decay";
  }

  @Override
  public void apply(UpdateRange range, OptimizerState.Scope state) {
    double[] update = range.update();
    double[] parameters = range.parameters();
    for (int i = range.from(); i < range.to(); i++) {
      update[i] += decay * parameters[i];
    }
  }
}
