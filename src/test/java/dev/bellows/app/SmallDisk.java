package dev.bellows.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A disk in memory that is soon full; closing takes it away again. */
final class SmallDisk implements AutoCloseable {
  private final Path path;

  private SmallDisk(Path path) {
    this.path = path;
  }

  /** Mounts one; where that is not allowed, the test is skipped with the reason. */
  static SmallDisk mount(Path path, String size) throws IOException, InterruptedException {
    Files.createDirectories(path);
    String refusal = call("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path.toString());
    Assumptions.assumeTrue(
        refusal.isEmpty(), "no small disk can be mounted here, so none can fill: " + refusal);
    return new SmallDisk(path);
  }

  /** What failed, in the command's words; empty where nothing did. */
  private static String call(String... words) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0
          ? ""
          : said.strip() + " (exit code " + process.exitValue() + ")";
    } catch (IOException e) {
      return e.getMessage(); // there is no such command
    }
  }

  Path path() {
    return path;
  }

  /** Makes room. */
  void grow(String size) throws IOException, InterruptedException {
    String refusal = call("mount", "-o", "remount,size=" + size, path.toString());
    if (!refusal.isEmpty()) {
      throw new IOException(refusal);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    String refusal = call("umount", path.toString());
    if (!refusal.isEmpty()) {
      throw new IOException(refusal);
    }
  }
}
