package dev.bellows.train.exchange;

/** Where an engine's rounds are run: each numbered block of rows is the share of one replica. */
public interface ReplicaRounds extends Exchange {

  /**
   * What the replicas leave after a round.
   *
   * @param sums the sum of what they answered, over the fixed tree of block numbers; empty where
   *     none had anything to say; the caller may write into the array until it asks again
   * @param states what each of them wants to have the next time, by block number; a new array of
   *     arrays, so that those of the round before are still there
   */
  record Answer(double[] sums, double[][] states) {}

  /**
   * Runs one round in every replica.
   *
   * @param sent what all replicas get; only read, and not changed by the caller before this returns
   * @param states what each replica gets, by block number: those of the last answer, or others
   *     before the first round; only read; not looked at where replicas have no state
   * @throws ExchangeFailure when the tasks are lost for good
   */
  Answer round(Round round, double[] sent, double[][] states);
}
