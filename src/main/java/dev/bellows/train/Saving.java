package dev.bellows.train;

import dev.bellows.train.checkpoint.Checkpoint;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who takes the checkpoints of a training, and what it goes on from.
 *
 * @param taker may throw a {@link dev.bellows.train.checkpoint.CheckpointFailure}, which ends
 *     training
 * @param every how often there is one, and when it ends; {@code NONE} for never
 * @param from what it goes on from; empty: from the start
 */
public record Saving(Consumer<Checkpoint> taker, Interval every, Optional<Checkpoint> from) {

  /** One checkpoint, when training ends. */
  public static Saving atTheEnd(Consumer<Checkpoint> taker, Optional<Checkpoint> from) {
    return new Saving(taker, Interval.END, from);
  }

  /** None. */
  public static Saving none(Optional<Checkpoint> from) {
    return new Saving(checkpoint -> {}, Interval.NONE, from);
  }

  /** Whether there are any. */
  boolean isOn() {
    return every.unit() != Interval.Unit.NONE;
  }
}
