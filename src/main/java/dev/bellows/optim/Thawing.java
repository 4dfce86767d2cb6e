package dev.bellows.optim;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Tensors that are frozen for some batches, with PyTorch's meaning of {@code requires_grad =
 * False}: until then they have no gradient, so that no rule, decay, noise or clipping reaches them;
 * behind that their moments begin as all moments do at a training's first step. Learning rates go
 * by the time of the whole training.
 *
 * <p>What it counts is a part of the optimizer's state, where there are such tensors.
 */
final class Thawing implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "thawing";
  private static final String BATCHES = "batches";

  private final List<TensorRule> tensors;
  private final long[] ends; // so many batches some tensor is frozen for; ascending

  Thawing(List<TensorRule> tensors) {
    this.tensors = tensors;
    TreeSet<Long> found = new TreeSet<>();
    tensors.stream().filter(TensorRule::thaws).forEach(rule -> found.add(rule.frozenFor()));
    ends = found.stream().mapToLong(Long::longValue).toArray();
  }

  void init(OptimizerState state) {
    for (int t = 0; t < tensors.size(); t++) {
      state.step().freeze(t, tensors.get(t).frozen(), 0);
    }
    if (ends.length == 0) {
      return;
    }
    OptimizerState.Scope counts = state.addScope(NAME);
    counts.createCounter(BATCHES, 0);
    for (long end : ends) {
      counts.createCounter(updatesWithin(end), 0);
    }
  }

  private static String updatesWithin(long batches) {
    return "updates-within-batch-" + batches;
  }

  /** Counts a batch, whether or not an update comes of it. */
  void beginBatch(OptimizerState state) {
    if (ends.length == 0) {
      return;
    }
    OptimizerState.Scope counts = state.scope(NAME);
    double batch = counts.counter(BATCHES) + 1;
    counts.set(BATCHES, batch);
    for (int t = 0; t < tensors.size(); t++) {
      TensorRule rule = tensors.get(t);
      if (rule.thaws()) {
        long before = (long) counts.counter(updatesWithin(rule.frozenFor()));
        state.step().freeze(t, batch <= rule.frozenFor(), before);
      }
    }
  }

  /** Takes away the gradient of tensors that are frozen now, which would be held for later. */
  void clear(OptimizerState state, double[] gradient) {
    for (int t = 0; t < tensors.size() && ends.length > 0; t++) {
      TensorRule rule = tensors.get(t);
      if (rule.thaws() && state.step().isFrozen(t)) {
        Arrays.fill(gradient, rule.from(), rule.to(), 0);
      }
    }
  }

  /** Notes the update that has begun for the tensors that have no part in it. */
  void beginUpdate(OptimizerState state) {
    for (long end : ends) {
      OptimizerState.Scope counts = state.scope(NAME);
      if (counts.counter(BATCHES) <= end) {
        counts.set(updatesWithin(end), state.step().time());
      }
    }
  }
}
