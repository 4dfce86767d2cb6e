package dev.bellows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Starts {@code submit/bellows} as a user does: a process of its own, in a folder of its own. */
public final class Launcher {
  /** The checkout; Maven runs tests in it. */
  public static final Path HOME = Path.of("").toAbsolutePath();

  private final Path script;
  private final Path folder;
  private final Map<String, String> environment;

  /** Runs the script in {@code folder}, with more variables than the usual ones. */
  public Launcher(Path script, Path folder, Map<String, String> environment) {
    this.script = script;
    this.folder = folder;
    this.environment = environment;
  }

  /** The launcher of the checkout. */
  public static Launcher in(Path folder) {
    return new Launcher(HOME.resolve("submit/bellows"), folder, Map.of());
  }

  /** A finished process. */
  public record Ended(int code, String out, String err) {}

  /** A process under way. */
  public final class Running {
    private final Process process;
    private final Path out;
    private final Path err;

    private Running(Object[] words) throws IOException {
      List<String> command = new ArrayList<>(List.of(script.toString()));
      Arrays.stream(words).map(String::valueOf).forEach(command::add);
      out = Files.createTempFile("launcher", ".out");
      err = Files.createTempFile("launcher", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(new java.io.File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().remove("SPARK_HOME");
      builder.environment().remove("SPARK_CONF_DIR");
      builder.environment().putAll(environment);
      process = builder.start();
    }

    /** What it has printed to standard error so far. */
    public String err() {
      try {
        return Files.readString(err, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Sends a signal, for example {@code INT}. */
    public void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    }

    /** Kills it at once, without a word to it: SIGKILL. */
    public void kill() {
      process.destroyForcibly();
    }

    /** Waits for the end; a process that does not end in time is killed and is an error. */
    public Ended await(int seconds) throws IOException, InterruptedException {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running after " + seconds + " s; it printed:\n" + err());
      }
      Ended ended =
          new Ended(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8), err());
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
      return ended;
    }
  }

  /** Starts it with these words. */
  public Running start(Object... words) throws IOException {
    return new Running(words);
  }

  /** Runs it with these words. */
  public Ended run(Object... words) throws IOException, InterruptedException {
    return start(words).await(120);
  }

  /** Waits until something is so. */
  public static void until(BooleanSupplier condition, int seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited " + seconds + " s in vain");
      }
      Thread.sleep(50);
    }
  }
}
