package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * AdaDelta (Zeiler, "ADADELTA: an adaptive learning rate method", 2012): {@code s ← ρs + (1−ρ)u²; u
 * ← √(Δ + ε) / √(s + ε) · u; Δ ← ρΔ + (1−ρ)u²}. Here ε stands inside both roots, in PyTorch and in
 * the books.
 *
 * @param decay ρ, from 0 to less than 1
 * @param epsilon ε, greater than 0; it sets the size of the first steps
 */
public record ScaleByAdaDelta(double decay, double epsilon) implements Transform {
  private static final String GRADIENTS = "mean-of-squares";
  private static final String CHANGES = "mean-of-squared-changes";

  @Override
  public String name() {
    return "adadelta";
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createArray(GRADIENTS, layout.size());
    state.createArray(CHANGES, layout.size());
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] gradients = state.array(GRADIENTS);
    double[] changes = state.array(CHANGES);
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      double u = update[i];
      double s = decay * gradients[i] + (1 - decay) * u * u;
      double change = Math.sqrt(changes[i] + epsilon) / Math.sqrt(s + epsilon) * u;
      gradients[i] = s;
      changes[i] = decay * changes[i] + (1 - decay) * change * change;
      update[i] = change;
    }
  }

  /** Its steps are made of the steps before, which a proximal step would not be among. */
  @Override
  public boolean hasRates() {
    return false;
  }
}
