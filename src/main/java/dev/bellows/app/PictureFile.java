package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.report.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A picture that a command draws.
 *
 * @param option the option that names it: {@code --out}
 * @param named what the user has named; null for nothing
 */
record PictureFile(String option, Path named) {

  /**
   * Checks the name, where there is one.
   *
   * @throws InputException if it is no {@code .png}, a folder, or in no folder
   */
  PictureFile {
    if (named != null) {
      if (!named.toString().toLowerCase(Locale.ROOT).endsWith(".png") || Files.isDirectory(named)) {
        throw new InputException(
            "%s %s: pictures are PNG; name a .png file".formatted(option, named));
      }
      Path parent = named.toAbsolutePath().getParent();
      if (!Files.isDirectory(parent)) {
        throw new InputException("%s %s: there is no folder %s".formatted(option, named, parent));
      }
    }
  }

  /**
   * Draws it and says so: "confusion.png is the confusion matrix".
   *
   * @param otherwise where it goes if the user has named no file; its folder is made
   * @param told what it is, for the user
   * @throws InputException if it cannot be written there
   */
  void write(Path otherwise, AtomicFile.Content content, PrintWriter err, String told) {
    Path file = named == null ? otherwise : named;
    System.setProperty("java.awt.headless", "true");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicFile.write(file, content);
    } catch (IOException e) {
      throw new InputException(
          "%s cannot be written; name a .png file that can with %s".formatted(file, option), e);
    }
    err.println(file + " " + told);
  }
}
