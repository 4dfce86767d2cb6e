package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The first line of word2vec's formats.
 *
 * @param words at least 1
 * @param dimensions at least 1
 */
record Word2vecHeader(int words, int dimensions) {
  private static final Pattern LINE = Pattern.compile("\\s*(\\d{1,9})\\s+(\\d{1,9})\\s*");
  private static final int LONGEST = 64; // bytes
  private static final int BUFFER = 1 << 16;

  /** A byte of a gzip file is at most so many of the text. */
  private static final long MOST_COMPRESSED = 1032;

  /** Opens a file behind its end {@code .gz}, if it has one. */
  static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return isCompressed(file)
          ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER)
          : new BufferedInputStream(in, BUFFER);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static boolean isCompressed(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(VectorFormat.COMPRESSED);
  }

  /**
   * Reads it.
   *
   * @param in left behind the line
   * @param bytesPerNumber the fewest bytes that the format has for a number
   * @throws InputException if it is none, or promises more than the file can hold
   */
  static Word2vecHeader read(InputStream in, Path file, int bytesPerNumber) throws IOException {
    byte[] line = new byte[LONGEST];
    int length = 0;
    int next;
    while ((next = in.read()) >= 0 && next != '\n' && length < LONGEST) {
      line[length++] = (byte) next;
    }
    String text = new String(line, 0, length, StandardCharsets.UTF_8);
    Matcher numbers = LINE.matcher(text);
    int words = numbers.matches() ? Integer.parseInt(numbers.group(1)) : 0;
    int dimensions = numbers.matches() ? Integer.parseInt(numbers.group(2)) : 0;
    if (words < 1 || dimensions < 1) {
      throw new InputException(
          "%s, line 1: %s is not the numbers of words and of dimensions, with which a word2vec"
                  .formatted(file, Words.quoted(text))
              + " file begins");
    }
    long most = Files.size(file) * (isCompressed(file) ? MOST_COMPRESSED : 1);
    if ((double) words * dimensions * bytesPerNumber > most) {
      throw new InputException(
          "%s ends too early for the %,d words of %,d dimensions that its first line says"
              .formatted(file, words, dimensions));
    }
    return new Word2vecHeader(words, dimensions);
  }

  /** The line. */
  byte[] bytes() {
    return (words + " " + dimensions + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
