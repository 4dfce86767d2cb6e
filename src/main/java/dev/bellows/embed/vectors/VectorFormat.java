package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;

/** The formats that word vectors are kept in, told apart by how a file's name ends. */
enum VectorFormat {
  SAFETENSORS {
    @Override
    WordVectors read(Path file) throws IOException {
      return VectorTensors.read(file);
    }

    @Override
    void write(WordVectors vectors, OutputStream out) throws IOException {
      VectorTensors.write(vectors, out);
    }
  },
  PARQUET {
    @Override
    WordVectors read(Path file) throws IOException {
      return ParquetVectorReader.read(file);
    }

    @Override
    void write(WordVectors vectors, OutputStream out) throws IOException {
      ParquetVectorWriter.write(vectors, out);
    }
  },
  TEXT {
    @Override
    WordVectors read(Path file) throws IOException {
      return Word2vecText.read(file);
    }

    @Override
    void write(WordVectors vectors, OutputStream out) throws IOException {
      Word2vecText.write(vectors, out);
    }
  },
  BINARY {
    @Override
    WordVectors read(Path file) throws IOException {
      return Word2vecBinary.read(file);
    }

    @Override
    void write(WordVectors vectors, OutputStream out) throws IOException {
      Word2vecBinary.write(vectors, out);
    }
  };

  /** How the name of a compressed file ends; only those of word2vec may be. */
  static final String COMPRESSED = ".gz";

  /** Reads a file of this format. */
  abstract WordVectors read(Path file) throws IOException;

  /** Writes a file of this format; the caller closes the stream. */
  abstract void write(WordVectors vectors, OutputStream out) throws IOException;

  /**
   * The format of a file.
   *
   * @throws InputException if its name doesn't say
   */
  static VectorFormat of(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    String lower = name.toLowerCase(Locale.ROOT);
    boolean compressed = lower.endsWith(COMPRESSED);
    String plain = compressed ? lower.substring(0, lower.length() - COMPRESSED.length()) : lower;
    if (plain.endsWith(".txt") || plain.endsWith(".vec")) {
      return TEXT;
    }
    if (plain.endsWith(".bin")) {
      return BINARY;
    }
    if (!compressed && plain.endsWith(".safetensors")) {
      return SAFETENSORS;
    }
    if (!compressed && plain.endsWith(".parquet")) {
      return PARQUET;
    }
    throw new InputException(
        file
            + ": a file of word vectors ends in .safetensors, .parquet, .txt or .vec (word2vec's"
            + " text), or .bin (its binary form), these three also with .gz");
  }
}
