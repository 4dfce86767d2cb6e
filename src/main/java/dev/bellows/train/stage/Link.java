package dev.bellows.train.stage;

import dev.bellows.linalg.OrderedFold.Node;
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

  /** The parameters that the last request is about; only read, and only until the answer. */
  double[] parameters();

  /** An array of that length, of any content, to be given away with an answer. */
  double[] array(int length);

  /** Takes back an array that {@link #array} gave. */
  void spare(double[] array);

  /**
   * Answers the last request.
   *
   * @param sums the sums over the task's blocks, as far as they could be folded
   * @param nanos how long computing them took
   */
  void answer(List<Node<double[]>> sums, long nanos);

  @Override
  void close();
}
