package dev.bellows;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what somebody probably meant. */
public final class Spelling {
  private Spelling() {}

  /** The candidate nearest to {@code word}, if one is near enough to be a slip of the hand. */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    String lower = word.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(lower, candidate)))
        .filter(candidate -> isNear(distance(lower, candidate), lower, candidate));
  }

  private static boolean isNear(int distance, String lower, String candidate) {
    // Of two short words that share no letter neither is meant by the other.
    return distance <= Math.max(2, candidate.length() / 3)
        && distance < Math.max(lower.length(), candidate.length());
  }

  /** {@code (did you mean 'x'?)} behind a space, or nothing where no candidate is near. */
  public static String hint(String word, Collection<String> candidates) {
    return nearest(word, candidates).map(near -> " (did you mean '" + near + "'?)").orElse("");
  }

  private static int distance(String lower, String candidate) {
    String other = candidate.toLowerCase(Locale.ROOT);
    // A forgotten ending is a small slip however long it is.
    return other.startsWith(lower) && lower.length() >= 3
        ? 1
        : LevenshteinDistance.getDefaultInstance().apply(lower, other);
  }
}
