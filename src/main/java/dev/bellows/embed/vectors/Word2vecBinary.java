package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import dev.bellows.linalg.FloatTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * word2vec's binary format, to the byte as gensim 4 writes it: a line with the numbers of words and
 * of dimensions, then each word, a space, and its numbers as little-endian floats. word2vec.c puts
 * a line feed behind them, which is read as well. Source: gensim, models/keyedvectors.py, {@code
 * save_word2vec_format} and {@code load_word2vec_format}.
 */
final class Word2vecBinary {
  private static final int LONGEST_WORD = 1 << 16; // bytes; a longer one is no word

  private Word2vecBinary() {}

  static void write(WordVectors vectors, OutputStream out) throws IOException {
    Words.requireNone(" \n", vectors.vocabulary(), "word2vec's binary format");
    FloatTable table = vectors.vectors();
    out.write(new Word2vecHeader(table.rows(), table.columns()).bytes());
    ByteBuffer numbers = numbers(table.columns());
    for (int row = 0; row < table.rows(); row++) {
      out.write(vectors.vocabulary().word(row).getBytes(StandardCharsets.UTF_8));
      out.write(' ');
      numbers.asFloatBuffer().put(table.array(row), table.offset(row), table.columns());
      out.write(numbers.array());
    }
  }

  private static ByteBuffer numbers(int dimensions) {
    return ByteBuffer.allocate(Math.multiplyExact(dimensions, Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  static WordVectors read(Path file) throws IOException {
    try (InputStream in = Word2vecHeader.open(file)) {
      Word2vecHeader header = Word2vecHeader.read(in, file, Float.BYTES);
      FloatTable table = new FloatTable(header.words(), header.dimensions());
      List<String> words = new ArrayList<>(header.words());
      ByteBuffer numbers = numbers(header.dimensions());
      for (int row = 0; row < header.words(); row++) {
        words.add(word(in, file, row));
        if (in.readNBytes(numbers.array(), 0, numbers.capacity()) < numbers.capacity()) {
          throw torn(file, row);
        }
        numbers.asFloatBuffer().get(table.array(row), table.offset(row), table.columns());
        requireFinite(table, row, words.get(row), file);
      }
      for (int more = in.read(); more >= 0; more = in.read()) {
        if (more != '\n') {
          throw new InputException(
              "%s: behind the %,d words of %,d dimensions that the first line says there is more"
                  .formatted(file, header.words(), header.dimensions()));
        }
      }
      return new WordVectors(
          Words.vocabulary(file, words, Words.madeUpCounts(words.size()), Word2vecBinary::rowOf),
          table,
          Optional.empty(),
          Map.of(WordVectorFiles.COUNTS, WordVectorFiles.MADE_UP));
    }
  }

  private static String rowOf(int row) {
    return "row " + (row + 1);
  }

  private static String word(InputStream in, Path file, int row) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int next = in.read(); next != ' '; next = in.read()) {
      if (next < 0) {
        throw torn(file, row);
      }
      if (bytes.size() == LONGEST_WORD) {
        throw new InputException(
            "%s, %s: the word does not end; the file has other dimensions, or is none of word2vec"
                .formatted(file, rowOf(row)));
      }
      if (next != '\n' || bytes.size() > 0) {
        bytes.write(next);
      }
    }
    return Words.decode(bytes.toByteArray(), 0, bytes.size(), file, rowOf(row));
  }

  private static void requireFinite(FloatTable table, int row, String word, Path file) {
    for (int column = 0; column < table.columns(); column++) {
      if (!Float.isFinite(table.get(row, column))) {
        throw new InputException(
            "%s, %s: the vector of %s has a number that is not finite"
                .formatted(file, rowOf(row), Words.quoted(word)));
      }
    }
  }

  private static InputException torn(Path file, int row) {
    return new InputException("%s ends too early, within %s".formatted(file, rowOf(row)));
  }
}
