package dev.bellows.train.stage;

import dev.bellows.linalg.OrderedFold.Node;
import dev.bellows.linalg.Vector;
import java.util.List;

/** A task's end of the conversation with the driver; used by the task's thread alone. */
public interface Link extends AutoCloseable {

  /**
   * Waits for the next request.
   *
   * @return null when there will be no more
   * @throws IllegalStateException when the driver is lost
   */
  Request next() throws InterruptedException;

  /** What came with the last request, for all tasks; only read, and only until the answer. */
  double[] parameters();

  /** The state of a replica that came with the last request; only read, and asked for once. */
  double[] state(int block);

  /** An array of that length, of any content, to be given away with an answer. */
  double[] array(int length);

  /** Takes back an array that {@link #array} gave. */
  void spare(double[] array);

  /**
   * Hands the driver the state of a replica after the round; not written into from then on. For
   * each block of the task, before the answer.
   */
  void leave(int block, double[] state);

  /**
   * Answers the last request.
   *
   * @param sums the sums over the task's blocks, as far as they could be folded
   * @param nanos how long computing them took
   */
  void answer(List<Node<Vector>> sums, long nanos);

  @Override
  void close();
}
