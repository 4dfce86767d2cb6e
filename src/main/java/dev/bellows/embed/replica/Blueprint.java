package dev.bellows.embed.replica;

import dev.bellows.embed.sampling.AliasTable;
import dev.bellows.embed.sampling.Subsampling;
import dev.bellows.embed.sampling.SubsamplingForm;
import java.io.Serializable;

/**
 * What all replicas of a training have to know.
 *
 * @param objective what is predicted from what
 * @param dimensions the length of vectors
 * @param window contexts reach 1 to so many words to each side
 * @param negatives random words that a centre is told from
 * @param negativeExponent negatives are drawn by the counts to this power
 * @param subsampling words with a larger share of the text are dropped at times; 0: none
 * @param form how the chance to be dropped is reckoned
 * @param rate the learning rate at the beginning
 * @param finalRate the learning rate at the end
 * @param epochs how often the whole text is read
 * @param seed what every random choice depends on
 * @param replicas how many copies of the tables learn
 * @param threads how many threads each has
 * @param rounds how many rounds an epoch has; replicas merge behind each
 */
public record Blueprint(
    Objective objective,
    int dimensions,
    int window,
    int negatives,
    double negativeExponent,
    double subsampling,
    SubsamplingForm form,
    double rate,
    double finalRate,
    int epochs,
    long seed,
    int replicas,
    int threads,
    int rounds)
    implements Serializable {

  /** Rounds of which one is a full merge, if there are many: a power of two. */
  public static final int ROUNDS_TO_FULL_MERGE = 16;

  /** The rounds of the whole training. */
  public long allRounds() {
    return (long) epochs * rounds;
  }

  /** After so many rounds all rows are merged, after the others at least the frequent ones. */
  public int fullMerge() {
    return replicas > 1 && rounds % ROUNDS_TO_FULL_MERGE == 0 ? ROUNDS_TO_FULL_MERGE : 1;
  }

  /** The epoch of a round, both from 0. */
  int epoch(long round) {
    return (int) (round / rounds);
  }

  /** The learning rate after that part of the training, 0 to 1. */
  float rate(double done) {
    return (float) (rate + (finalRate - rate) * done);
  }

  /** What threads share. */
  Plan plan(long[] counts) {
    double[] weights = new double[counts.length];
    for (int id = 0; id < counts.length; id++) {
      weights[id] = Math.pow(counts[id], negativeExponent);
    }
    return new Plan(
        objective,
        window,
        negatives,
        new Subsampling(subsampling, form).thresholds(counts),
        new AliasTable(weights));
  }
}
