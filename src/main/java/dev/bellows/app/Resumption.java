package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.report.RunDirectory;
import dev.bellows.train.checkpoint.Checkpoint;
import dev.bellows.train.checkpoint.CheckpointStore;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Going on with a run that has ended, or was ended: {@code train --resume RUN_DIR}. */
final class Resumption {
  /** Changes of these keys, and of the sections that end in a dot, leave every step what it was. */
  private static final List<String> HARMLESS =
      List.of(
          "name",
          "epochs",
          "exchange",
          "exchange-fan-in",
          "exchange-timeout",
          "exchange-port",
          "log-every",
          "stop.",
          "checkpoint.");

  private static final List<String> HARMLESS_TO_SEARCH =
      List.of(
          "name",
          "exchange",
          "exchange-fan-in",
          "exchange-timeout",
          "exchange-port",
          "log-every",
          "checkpoint.",
          "search.way",
          "search.parallel");

  private static final List<String> HARMLESS_TO_EMBED = List.of("name", "threads", "checkpoint.");

  /** The job in the folder of its run. */
  static final String JOB_FILE = "job.conf";

  private final Path directory;

  /**
   * Going on with the run in that folder.
   *
   * @throws InputException if no run has been there
   */
  Resumption(String name) {
    directory = RunDirectory.path("--resume", name);
    if (!Files.isRegularFile(jobFile())) {
      throw new InputException(
          "--resume %s: %s"
              .formatted(
                  name,
                  Files.isDirectory(directory)
                      ? "there is no job.conf in it, so no run was begun there"
                      : Files.exists(directory)
                          ? "it is a file; name the folder of a run"
                          : "there is no such folder"));
    }
  }

  /** The job as it was begun. */
  Path jobFile() {
    return directory.resolve(JOB_FILE);
  }

  /** The folder of the run. */
  RunDirectory directory() {
    return new RunDirectory(directory);
  }

  /**
   * Compares the job with the one that was begun.
   *
   * @return the changes, a line each
   * @throws InputException if a change would have made other steps
   */
  List<String> changes(Job now) {
    Job then = JobFile.read(jobFile(), List.of());
    return changes(
        then.written(),
        now.written(),
        key -> isHarmless(key, then),
        "epochs"
            + (dependsOnLength(then) ? " (not under this learning rate schedule)" : "")
            + ", stop, checkpoint, output, and how the exchange is done");
  }

  /** The same for {@code embed}. */
  List<String> changes(EmbedJob now) {
    return changes(
        EmbedJobFile.read(jobFile(), List.of()).written(),
        now.written(),
        key -> isAmong(HARMLESS_TO_EMBED, key),
        "threads, checkpoint and output");
  }

  /** The same for {@code search}. */
  List<String> changes(SearchJob now) {
    return changes(
        SearchJobFile.read(jobFile(), List.of()).written(),
        now.written(),
        key -> isAmong(HARMLESS_TO_SEARCH, key),
        "search.way, search.parallel, output, and how the exchange is done");
  }

  private List<String> changes(
      Map<String, String> then, Map<String, String> now, Predicate<String> harmless, String but) {
    Map<String, String> before = new TreeMap<>(then);
    Map<String, String> after = new TreeMap<>(now);
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<String> changes = new ArrayList<>();
    List<String> harmful = new ArrayList<>();
    for (String key : keys) {
      String old = before.getOrDefault(key, "not set");
      String other = after.getOrDefault(key, "not set");
      if (!old.equals(other)) {
        changes.add("%s: %s, was %s".formatted(key, other, old));
        if (!harmless.test(key)) {
          harmful.add(changes.get(changes.size() - 1));
        }
      }
    }
    if (!harmful.isEmpty()) {
      throw new InputException(
          "--resume %s: the job has changed: %s; a run goes on only as it was begun, but for %s"
              .formatted(directory, String.join("; ", harmful), but));
    }
    return changes;
  }

  /**
   * Looks, before Spark starts, whether the run can have left checkpoints.
   *
   * @throws InputException if not
   */
  void requireCheckpoints(Job job) {
    boolean here = job.section(JobSettings.CHECKPOINT).get(CheckpointSettings.DIR) == null;
    Path folder = directory.resolve(TrainCommand.CHECKPOINTS);
    if (here && !Files.isDirectory(folder)) {
      throw new InputException(
          "--resume %s: there is no checkpoint in %s".formatted(directory, folder));
    }
  }

  private static boolean isHarmless(String key, Job then) {
    if (key.equals(JobSettings.EPOCHS.name())) {
      return !dependsOnLength(then);
    }
    return isAmong(HARMLESS, key);
  }

  /** What is the same in two jobs whose steps are the same. */
  static String fingerprint(Job job) {
    Map<String, String> written = new TreeMap<>(job.written());
    written.keySet().removeIf(key -> isAmong(HARMLESS, key));
    return Integer.toHexString(written.hashCode());
  }

  /** What is the same in two jobs of {@code embed} that go the same way. */
  static String fingerprint(EmbedJob job) {
    Map<String, String> written = new TreeMap<>(job.written());
    written.keySet().removeIf(key -> isAmong(HARMLESS_TO_EMBED, key));
    return Integer.toHexString(written.hashCode());
  }

  /** What is the same in two searches that give the same table. */
  static String identity(SearchJob search) {
    Map<String, String> written = new TreeMap<>(search.written());
    written.keySet().removeIf(key -> isAmong(HARMLESS_TO_SEARCH, key));
    return written.toString();
  }

  private static boolean isAmong(List<String> known, String key) {
    return known.stream().anyMatch(k -> k.endsWith(".") ? key.startsWith(k) : key.equals(k));
  }

  private static boolean dependsOnLength(Job job) {
    return job.optimizer().dependsOnLength()
        || job.outer().map(NamedOptimizer::dependsOnLength).orElse(false);
  }

  /**
   * The newest checkpoint that is whole.
   *
   * @param err is told of those that are not
   * @throws InputException if there is none
   */
  Checkpoint newest(CheckpointStore store, PrintWriter err) {
    List<String> refused = new ArrayList<>();
    Checkpoint newest =
        store
            .newest(
                line -> {
                  refused.add(line);
                  err.println("bellows: " + line);
                })
            .orElseThrow(
                () ->
                    new InputException(
                        "--resume %s: there is no %scheckpoint in %s"
                            .formatted(
                                directory, refused.isEmpty() ? "" : "whole ", store.folder())));
    String before = refused.isEmpty() ? "" : ", the last checkpoint that is whole";
    err.println(String.format(Locale.ROOT, "going on from step %,d%s", newest.step(), before));
    return newest;
  }
}
