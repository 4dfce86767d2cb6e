package dev.bellows.train.stage;

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
   * @param states those of the replicas, by block number; not changed as long as an attempt may be
   *     asked with them; looked at only where the request says so
   */
  void ask(Request request, double[] parameters, double[][] states);

  /**
   * Waits for the sum of all answers.
   *
   * @param nanos how long at most
   * @return null if it is not there yet; else an array that may be written into until the next
   *     request, empty where no block had anything to say
   * @throws LostTask when a task will not answer
   */
  double[] answer(long nanos) throws LostTask;

  /** The replicas' states after the round that was answered, by block number; new arrays. */
  double[][] states();

  /** How long the slowest task took to compute its last answer. */
  long computeNanos();

  /** Lets the tasks end; what they still say is not heard. */
  @Override
  void close();
}
