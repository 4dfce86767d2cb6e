package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import dev.bellows.linalg.FloatTable;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.SafetensorsFile;
import dev.bellows.linalg.TensorSource;
import dev.bellows.linalg.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The model file: {@code vectors} {@code [words, dimensions]} and, where training may go on, {@code
 * contexts} of the same shape, both {@code F32}; {@code counts} {@code [words]} as {@code I64}; and
 * {@code words}, the bytes of their UTF-8 with a line feed between two. Written and read row by
 * row, so that nothing is ever in memory twice.
 */
final class VectorTensors {
  private static final String FORMAT = "bellows.format";
  private static final String VERSION = "1";
  private static final String MODEL = "bellows.model";
  private static final String TYPE = "word-vectors";

  private static final String VECTORS = "vectors";
  private static final String CONTEXTS = "contexts";
  private static final String COUNTS = "counts";
  private static final String WORDS = "words";

  private VectorTensors() {}

  static void write(WordVectors vectors, OutputStream out) throws IOException {
    Words.requireNone("\n", vectors.vocabulary(), "a model file");
    List<TensorSource> tensors = new ArrayList<>();
    tensors.add(TensorSource.of(VECTORS, vectors.vectors()));
    vectors.contexts().ifPresent(table -> tensors.add(TensorSource.of(CONTEXTS, table)));
    tensors.add(TensorSource.of(COUNTS, vectors.vocabulary().counts()));
    tensors.add(words(vectors.vocabulary().words()));
    Map<String, String> metadata = vectors.metadata();
    metadata.put(FORMAT, VERSION);
    metadata.put(MODEL, TYPE);
    Safetensors.stream(out, metadata, tensors);
  }

  private static TensorSource words(List<String> words) {
    long bytes = Math.max(0, words.size() - 1);
    for (String word : words) {
      bytes += word.getBytes(StandardCharsets.UTF_8).length;
    }
    return new TensorSource(
        WORDS,
        TensorType.U8,
        List.of(bytes),
        out -> {
          for (int id = 0; id < words.size(); id++) {
            if (id > 0) {
              out.write('\n');
            }
            out.write(words.get(id).getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  static WordVectors read(Path file) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.open(file);
    Map<String, String> metadata = new TreeMap<>(tensors.metadata());
    String version = metadata.remove(FORMAT);
    String type = metadata.remove(MODEL);
    if (!TYPE.equals(type) || !VERSION.equals(version)) {
      throw new InputException(
          "%s is a tensor file, but %s"
              .formatted(
                  file,
                  type == null || type.equals(TYPE)
                      ? "not word vectors that this version wrote"
                      : "of a model of the type '%s', not of word vectors".formatted(type)));
    }
    FloatTable vectors = tensors.floats(VECTORS);
    Optional<FloatTable> contexts =
        tensors.has(CONTEXTS) ? Optional.of(tensors.floats(CONTEXTS)) : Optional.empty();
    long[] counts = tensors.longs(COUNTS);
    List<String> words = words(tensors, file, counts.length);
    boolean fits = vectors.rows() == counts.length && words.size() == counts.length;
    if (!fits || contexts.isPresent() && !isLike(contexts.get(), vectors)) {
      throw new InputException(
          "%s is damaged: %,d words, %,d counts, %,d vectors"
              .formatted(file, words.size(), counts.length, vectors.rows()));
    }
    return new WordVectors(
        Words.vocabulary(file, words, counts, id -> "word " + (id + 1)),
        vectors,
        contexts,
        metadata);
  }

  private static boolean isLike(FloatTable table, FloatTable other) {
    return table.rows() == other.rows() && table.columns() == other.columns();
  }

  private static List<String> words(SafetensorsFile tensors, Path file, int count)
      throws IOException {
    List<String> words = new ArrayList<>(count);
    if (count == 0) {
      return words;
    }
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    long length = tensors.length(WORDS);
    try (InputStream in = tensors.bytes(WORDS)) {
      for (long at = 0; at <= length; at++) {
        int next = at == length ? '\n' : in.read();
        if (next == '\n') {
          String row = "word " + (words.size() + 1);
          words.add(Words.decode(word.toByteArray(), 0, word.size(), file, row));
          word.reset();
        } else {
          word.write(next);
        }
      }
    }
    return words;
  }
}
