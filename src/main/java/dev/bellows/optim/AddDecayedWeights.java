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
  public void apply(
      long step,
      double[] update,
      double[] parameters,
      OptimizerState.Scope state,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      update[i] += decay * parameters[i];
    }
  }
}
