package dev.bellows.deep.picture;

import dev.bellows.InputException;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pictures that turn out broken when they are decoded, by where they come from. Each is told once;
 * more than are allowed are the end. For all threads.
 */
public final class BrokenPictures {
  private static final Logger LOG = LoggerFactory.getLogger(BrokenPictures.class);

  private final int allowed;
  private final Map<String, String> found = new TreeMap<>(); // what is wrong, by name

  /**
   * None so far.
   *
   * @param allowed so many are left out; one more is the end
   */
  public BrokenPictures(int allowed) {
    this.allowed = allowed;
  }

  /**
   * Adds one, which may be there already.
   *
   * @throws InputException if there are more than allowed
   */
  public synchronized void add(String name, String why) {
    if (found.putIfAbsent(name, why) != null) {
      return;
    }
    if (found.size() > allowed) {
      throw new InputException(
          allowed == 0
              ? "%s: %s".formatted(name, why)
              : "%s: %s (and %,d more images turned out broken; %,d may be left out)"
                  .formatted(name, why, found.size() - 1, allowed));
    }
    LOG.warn("{}: {}; it is left out ({} of at most {})", name, why, found.size(), allowed);
  }
}
