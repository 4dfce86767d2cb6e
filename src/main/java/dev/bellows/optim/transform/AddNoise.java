package dev.bellows.optim.transform;

import dev.bellows.linalg.KeyedRandom;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * Adds Gaussian noise, which turns gradient descent into a model of the stochastic one: {@code u ←
 * u + σ t^(−γ/2) n} with n from the standard normal distribution (γ as in Neelakantan and others,
 * "Adding gradient noise improves learning", 2015). The noise is a function of the seed, the step
 * and the element's number, so it is the same on every machine and after every restart.
 *
 * @param deviation σ, greater than 0
 * @param decay γ, 0 (the same noise for ever) or more
 * @param seed what the noise depends on
 */
public record AddNoise(double deviation, double decay, long seed) implements Transform {
  private static final long PURPOSE = 0x6e6f697365L; // "noise"

  @Override
  public String name() {
    return "gradient-noise";
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    int from = range.from();
    int to = range.to();
    long step = range.step().time();
    long key = KeyedRandom.key(KeyedRandom.key(seed, PURPOSE), step);
    double now = deviation * Math.pow(step, -decay / 2);
    for (int i = from; i < to; i++) {
      update[i] += now * KeyedRandom.gaussian(key, range.element(i));
    }
  }
}
