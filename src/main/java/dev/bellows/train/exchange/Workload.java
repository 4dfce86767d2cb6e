package dev.bellows.train.exchange;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.model.Objective;
import java.util.Arrays;
import java.util.Optional;

/**
 * What sums are asked for.
 *
 * @param objective whose loss, gradient and measures
 * @param plan which rows make which batch
 * @param rows the training rows
 * @param validation rows held out, which are only measured
 * @param replicas what the replicas do, where rounds are run; empty where gradients are wanted
 */
public record Workload(
    Objective objective,
    BatchPlan plan,
    Dataset rows,
    Optional<Dataset> validation,
    Optional<ReplicaWork> replicas) {

  /** One of gradients. */
  public Workload(Objective objective, BatchPlan plan, Dataset rows, Optional<Dataset> validation) {
    this(objective, plan, rows, validation, Optional.empty());
  }

  /** The rows of a part. */
  public Dataset rows(Exchange.Part part) {
    return part == Exchange.Part.TRAINING
        ? rows
        : validation.orElseThrow(() -> new IllegalArgumentException("no rows are held out"));
  }

  /**
   * What the replicas do.
   *
   * @throws IllegalStateException where gradients are wanted
   */
  public ReplicaWork rounds() {
    return replicas.orElseThrow(() -> new IllegalStateException("a workload without replicas"));
  }

  /**
   * Checks that there is a state for each replica; where they have none nothing is looked at.
   *
   * @throws IllegalArgumentException where there are more or fewer, or they are longer or shorter
   */
  public void requireStates(double[][] states) {
    int length = rounds().stateLength();
    if (length == 0) {
      return;
    }
    int blocks = rows.ranges().blocks();
    if (states.length != blocks || Arrays.stream(states).anyMatch(s -> s.length != length)) {
      throw new IllegalArgumentException(
          "states of %d replicas, and not of %d with %d elements each"
              .formatted(states.length, blocks, length));
    }
  }
}
