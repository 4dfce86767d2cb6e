package dev.bellows.embed.replica;

/** How often each word is kept; frequent ones are dropped at times. */
public final class Subsampling {
  private final int[] thresholds; // of 31 random bits; kept where these are at most that

  /**
   * The shares to keep.
   *
   * @param counts how often each word is in the text
   * @param t words with a larger share of the text are dropped at times; 0: none is
   */
  public Subsampling(long[] counts, double t, SubsamplingForm form) {
    double all = 0;
    for (long count : counts) {
      all += count;
    }
    thresholds = new int[counts.length];
    for (int id = 0; id < counts.length; id++) {
      thresholds[id] = (int) Math.min(Integer.MAX_VALUE, share(counts[id] / all, t, form) * 0x1p31);
    }
  }

  /** The chance to be kept of a word whose share of the text is {@code f}. */
  static double share(double f, double t, SubsamplingForm form) {
    if (t == 0 || f == 0) {
      return 1;
    }
    return switch (form) {
      case PAPER -> Math.min(1, Math.sqrt(t / f));
      case WORD2VEC -> Math.min(1, (Math.sqrt(f / t) + 1) * t / f);
    };
  }

  /** Whether a word is kept this time. */
  boolean keeps(int id, long bits) {
    return (int) (bits >>> 33) <= thresholds[id];
  }
}
