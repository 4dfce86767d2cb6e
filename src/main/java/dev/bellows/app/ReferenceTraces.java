package dev.bellows.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all kinds of reference traces share: reading them, comparing numbers, and the outcome. */
final class ReferenceTraces {
  /** The largest relative error that counts as agreement. */
  static final double TOLERANCE = 1e-9;

  private static final Logger LOG = LoggerFactory.getLogger(ReferenceTraces.class);
  private static final int LONGEST_NAME = 60;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ReferenceTraces() {}

  /**
   * How one case went.
   *
   * @param name the file, the case, and where it ran
   * @param error the largest relative error; empty where this build cannot do the case yet
   * @param repeats whether the other exchange gave the same bits
   */
  record Outcome(String name, OptionalDouble error, boolean repeats) {
    /** A name of somebody else's file may hold anything. */
    Outcome {
      name = name.replaceAll("\\p{Cntrl}", "?");
      name = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }

    /** A case that ran once. */
    static Outcome of(String name, double error) {
      return new Outcome(name, OptionalDouble.of(error), true);
    }

    /** A case that this build cannot do. */
    static Outcome notYet(String name) {
      return new Outcome(name, OptionalDouble.empty(), false);
    }

    /**
     * A case that is replayed by {@code replay}, which may find that it is not whole.
     *
     * @param file the file's name
     * @param trace the case, with its {@code name}
     */
    static Outcome of(String file, JsonNode trace, Function<String, Outcome> replay) {
      String name = file + "/" + trace.path("name").asText();
      try {
        return trace.path("name").isTextual() ? replay.apply(name) : of(name, Double.NaN);
      } catch (RuntimeException e) {
        LOG.warn("{} cannot be replayed", name, e);
        return of(name, Double.NaN);
      }
    }

    boolean passed() {
      return error.isPresent() && error.getAsDouble() <= TOLERANCE && repeats;
    }

    boolean isNotYet() {
      return error.isEmpty();
    }
  }

  /** A file of traces. */
  static JsonNode read(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s is not JSON%s"
              .formatted(
                  file,
                  e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")"),
          e);
    }
  }

  /** A list of numbers; what is no number in it is not a number, and then no error is small. */
  static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.path(i).isNumber() ? array.path(i).asDouble() : Double.NaN;
    }
    return values;
  }

  /**
   * A list of lists of numbers, one behind the other.
   *
   * @throws IllegalArgumentException if their lengths differ
   */
  static double[] flat(JsonNode rows) {
    int width = rows.path(0).size();
    double[] values = new double[rows.size() * width];
    for (int r = 0; r < rows.size(); r++) {
      double[] row = doubles(rows.path(r));
      if (row.length != width) {
        throw new IllegalArgumentException("rows of %d and %d".formatted(width, row.length));
      }
      System.arraycopy(row, 0, values, r * width, width);
    }
    return values;
  }

  /** The largest relative error; not a number where the lengths differ. */
  static double error(double[] found, double[] expected) {
    if (found.length != expected.length) {
      return Double.NaN;
    }
    double worst = 0;
    for (int i = 0; i < found.length; i++) {
      double distance = Math.abs(found[i] - expected[i]);
      // Not a number stays so: Math.max gives it on.
      worst = Math.max(worst, distance == 0 ? 0 : distance / Math.abs(expected[i]));
    }
    return worst;
  }
}
