package dev.bellows.embed.replica;

/**
 * How much of the sum of the replicas' changes a row is moved by. A row that is rarely met was
 * moved by each replica towards something else, and is moved by the sum; one that is met all the
 * time was moved by all of them to the same place, and is moved by the mean. Between the two stands
 * the model of a row that comes nearer to its place by 1 − 1/τ with each update: {@code r} replicas
 * with {@code n} updates each would have gone {@code 1 − e^(−rn/τ)} of the way one behind the
 * other, and have gone {@code 1 − e^(−n/τ)} each.
 */
final class Contraction {
  private static final double TAU = 1000;

  private final int replicas;
  private final double[] words; // by table, updates for each unit of its weight
  private final double[] kept;
  private final double[] noise;
  private final double negatives;

  /**
   * The rule.
   *
   * @param counts how often each word is in the text
   * @param tokens the words that a replica reads in a round
   */
  Contraction(Blueprint blueprint, long[] counts, double tokens) {
    replicas = blueprint.replicas();
    kept = new double[counts.length];
    noise = new double[counts.length];
    double all = 0;
    double weights = 0;
    for (long count : counts) {
      all += count;
      weights += Math.pow(count, blueprint.negativeExponent());
    }
    double keptShare = 0;
    for (int id = 0; id < counts.length; id++) {
      double f = counts[id] / all;
      kept[id] = f * Subsampling.share(f, blueprint.subsampling(), blueprint.form());
      noise[id] = Math.pow(counts[id], blueprint.negativeExponent()) / weights;
      keptShare += kept[id];
    }
    double contexts = blueprint.window() + 1; // of a window, on average
    negatives = blueprint.negatives() * keptShare * tokens * contexts;
    words = new double[] {tokens * contexts, tokens * contexts};
  }

  /** What the sum of a row's changes is multiplied by: 1/replicas to 1. */
  float share(int table, int row) {
    double n = words[table] * kept[row] + (table == 1 ? negatives * noise[row] : 0);
    double x = n / TAU;
    return x < 1e-9 ? 1 : (float) (Math.expm1(-replicas * x) / (replicas * Math.expm1(-x)));
  }
}
