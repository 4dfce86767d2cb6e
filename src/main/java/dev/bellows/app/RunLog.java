package dev.bellows.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.logging.log4j.core.config.Configurator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Spark's and our own log goes: to the file that the launcher named in the system property
 * {@code bellows.log}, and from the moment there is a run directory into it. Without that property
 * the log is whatever Spark's configuration says.
 */
final class RunLog {
  private static final String PROPERTY = "bellows.log";
  private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

  private static boolean kept;

  private RunLog() {}

  /** Goes on in another file, which also gets what has been logged so far. */
  static void moveTo(Path file) throws IOException {
    String before = System.getProperty(PROPERTY);
    if (before == null) {
      return;
    }
    System.setProperty(PROPERTY, file.toAbsolutePath().toString());
    Path old = Path.of(before);
    if (Files.exists(old)) {
      Files.write(
          file,
          Files.readAllBytes(old),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND); // behind that of a run that goes on
    }
    Configurator.reconfigure();
    Files.deleteIfExists(old);
    kept = true;
  }

  /** Removes a log that nobody needs: the command ended well and has no run directory. */
  static void discard() {
    String file = System.getProperty(PROPERTY);
    if (file != null && !kept) {
      Path.of(file).toFile().delete();
    }
  }

  /** Writes an error with its stack trace. */
  static void error(Throwable e) {
    LOG.error("the command failed", e);
  }

  /** Says where to read more; empty where the log is not ours. */
  static String where() {
    String file = System.getProperty(PROPERTY);
    return file == null ? "" : " (more in " + shown(Path.of(file)) + ")";
  }

  private static Path shown(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return file.startsWith(here) ? here.relativize(file) : file;
  }
}
