package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.report.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where the picture of {@code trace} goes.
 *
 * @param named the user's choice, or null for {@code runs/trace-<what>.png}
 * @param err where the place is told
 */
record PictureFile(Path named, PrintWriter err) {

  /** Checks the name. */
  PictureFile {
    if (named != null && !named.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new InputException("--output %s: pictures are PNG; name a .png file".formatted(named));
    }
    if (named != null && Files.isDirectory(named)) {
      throw new InputException("--output %s is a folder; name a .png file".formatted(named));
    }
  }

  /** Writes the picture and says where. */
  void write(String what, AtomicFile.Content content) {
    System.setProperty("java.awt.headless", "true");
    Path file =
        named == null
            ? Path.of("runs", "trace-" + what.replaceAll("[^\\p{L}\\p{N}]+", "-") + ".png")
            : named;
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      AtomicFile.write(file, content);
    } catch (IOException e) {
      throw new InputException(
          "--output %s cannot be written; name a .png in a folder that you may write to"
              .formatted(file),
          e);
    }
    err.println(file + " is the picture");
  }
}
