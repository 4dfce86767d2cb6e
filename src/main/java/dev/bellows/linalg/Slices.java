package dev.bellows.linalg;

import java.util.stream.IntStream;

/**
 * Long ranges cut into slices for all cores of this machine. Where the cuts are depends on the
 * length alone, never on the number of cores.
 */
public final class Slices {
  /** The elements of a slice but the last: a megabyte of doubles. */
  public static final int LENGTH = 1 << 17;

  private Slices() {}

  /** Something to be done with the elements {@code from} to {@code to - 1}. */
  @FunctionalInterface
  public interface Work {
    /** Does it; called by several threads at a time, for ranges that do not meet. */
    void on(int from, int to);
  }

  /** The number of slices of so many elements. */
  public static int count(int length) {
    return Math.max(1, (length - 1) / LENGTH + 1);
  }

  /** Does the work on all slices; where there are only one or two, on this thread as a whole. */
  public static void run(int from, int to, Work work) {
    int slices = count(to - from);
    if (slices <= 2) {
      work.on(from, to);
      return;
    }
    IntStream.range(0, slices)
        .parallel()
        .forEach(
            slice -> {
              int begin = from + slice * LENGTH;
              work.on(begin, Math.min(to, begin + LENGTH));
            });
  }
}
