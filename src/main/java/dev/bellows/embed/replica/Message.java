package dev.bellows.embed.replica;

import java.util.List;

/** What driver and replicas say to each other: questions, and answers to them. */
public sealed interface Message {

  /**
   * A replica is there; answered by {@link Start} when all are.
   *
   * @param address where others reach it
   */
  record Join(int replica, Address address) implements Message {}

  /**
   * Where a replica listens.
   *
   * @param port 0 where it does not
   */
  record Address(String host, int port) {}

  /**
   * All replicas are there.
   *
   * @param round the round to begin with
   * @param fetch whether the tables are to be fetched from the driver
   */
  record Start(List<Address> replicas, long round, boolean fetch) implements Message {}

  /**
   * How far a replica is; answered by {@link Order}.
   *
   * @param round the round that has ended, or −1 in the middle of one
   * @param words the words of the text that it has read, all epochs together
   * @param rate the learning rate
   * @param epoch from 0
   * @param loss the sum of losses in this epoch
   * @param pairs what they were summed over
   * @param largest the largest square of a row's norm; NaN where a row is not finite
   */
  record Report(
      int replica,
      long round,
      long words,
      double rate,
      int epoch,
      double loss,
      long pairs,
      double largest)
      implements Message {}

  /** What to do behind this round, the same for all replicas. */
  record Order(boolean save, boolean stop) implements Message {}

  /** Asks for rows of a table; answered by {@link Rows}. */
  record Fetch(int table, int first, int count) implements Message {}

  /**
   * Rows that follow each other, without padding; answered by {@link Done}, where it is no answer.
   */
  record Rows(int table, int first, float[] values) implements Message {}

  /** The tables themselves, from a replica in the driver's process; answered by {@link Done}. */
  record Whole(Tables tables) implements Message {}

  /**
   * A replica has given all its rows after a round; answered by {@link Done} when they are kept.
   */
  record Given(int replica, long round) implements Message {}

  /** Nothing more to say. */
  record Done() implements Message {}

  /**
   * How rows of one block were changed by a replica in a round, without padding; answered by {@link
   * Merged} when all replicas have said it.
   *
   * @param rows the numbers of the changed rows, ascending
   * @param values the changes, row after row
   */
  record Changes(long round, int table, int first, int replica, int[] rows, float[] values)
      implements Message {}

  /** The rows of a block that any replica has changed, as all shall have them. */
  record Merged(int[] rows, float[] values) implements Message {}

  /** It did not work. */
  record Failed(String reason) implements Message {}
}
