package dev.bellows.optim;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A chain of transforms applied to a gradient and subtracted from the parameters: {@code x ← x −
 * tₙ(… t₂(t₁(g)))}. Immutable; the state travels beside it.
 *
 * <p>All links are applied to one small range before the next range is begun, so that a long chain
 * reads each array from memory once, like a rule written as one loop.
 *
 * @param links the chain, first applied first
 * @param schedule the learning rate that the chain's {@link ScaleByLearningRate} uses, for reports
 */
public record Optimizer(List<Transform> links, Schedule schedule) {
  /** So few that a range of five arrays stays in a first-level cache. */
  private static final int RANGE = 1024;

  /** Checks that the links' names are unique. */
  public Optimizer {
    links = List.copyOf(links);
    Set<String> names = new HashSet<>();
    for (Transform link : links) {
      if (!names.add(link.name())) {
        throw new IllegalArgumentException("two links are named '" + link.name() + "'");
      }
    }
  }

  /** The state before the first step, for that many parameters. */
  public OptimizerState init(int size) {
    OptimizerState state = new OptimizerState();
    for (Transform link : links) {
      link.init(state.scope(link.name()), size);
    }
    return state;
  }

  /**
   * Takes one step, in place.
   *
   * @param gradient the gradient of the mean loss; overwritten with the change that was subtracted;
   *     elements behind the parameters' number are left alone
   * @param parameters the parameters
   * @param state from {@link #init}, changed in place
   */
  public void step(double[] gradient, double[] parameters, OptimizerState state) {
    state.countStep();
    UpdateRange range = new UpdateRange(state.steps(), gradient, parameters);
    OptimizerState.Scope[] scopes = new OptimizerState.Scope[links.size()];
    for (int l = 0; l < scopes.length; l++) {
      scopes[l] = state.scope(links.get(l).name());
    }
    for (int from = 0; from < parameters.length; from += RANGE) {
      int to = Math.min(parameters.length, from + RANGE);
      range.moveTo(from, to);
      for (int l = 0; l < scopes.length; l++) {
        links.get(l).apply(range, scopes[l]);
      }
      for (int i = from; i < to; i++) {
        parameters[i] -= gradient[i];
      }
    }
  }
}
