package dev.bellows.report;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A text file that grows line by line: under another name while a run goes on, flushed once a
 * second; closing gives it its own. A run that goes on cuts it back to where it was when it was
 * saved.
 */
public final class GrowingFile implements Closeable {
  private static final long FLUSH_NANOS = 1_000_000_000L;

  private final Path file;
  private final FileChannel channel;
  private final BufferedWriter writer;
  private long flushed = System.nanoTime();

  private GrowingFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
    writer =
        new BufferedWriter(
            new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8));
  }

  /** Begins the file. */
  public static GrowingFile begin(Path file) throws IOException {
    return new GrowingFile(
        file,
        FileChannel.open(
            AtomicFile.partOf(file),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE));
  }

  /**
   * Goes on behind the first {@code bytes}, as {@link #bytes} has given them; what is behind these
   * is forgotten. Where so many are not there, the file is begun anew.
   *
   * @param lines is given the lines that stay
   */
  public static GrowingFile resume(Path file, long bytes, Consumer<String> lines)
      throws IOException {
    Path part = AtomicFile.partOf(file);
    if (!Files.exists(part) && Files.exists(file)) {
      Files.move(file, part, StandardCopyOption.ATOMIC_MOVE);
    }
    if (!Files.exists(part) || Files.size(part) < bytes) {
      return begin(file);
    }
    FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
    channel.truncate(bytes).position(bytes);
    try (Stream<String> kept = Files.lines(part)) {
      kept.forEach(lines);
    }
    return new GrowingFile(file, channel);
  }

  /** Adds a line. */
  public void add(String line) throws IOException {
    writer.write(line);
    writer.write('\n');
    long now = System.nanoTime();
    if (now - flushed > FLUSH_NANOS) {
      writer.flush();
      flushed = now;
    }
  }

  /** Writes out what has been added, and says how long the file is now. */
  public long bytes() throws IOException {
    writer.flush();
    return channel.position();
  }

  @Override
  public void close() throws IOException {
    writer.close(); // and the channel
    AtomicFile.publish(AtomicFile.partOf(file), file);
  }
}
