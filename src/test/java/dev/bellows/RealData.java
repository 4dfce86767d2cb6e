package dev.bellows;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where tests find what is not in the repository. */
public final class RealData {
  private RealData() {}

  /** The folder of the real data: BELLOWS_DATA, by default beside the checkout. */
  public static Path folder() {
    String named = System.getenv("BELLOWS_DATA");
    return Path.of(named == null || named.isEmpty() ? "../shared/data" : named);
  }

  /** A real file; the test is skipped, with a word, where it is missing. */
  public static Path file(String name) {
    Path file = folder().resolve(name);
    assumeTrue(
        Files.exists(file), () -> file + " is missing; see data/README.md and set BELLOWS_DATA");
    return file;
  }

  /** The folder of the reference traces, which lies beside the data. */
  public static Path traces() {
    Path traces = folder().resolveSibling("golden");
    assumeTrue(Files.isDirectory(traces), () -> traces + " is missing");
    return traces;
  }
}
