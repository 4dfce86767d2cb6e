package dev.bellows.optim.transform;

import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Wrapper;

/**
 * Lookahead (Zhang and others, "Lookahead optimizer: k steps forward, 1 step back", 2019): after
 * every k updates the slow weights go a part of the way to the parameters, {@code φ ← φ + α(x −
 * φ)}, and the parameters go on from there, {@code x ← φ}.
 *
 * @param steps k, 1 or more
 * @param rate α, greater than 0, at most 1
 */
public record Lookahead(long steps, double rate) implements Wrapper {
  private static final String SLOW = "slow-weights";

  @Override
  public String name() {
    return "lookahead";
  }

  @Override
  public void init(Scope state, double[] parameters) {
    double[] slow = state.createArray(SLOW, parameters.length);
    System.arraycopy(parameters, 0, slow, 0, slow.length);
  }

  @Override
  public void afterUpdate(long step, double[] parameters, Scope state) {
    if (step % steps != 0) {
      return;
    }
    double[] slow = state.array(SLOW);
    for (int i = 0; i < slow.length; i++) {
      slow[i] += rate * (parameters[i] - slow[i]);
      parameters[i] = slow[i];
    }
  }
}
