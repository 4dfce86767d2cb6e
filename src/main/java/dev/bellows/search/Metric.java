package dev.bellows.search;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Spelling;
import java.io.Serializable;
import java.util.Collection;
import java.util.Set;

/**
 * What trials are compared by.
 *
 * @param name {@code loss}, {@code validation-loss}, or a figure as {@link
 *     dev.bellows.model.Measures} names it
 * @param direction which way is better
 */
public record Metric(String name, Direction direction) implements Serializable {
  /** The mean loss over all training rows. */
  public static final String LOSS = "loss";

  /** The mean loss over the rows held out. */
  public static final String VALIDATION_LOSS = "validation-loss";

  private static final Set<String> LARGER_IS_BETTER = Set.of("r2", "accuracy", "auc");

  /** Which way is better. */
  public enum Direction {
    /** As the name says: r2, accuracy and auc are better large, all else small. */
    AUTO,
    MINIMIZE,
    MAXIMIZE
  }

  /** The metric of that name, in its own direction. */
  public static Metric of(String name) {
    return new Metric(name, Direction.AUTO);
  }

  /** Whether larger is better. */
  public boolean maximizes() {
    return direction == Direction.AUTO
        ? LARGER_IS_BETTER.contains(name)
        : direction == Direction.MAXIMIZE;
  }

  /** A value as strategies compare it: smaller is better. */
  public double score(double value) {
    return maximizes() ? -value : value;
  }

  /**
   * Checks that it is measured at all.
   *
   * @param measured the names of all that is measured
   * @throws InputException with the nearest right name, if not
   */
  public void requireAmong(Collection<String> measured) {
    if (!measured.contains(name)) {
      throw new InputException("search.metric: " + missing(measured));
    }
  }

  /** What is to be said where it is not among those. */
  String missing(Collection<String> measured) {
    return "%s is not measured%s; there are %s"
        .formatted(name, Spelling.hint(name, measured), String.join(", ", measured));
  }

  @Override
  public String toString() {
    return "%s (%s)"
        .formatted(name, Setting.word(maximizes() ? Direction.MAXIMIZE : Direction.MINIMIZE));
  }
}
