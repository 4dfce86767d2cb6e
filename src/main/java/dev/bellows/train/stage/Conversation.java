package dev.bellows.train.stage;

import dev.bellows.linalg.Vector;
import java.util.Optional;

/**
 * The driver's end of the conversation with all tasks of one attempt of a stage; used by one thread
 * of the driver.
 */
public interface Conversation extends AutoCloseable {

  /** What the tasks join with. */
  Invitation invitation();

  /** How many tasks have joined. */
  int joined();

  /**
   * Asks all tasks.
   *
   * @param parameters what goes to all of them; not changed before the answer
   * @param changed ascending, the elements that can differ from what went to all of them last;
   *     empty where it may be any. Numbers behind the last element do not count
   * @param states those of the replicas, by block number; not changed as long as an attempt may be
   *     asked with them; looked at only where the request says so
   */
  void ask(Request request, double[] parameters, Optional<int[]> changed, double[][] states);

  /** Asks all tasks, with parameters that may all have changed. */
  default void ask(Request request, double[] parameters, double[][] states) {
    ask(request, parameters, Optional.empty(), states);
  }

  /**
   * Waits for the sum of all answers.
   *
   * @param nanos how long at most
   * @return null if it is not there yet; else a vector that may be written into until the next
   *     request, nothing where no block had anything to say
   * @throws LostTask when a task will not answer
   */
  Vector answer(long nanos) throws LostTask;

  /** The replicas' states after the round that was answered, by block number; new arrays. */
  double[][] states();

  /** How long the slowest task took to compute its last answer. */
  long computeNanos();

  /** Lets the tasks end; what they still say is not heard. */
  @Override
  void close();
}
