package dev.bellows.embed;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The mean loss of every epoch, as training goes: the sigmoid cross-entropy of a pair, summed in
 * double precision.
 */
public final class EpochLosses {
  private final double[] sums;
  private final long[] pairs;

  /** No losses yet. */
  public EpochLosses(int epochs) {
    sums = new double[epochs];
    pairs = new long[epochs];
  }

  /** A copy for a training of maybe more epochs. */
  public EpochLosses copy(int epochs) {
    EpochLosses copy = new EpochLosses(epochs);
    int known = Math.min(epochs, sums.length);
    System.arraycopy(sums, 0, copy.sums, 0, known);
    System.arraycopy(pairs, 0, copy.pairs, 0, known);
    return copy;
  }

  void add(int epoch, double sum, long count) {
    sums[epoch] += sum;
    pairs[epoch] += count;
  }

  /** The mean loss of an epoch, from 0; NaN where nothing was trained. */
  public double mean(int epoch) {
    return sums[epoch] / pairs[epoch];
  }

  /** As text that {@link #parse} reads. */
  public String written() {
    return Arrays.stream(sums).mapToObj(Double::toString).collect(Collectors.joining(" "))
        + ";"
        + Arrays.stream(pairs).mapToObj(Long::toString).collect(Collectors.joining(" "));
  }

  /** Reads what {@link #written} gave. */
  public static EpochLosses parse(String written) {
    String[] halves = written.split(";");
    double[] sums = Arrays.stream(halves[0].split(" ")).mapToDouble(Double::parseDouble).toArray();
    long[] pairs = Arrays.stream(halves[1].split(" ")).mapToLong(Long::parseLong).toArray();
    EpochLosses losses = new EpochLosses(sums.length);
    System.arraycopy(sums, 0, losses.sums, 0, sums.length);
    System.arraycopy(pairs, 0, losses.pairs, 0, pairs.length);
    return losses;
  }
}
