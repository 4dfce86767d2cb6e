package dev.bellows.report;

import dev.bellows.InputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;

/**
 * The folder that holds everything one run leaves.
 *
 * @param path the folder, which exists
 */
public record RunDirectory(Path path) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final Path RUNS = Path.of("runs");

  /** Makes {@code runs/<job>-<time>}, and with a number behind it where that is taken. */
  public static RunDirectory forJob(String job) {
    String name = job + "-" + LocalDateTime.now().format(TIME);
    for (int i = 1; ; i++) {
      Path path = RUNS.resolve(i == 1 ? name : name + "-" + i);
      try {
        Files.createDirectories(RUNS);
        return new RunDirectory(Files.createDirectory(path));
      } catch (FileAlreadyExistsException e) {
        if (Files.isRegularFile(RUNS)) {
          throw cannot(path, e);
        }
      } catch (IOException e) {
        throw cannot(path, e);
      }
    }
  }

  /**
   * Checks the folder that the user named, and leaves nothing behind.
   *
   * @throws InputException if there is something in it already, if it is not of this machine, or
   *     cannot be made
   */
  public static void requireFree(String name) {
    Path path = path(name);
    if (Files.isRegularFile(path)) {
      throw new InputException("output.dir = %s is a file; name a folder".formatted(name));
    }
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.list(path)) {
        if (files.findAny().isPresent()) {
          throw new InputException(
              "output.dir = %s holds files already; name a new folder, or remove it"
                  .formatted(name));
        }
      } catch (IOException e) {
        throw cannot(path, e);
      }
    }
    requireWritable(path);
  }

  /**
   * Checks that a folder in {@code runs} can be made, and leaves nothing behind.
   *
   * @throws InputException if not
   */
  public static void requireRuns() {
    requireWritable(RUNS);
  }

  private static void requireWritable(Path path) {
    Path existing = path.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      Files.delete(Files.createTempFile(existing, ".bellows", ".probe"));
    } catch (IOException e) {
      throw cannot(path, e);
    }
  }

  /**
   * Makes the folder that the user named.
   *
   * @throws InputException if there is something in it already, or it cannot be made
   */
  public static RunDirectory named(String name) {
    requireFree(name);
    Path path = path(name);
    try {
      return new RunDirectory(Files.createDirectories(path));
    } catch (IOException e) {
      throw cannot(path, e);
    }
  }

  private static Path path(String name) {
    return path("output.dir =", name);
  }

  /**
   * The folder that a user has named.
   *
   * @param key how messages begin
   * @throws InputException if it is not of this machine
   */
  public static Path path(String key, String name) {
    if (name.matches("[a-z][a-z0-9+.-]+:/.*") && !name.startsWith("file:")) {
      throw new InputException(
          "%s %s: a run directory is a folder of the driver's own file system"
              .formatted(key, name));
    }
    return Path.of(name.startsWith("file:") ? URI.create(name).getPath() : name);
  }

  private static InputException cannot(Path path, IOException e) {
    String reason = e instanceof FileSystemException of ? of.getReason() : e.getMessage();
    return new InputException(
        "output.dir = %s cannot be made: %s"
            .formatted(path, reason == null ? e.getClass().getSimpleName() : reason),
        e);
  }

  /** The place of a file of this run. */
  public Path file(String name) {
    return path.resolve(name);
  }
}
