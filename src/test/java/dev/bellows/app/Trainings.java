package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher;
import dev.bellows.Launcher.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What tests of real trainings have in common: their words, and what these leave. */
final class Trainings {
  /** The job of the README: 1,200 rows for training. */
  static final Path WING = Launcher.HOME.resolve("conf/wing-noise.conf");

  /** A driver that is up sooner; the bits are the same. */
  static final Map<String, String> QUICK =
      Map.of(
          "SPARK_SUBMIT_OPTS",
          "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dbellows.vectors=scalar",
          "SPARK_LOCAL_IP",
          "127.0.0.1");

  private Trainings() {}

  /** The launcher in a folder, sooner up than as shipped. */
  static Launcher quick(Path folder) {
    return new Launcher(Launcher.HOME.resolve("submit/bellows"), folder, QUICK);
  }

  /** The words that begin a run. */
  static List<Object> train(Path job, Path run, String... settings) {
    return with(List.of("train", job, "--set", "output.dir=" + run), settings);
  }

  /** The words that go on with a run. */
  static List<Object> resume(Path run, String... settings) {
    return with(List.of("train", "--resume", run), settings);
  }

  private static List<Object> with(List<Object> first, String... settings) {
    List<Object> words = new ArrayList<>(first);
    Stream.of(settings).forEach(setting -> words.addAll(List.of("--set", setting)));
    return words;
  }

  /**
   * A job over sparse rows; with many features it has large checkpoints, three times 8 bytes for
   * each, and its steps take their time.
   */
  static Path sparseJob(Path folder, int features) throws IOException {
    Random random = new Random(5);
    StringBuilder rows = new StringBuilder();
    for (int r = 0; r < 400; r++) {
      TreeMap<Integer, Double> row = new TreeMap<>();
      while (row.size() < 5) {
        row.put(1 + random.nextInt(features), random.nextGaussian());
      }
      row.put(features, random.nextGaussian());
      rows.append(row.values().stream().mapToDouble(value -> value).sum());
      row.forEach((index, value) -> rows.append(' ').append(index).append(':').append(value));
      rows.append('\n');
    }
    Path data = Files.writeString(folder.resolve("rows.libsvm"), rows);
    String text =
        """
        data { path = "%s", format = libsvm, validation-fraction = 0.2 }
        optimizer { name = adam, learning-rate = 0.01 }
        batch-size = 16
        epochs = 6
        checkpoint { every = 20 steps }
        """; // 20 steps an epoch
    return Files.writeString(folder.resolve("sparse.conf"), text.formatted(data));
  }

  /** The model of a run. */
  static byte[] model(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  /** What the run's log has so far. */
  static String log(Path run) {
    try {
      Path log = run.resolve("spark.log");
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of a folder's files, in order; none where it is missing. */
  static List<String> names(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The steps of the checkpoints that are whole, ascending. */
  static List<Long> checkpoints(Path folder) {
    return names(folder).stream()
        .filter(name -> name.endsWith(".json"))
        .map(name -> Long.valueOf(name.replaceAll("step-0*(\\d+).*", "$1")))
        .toList();
  }

  /** The lines on the screen that are neither Java's nor of the progress. */
  static List<String> ours(Ended ended) {
    return ended
        .err()
        .lines()
        .filter(line -> !line.startsWith("WARNING: Using incub"))
        .filter(line -> !line.matches("epoch \\d+/\\d+, step .*"))
        .toList();
  }

  /** The lines on the screen that tell what went wrong: one, and no stack trace. */
  static String complaint(Ended ended) {
    assertThat(ended.err()).doesNotContain("\tat ", "Exception in thread", "ERROR");
    List<String> told = ended.err().lines().filter(line -> line.startsWith("bellows: ")).toList();
    assertThat(told).as(ended.err()).hasSize(1);
    return told.get(0);
  }

  /** Looks whether the metrics have every step exactly once, in order. */
  static void requireEveryStepOnce(Path run, long steps) throws IOException {
    List<Long> found =
        Files.readAllLines(run.resolve("metrics.csv")).stream()
            .skip(1)
            .map(line -> Long.valueOf(line.substring(0, line.indexOf(','))))
            .toList();
    assertThat(found).isEqualTo(LongStream.rangeClosed(1, steps).boxed().toList());
  }
}
