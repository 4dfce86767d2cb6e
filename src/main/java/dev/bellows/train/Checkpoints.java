package dev.bellows.train;

import dev.bellows.train.checkpoint.Checkpoint;
import dev.bellows.train.checkpoint.CheckpointStore;
import java.util.Optional;

/**
 * Where a training is saved, and what it goes on from.
 *
 * @param store where; empty: nowhere
 * @param every how often; it is also saved when it ends, however it does, but for {@code NONE} and
 *     for numbers that are not finite
 * @param from what it goes on from; empty: from the start
 */
public record Checkpoints(
    Optional<CheckpointStore> store, Interval every, Optional<Checkpoint> from) {
  /** Nothing is saved. */
  public static final Checkpoints NONE =
      new Checkpoints(Optional.empty(), Interval.NONE, Optional.empty());

  /** Will be saved so often, into a store that is not known yet. */
  public static Checkpoints planned(Interval every) {
    return new Checkpoints(Optional.empty(), every, Optional.empty());
  }

  /** Saved into a store. */
  public static Checkpoints into(CheckpointStore store, Interval every) {
    return new Checkpoints(Optional.of(store), every, Optional.empty());
  }

  /** The same, going on from a checkpoint. */
  public Checkpoints from(Optional<Checkpoint> checkpoint) {
    return new Checkpoints(store, every, checkpoint);
  }

  /** Whether anything is to be saved. */
  boolean arePlanned() {
    return every.unit() != Interval.Unit.NONE;
  }

  /** The same for the training's course. */
  Saving saving() {
    return store.isPresent() ? new Saving(store.get()::write, every, from) : Saving.none(from);
  }
}
