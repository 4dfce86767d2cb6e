package dev.bellows.ml;

import dev.bellows.InputException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The tensors of a saved stage: a file in its folder, on any file system of Hadoop. */
final class ModelFiles {
  /** The file's name. */
  static final String NAME = "model.safetensors";

  private static final String LOCAL = "file";

  private ModelFiles() {}

  /** Writes a file's bytes. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Reads a file on the driver's own file system. */
  interface Reading<T> {
    T read(java.nio.file.Path file) throws IOException;
  }

  /** Writes the file; it appears whole or not at all. */
  static void write(String folder, Configuration hadoop, Content content) {
    try {
      Path file = new Path(folder, NAME);
      FileSystem files = file.getFileSystem(hadoop);
      Path part = new Path(folder, "." + NAME + ".part");
      try (OutputStream out = new BufferedOutputStream(files.create(part, true), 1 << 16)) {
        content.writeTo(out);
      }
      if (!files.rename(part, file)) {
        throw new IOException(file + " cannot be put in its place");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the file.
   *
   * @throws InputException with its name, if it is missing or damaged
   */
  static <T> T read(String folder, Configuration hadoop, Reading<T> reading) {
    Path file = new Path(folder, NAME);
    try {
      FileSystem files = file.getFileSystem(hadoop);
      if (!files.exists(file)) {
        throw new InputException(file + " is missing; without it a model cannot be loaded");
      }
      Path whole = files.makeQualified(file);
      return LOCAL.equals(whole.toUri().getScheme())
          ? reading.read(java.nio.file.Path.of(whole.toUri().getPath()))
          : fetched(files, whole, reading);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static <T> T fetched(FileSystem files, Path file, Reading<T> reading) throws IOException {
    java.nio.file.Path folder = Files.createTempDirectory("bellows-model");
    java.nio.file.Path copy = folder.resolve(NAME);
    try {
      files.copyToLocalFile(false, file, new Path(copy.toUri()), true);
      return reading.read(copy);
    } catch (InputException e) {
      throw new InputException(e.getMessage().replace(copy.toString(), file.toString()), e);
    } finally {
      Files.deleteIfExists(copy);
      Files.delete(folder);
    }
  }
}
