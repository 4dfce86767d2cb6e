package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The text files that vectors are judged by. */
final class EvaluationFile {
  private EvaluationFile() {}

  /**
   * Its lines.
   *
   * @throws InputException if there is no such file, or it is no text
   */
  static List<String> lines(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InputException(file + ": there is no such file");
    }
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new InputException(file + " is not UTF-8 text", e);
    }
  }
}
