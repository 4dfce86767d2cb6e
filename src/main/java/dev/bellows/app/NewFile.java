package dev.bellows.app;

import dev.bellows.InputException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a user has named to be written. */
final class NewFile {
  private NewFile() {}

  /**
   * Checks that it can be written and writes over nothing.
   *
   * @throws InputException if not
   */
  static void require(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (Files.exists(file)) {
      throw new InputException(file + " exists already; name a new file, or remove it");
    }
    if (!Files.isDirectory(parent)) {
      throw new InputException("%s: there is no folder %s".formatted(file, parent));
    }
  }
}
