package dev.bellows.train.exchange;

import dev.bellows.data.PackedBlock;
import java.io.Serializable;
import java.util.function.IntFunction;

/** What a replica does in a round: a function of its block, of what is sent, and of its state. */
public interface ReplicaWork extends Serializable {

  /** The length of what is sent to all replicas. */
  int sentLength();

  /** The length of an answer that is not empty. */
  int answerLength();

  /** The length of a replica's state; 0 where it has none. */
  int stateLength();

  /**
   * How many first elements of an answer were rounded to {@link #encoding}; sums of two answers are
   * not rounded.
   */
  int roundedElements();

  /** How exactly those elements are given: in doubles, singles or bfloat16. */
  Precision encoding();

  /**
   * Takes the steps of a round.
   *
   * @param sent only read
   * @param state the replica's own copy; in: what it left in the round before; out: what it wants
   *     the next time
   * @param arrays makes arrays of any content, of that length
   * @return the answer, from {@code arrays}; empty where the round has no step for it
   */
  double[] run(
      PackedBlock block, Round round, double[] sent, double[] state, IntFunction<double[]> arrays);
}
