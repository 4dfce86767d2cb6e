package dev.bellows.train;

import dev.bellows.optim.StepRecord;
import dev.bellows.train.Stopping.Ending;
import java.util.OptionalDouble;

/** How a training moves on, step by step or round by round; its {@link Course} does the rest. */
interface Loop {

  /**
   * What came of a step or a round.
   *
   * @param next where the next one begins
   * @param record what is told about it; null if there was none left to take
   * @param sumsNanos how much of its time went by until the sums were there
   * @param nanos its whole time
   * @param notFinite what was not finite, so that the parameters are those before; null if all went
   *     well
   * @param ending why the loop has come to its own end; null if it has not
   */
  record Move(
      Position next,
      StepRecord record,
      long sumsNanos,
      long nanos,
      NotFinite notFinite,
      Ending ending) {

    /** A move that leaves the end to others. */
    Move(Position next, StepRecord record, long sumsNanos, long nanos, NotFinite notFinite) {
      this(next, record, sumsNanos, nanos, notFinite, null);
    }
  }

  /** A number that ends training: its name in words, and the number. */
  record NotFinite(String what, double value) {}

  /** Names its kind in checkpoints. */
  String name();

  /** Takes a step or a round, and counts it. */
  Move advance(Position at, Counts counts);

  /** The parameters that count: the averaged ones, where there are such; only to be read. */
  double[] result();

  /** The mean loss over all training rows, where the loop knows it by itself. */
  default OptionalDouble loss() {
    return OptionalDouble.empty();
  }

  /** Is told the loss of an evaluation. */
  default void observe(double loss) {}

  /** The learning rate of the next step; not a number where there is none. */
  default double learningRate() {
    return Double.NaN;
  }

  /** Puts everything that changes, beside the counts, into a snapshot. */
  void save(Snapshot snapshot);

  /** Goes on where another loop of its kind was saved. */
  void restore(Snapshot snapshot);
}
