package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Two words and how alike people find them.
 *
 * @param first in lower case
 * @param second in lower case
 * @param likeness the larger the more alike; the scale doesn't count
 */
record WordPair(String first, String second, double likeness) {
  private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)");

  /** The pairs of a file; see {@link Scores#similarity}. */
  static List<WordPair> read(Path file) throws IOException {
    List<String> lines = EvaluationFile.lines(file);
    List<WordPair> pairs = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty()) {
        continue;
      }
      String[] parts = line.split(line.contains("\t") ? "\t" : line.contains(",") ? "," : " +");
      int number = number(parts);
      if (number > 0) {
        pairs.add(
            new WordPair(lower(parts[0]), lower(parts[1]), Double.parseDouble(parts[number])));
      } else if (i > 0) {
        throw new InputException(
            "%s, line %d: %s is not two words and a number, with commas, tabs or spaces between"
                .formatted(file, i + 1, Words.quoted(line)));
      }
    }
    if (pairs.isEmpty()) {
      throw new InputException(file + " has no pair of words");
    }
    return pairs;
  }

  private static String lower(String word) {
    return word.strip().toLowerCase(Locale.ROOT);
  }

  /** The first number behind the two words; 0 where there is none. */
  private static int number(String[] parts) {
    for (int i = 2; i < parts.length; i++) {
      if (NUMBER.matcher(parts[i].strip()).matches()) {
        return i;
      }
    }
    return 0;
  }
}
