package dev.bellows.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that appear whole or not at all: written beside their place, then renamed. */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes the bytes of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes to the stream, which is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Puts a file in its place; what stood there before stays until the new one is whole. */
  public static void write(Path file, Content content) throws IOException {
    Path part = partOf(file);
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
        content.writeTo(out);
      }
      publish(part, file);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Puts a text file in its place. */
  public static void write(Path file, String text) throws IOException {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The name under which a file is written until it is whole. */
  static Path partOf(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".part");
  }

  /** Gives a whole file its name. */
  static void publish(Path part, Path file) throws IOException {
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
