package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import dev.bellows.linalg.FloatTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * word2vec's text format, to the byte as gensim 4 writes it: a line with the numbers of words and
 * of dimensions, then a line a word, its numbers behind it, one space between. Source: gensim,
 * models/keyedvectors.py, {@code save_word2vec_format} and {@code load_word2vec_format}; word2vec.c
 * and fastText end their lines with a space more, which is read as well.
 */
final class Word2vecText {
  private static final int BYTES_PER_NUMBER = 2; // a digit and a space

  private Word2vecText() {}

  static void write(WordVectors vectors, OutputStream out) throws IOException {
    Words.requireNone(" \n", vectors.vocabulary(), "word2vec's text format");
    FloatTable table = vectors.vectors();
    out.write(new Word2vecHeader(table.rows(), table.columns()).bytes());
    StringBuilder line = new StringBuilder();
    for (int row = 0; row < table.rows(); row++) {
      line.setLength(0);
      line.append(vectors.vocabulary().word(row));
      for (int column = 0; column < table.columns(); column++) {
        line.append(' ');
        FloatText.append(table.get(row, column), line);
      }
      out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  static WordVectors read(Path file) throws IOException {
    try (InputStream in = Word2vecHeader.open(file)) {
      Word2vecHeader header = Word2vecHeader.read(in, file, BYTES_PER_NUMBER);
      FloatTable table = new FloatTable(header.words(), header.dimensions());
      List<String> words = new ArrayList<>(header.words());
      Line line = new Line(in);
      for (int row = 0; row < header.words(); row++) {
        if (!line.next()) {
          throw new InputException(
              "%s ends with line %d; its first line says %,d words"
                  .formatted(file, row + 1, header.words()));
        }
        words.add(parse(line, table, row, file));
      }
      while (line.next()) {
        if (line.length > 0) {
          throw new InputException(
              "%s, line %d: behind the %,d words that the first line says there is more"
                  .formatted(file, header.words() + 2, header.words()));
        }
      }
      return new WordVectors(
          Words.vocabulary(file, words, Words.madeUpCounts(words.size()), Word2vecText::lineOf),
          table,
          Optional.empty(),
          Map.of(WordVectorFiles.COUNTS, WordVectorFiles.MADE_UP));
    }
  }

  private static String lineOf(int row) {
    return "line " + (row + 2);
  }

  private static String parse(Line line, FloatTable table, int row, Path file) {
    int wordEnd = line.find(' ', 0);
    int numbers = 0;
    for (int at = wordEnd; at < line.length; at = line.find(' ', at + 1)) {
      numbers++;
    }
    if (numbers != table.columns()) {
      throw new InputException(
          "%s, %s: behind the word are %,d numbers, where the first line says %,d"
              .formatted(file, lineOf(row), numbers, table.columns()));
    }
    int at = wordEnd;
    for (int column = 0; column < numbers; column++) {
      int end = line.find(' ', at + 1);
      float number = FloatText.parse(line.bytes, at + 1, end);
      if (!Float.isFinite(number)) {
        String text = new String(line.bytes, at + 1, end - at - 1, StandardCharsets.UTF_8);
        throw new InputException(
            "%s, %s: %s is not a finite number".formatted(file, lineOf(row), Words.quoted(text)));
      }
      table.array(row)[table.offset(row) + column] = number;
      at = end;
    }
    return Words.decode(line.bytes, 0, wordEnd, file, lineOf(row));
  }

  /** The current line without the blanks at its end; ended by a line feed alone, as for gensim. */
  private static final class Line {
    private final InputStream in;
    private byte[] bytes = new byte[1 << 12];
    private int length;

    Line(InputStream in) {
      this.in = in;
    }

    /** Reads the next one; false where there is none. */
    boolean next() throws IOException {
      length = 0;
      int read = in.read();
      if (read < 0) {
        return false;
      }
      for (; read >= 0 && read != '\n'; read = in.read()) {
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) read;
      }
      while (length > 0 && isBlank(bytes[length - 1])) {
        length--;
      }
      return true;
    }

    private static boolean isBlank(byte one) {
      return one == ' ' || one >= '\t' && one <= '\r';
    }

    /** Where the byte is next, or the line's end. */
    int find(char wanted, int from) {
      for (int at = from; at < length; at++) {
        if (bytes[at] == wanted) {
          return at;
        }
      }
      return length;
    }
  }
}
