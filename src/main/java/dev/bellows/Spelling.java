package dev.bellows;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what somebody probably meant. */
public final class Spelling {
  /** So many letters may be wrong in a short word, and in a long one every third. */
  private static final int MOST_SLIPS = 2;

  private static final int LETTERS_PER_SLIP = 3;

  private Spelling() {}

  /** The candidate nearest to {@code word}, if one is near enough to be a slip of the hand. */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    String lower = word.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(lower, candidate)))
        .filter(candidate -> isNear(distance(lower, candidate), lower, candidate));
  }

  /**
   * The candidates that are near enough to be meant, the nearest first, and of equally near ones
   * the first in the list. Made for millions of candidates.
   *
   * @param most at most so many, and none that is far from the nearest one
   */
  public static List<String> nearest(String word, List<String> candidates, int most) {
    String lower = word.toLowerCase(Locale.ROOT);
    LevenshteinDistance bounded =
        new LevenshteinDistance(Math.max(MOST_SLIPS, lower.length() / LETTERS_PER_SLIP));
    long[] near =
        IntStream.range(0, candidates.size())
            .parallel()
            .mapToLong(i -> (long) distance(lower, candidates.get(i), bounded) << 32 | i)
            .filter(key -> key >= 0)
            .filter(key -> isNear((int) (key >> 32), lower, candidates.get((int) key)))
            .toArray();
    Arrays.sort(near);
    return Arrays.stream(near)
        .takeWhile(key -> key >> 32 <= (near[0] >> 32) + 1)
        .limit(most)
        .mapToObj(key -> candidates.get((int) key))
        .toList();
  }

  private static boolean isNear(int distance, String lower, String candidate) {
    // Of two short words that share no letter neither is meant by the other.
    return distance <= Math.max(MOST_SLIPS, candidate.length() / LETTERS_PER_SLIP)
        && distance < Math.max(lower.length(), candidate.length());
  }

  /** {@code (did you mean 'x'?)} behind a space, or nothing where no candidate is near. */
  public static String hint(String word, Collection<String> candidates) {
    return nearest(word, candidates).map(near -> " (did you mean '" + near + "'?)").orElse("");
  }

  /** {@code (did you mean 'x', 'y'?)} behind a space, or nothing where no candidate is near. */
  public static String hint(String word, List<String> candidates, int most) {
    List<String> near = nearest(word, candidates, most);
    return near.isEmpty()
        ? ""
        : near.stream().collect(Collectors.joining("', '", " (did you mean '", "'?)"));
  }

  private static int distance(String lower, String candidate) {
    return distance(lower, candidate, LevenshteinDistance.getDefaultInstance());
  }

  /** Negative where it is beyond the measure's bound. */
  private static int distance(String lower, String candidate, LevenshteinDistance measure) {
    String other = candidate.toLowerCase(Locale.ROOT);
    // A forgotten ending is a small slip however long it is.
    return other.startsWith(lower) && lower.length() >= 3 ? 1 : measure.apply(lower, other);
  }
}
