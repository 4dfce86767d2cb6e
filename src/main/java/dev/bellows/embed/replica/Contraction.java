package dev.bellows.embed.replica;

import dev.bellows.embed.sampling.Subsampling;

/**
 * How often a row is merged, and how much of the sum of the replicas' changes it is then moved by.
 *
 * <p>A row that is rarely met was moved by each replica towards something else, and is moved by the
 * sum; one that is met all the time was moved by all of them to the same place, and is moved by the
 * mean. Between the two stands the model of a row that comes nearer to its place by 1 − 1/τ with
 * each update: {@code r} replicas with {@code n} updates each would have gone {@code 1 − e^(−rn/τ)}
 * of the way one behind the other, and have gone {@code 1 − e^(−n/τ)} each.
 *
 * <p>As long as that is nearly the sum it does not matter when a row is merged, so rare rows are
 * merged in every second, fourth … round only, and all of them in every {@link
 * Blueprint#fullMerge}th.
 */
final class Contraction {
  private static final double TAU = 2000; // by trial, with two and four replicas

  /** So many updates of a replica may wait to be merged. */
  private static final double UPDATES_TO_WAIT = 50;

  private final int replicas;
  private final byte[][] waits; // by table and row, the binary logarithm of the rounds between
  private final float[][] shares;

  /**
   * The rule.
   *
   * @param counts how often each word is in the text
   * @param tokens the words that a replica reads in a round
   */
  Contraction(Blueprint blueprint, long[] counts, double tokens) {
    replicas = blueprint.replicas();
    Subsampling subsampling = new Subsampling(blueprint.subsampling(), blueprint.form());
    long all = 0;
    double weights = 0;
    for (long count : counts) {
      all += count;
      weights += Math.pow(count, blueprint.negativeExponent());
    }
    double keptShare = 0;
    double[] kept = new double[counts.length];
    for (int id = 0; id < counts.length; id++) {
      kept[id] = counts[id] / (double) all * subsampling.chanceToKeep(counts[id], all);
      keptShare += kept[id];
    }
    double pairs = tokens * (blueprint.window() + 1); // as many contexts has a window on average
    int most = 31 - Integer.numberOfLeadingZeros(blueprint.fullMerge());
    waits = new byte[2][counts.length];
    shares = new float[2][counts.length];
    for (int id = 0; id < counts.length; id++) {
      double drawn = Math.pow(counts[id], blueprint.negativeExponent()) / weights;
      double met = pairs * kept[id];
      put(0, id, met, most);
      put(1, id, met + pairs * keptShare * blueprint.negatives() * drawn, most);
    }
  }

  /** Notes what follows from so many updates of a replica in a round. */
  private void put(int table, int row, double updates, int most) {
    int wait = 0;
    while (wait < most && updates * (2 << wait) <= UPDATES_TO_WAIT) {
      wait++;
    }
    double x = updates * (1 << wait) / TAU;
    waits[table][row] = (byte) wait;
    shares[table][row] =
        x < 1e-9 ? 1 : (float) (Math.expm1(-replicas * x) / (replicas * Math.expm1(-x)));
  }

  /** Whether a row is merged after a round, from 0. */
  boolean isDue(int table, int row, long round) {
    return (round + 1 & (1L << waits[table][row]) - 1) == 0;
  }

  /** What the sum of a row's changes is multiplied by: 1/replicas to 1. */
  float share(int table, int row) {
    return shares[table][row];
  }
}
