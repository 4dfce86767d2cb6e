package dev.bellows.data.image;

import dev.bellows.InputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is done about images that cannot be used: they are left out and counted, up to a limit.
 *
 * @param allowed so many are left out; one more is the end
 */
public record BrokenImages(long allowed) implements Serializable {
  private static final int MOST_NAMED = 5;

  /** One of them: where it is and what is wrong with it. */
  private record Problem(String path, String why) implements Serializable {}

  /**
   * Broken images that were found, and the paths of the first of them in the order of the paths.
   * Counts of tasks are added up in any order.
   */
  public static final class Found implements Serializable {
    private static final long serialVersionUID = 1L;

    private long count;
    private final List<Problem> first = new ArrayList<>();

    /** Adds one. */
    public void add(String path, String why) {
      count++;
      first.add(new Problem(path, why));
      keepFirst();
    }

    /** Adds those that somebody else has found. */
    public void add(Found other) {
      count += other.count;
      first.addAll(other.first);
      keepFirst();
    }

    private void keepFirst() {
      first.sort(Comparator.comparing(Problem::path));
      while (first.size() > MOST_NAMED) {
        first.remove(first.size() - 1);
      }
    }

    /** How many there are. */
    public long count() {
      return count;
    }

    /** The first of them, each as {@code PATH: what is wrong}. */
    public List<String> named() {
      return first.stream().map(problem -> problem.path() + ": " + problem.why()).toList();
    }

    @Override
    public String toString() {
      return count == 0
          ? "no broken image"
          : "%,d broken image%s left out: %s%s"
              .formatted(
                  count,
                  count == 1 ? "" : "s",
                  String.join("; ", named()),
                  count > first.size() ? "; …" : "");
    }
  }

  /**
   * Goes on if there are few enough.
   *
   * @param images the number of images there are, the broken ones too
   * @throws InputException with the first of them, if there are more than allowed
   */
  public void require(Found found, long images) {
    if (found.count() > allowed) {
      throw new InputException(
          "%s%s"
              .formatted(
                  found.named().get(0),
                  found.count() == 1 && allowed == 0
                      ? ""
                      : " (and %,d more of %,d images cannot be used; %,d may be left out)"
                          .formatted(found.count() - 1, images, allowed)));
    }
  }
}
