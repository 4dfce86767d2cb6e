package dev.bellows.train.checkpoint;

import dev.bellows.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of any file system that Hadoop knows. On the local disk Hadoop's files of checksums are
 * left out: checkpoints have digests of their own.
 */
final class Folder {
  private static final Logger LOG = LoggerFactory.getLogger(Folder.class);
  private final String written;
  private final Path path;
  private final FileSystem files;

  /**
   * A folder, which need not be there yet.
   *
   * @param written as a user writes it; without a scheme it is on this machine
   * @throws InputException if no file system has such paths
   */
  Folder(String written, Configuration hadoop) {
    this.written = written;
    try {
      Path given = new Path(written);
      boolean local = given.toUri().getScheme() == null;
      path = local ? new Path(java.nio.file.Path.of(written).toAbsolutePath().toUri()) : given;
      FileSystem of = path.getFileSystem(hadoop); // shared with all of the process: never closed
      files = of instanceof ChecksumFileSystem withSums ? withSums.getRawFileSystem() : of;
    } catch (IOException | RuntimeException e) {
      throw new InputException(
          "'%s' is not a folder for checkpoints: %s".formatted(written, Reasons.of(e)), e);
    }
  }

  /** Writes a file's bytes. */
  @FunctionalInterface
  interface Content<T> {
    /** Writes to the stream, which is closed by the caller. */
    T writeTo(FSDataOutputStream out) throws IOException;
  }

  /** Reads a file's bytes. */
  @FunctionalInterface
  interface Reader<T> {
    /** Reads from the stream, which is closed by the caller. */
    T readFrom(FSDataInputStream in) throws IOException;
  }

  /** What messages call a file. */
  String nameOf(String file) {
    return written + (written.endsWith("/") ? "" : "/") + file;
  }

  /** The plain files; none where there is no folder. */
  List<String> list() throws IOException {
    try {
      return Arrays.stream(files.listStatus(path))
          .filter(FileStatus::isFile)
          .map(status -> status.getPath().getName())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** The length of a file; negative where there is none. */
  long length(String file) throws IOException {
    try {
      FileStatus status = files.getFileStatus(new Path(path, file));
      return status.isFile() ? status.getLen() : -1;
    } catch (FileNotFoundException e) {
      return -1;
    }
  }

  <T> T read(String file, Reader<T> reader) throws IOException {
    try (FSDataInputStream in = files.open(new Path(path, file))) {
      return reader.readFrom(in);
    }
  }

  /** Makes the folder where it is missing. */
  void make() throws IOException {
    if (!files.mkdirs(path)) {
      throw new IOException("the folder cannot be made");
    }
  }

  /** Writes a file to the disk, and not only to the system's memory where that can be asked for. */
  <T> T write(String file, Content<T> content) throws IOException {
    FSDataOutputStream out = files.create(new Path(path, file), true);
    T result;
    try {
      result = content.writeTo(out);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    } catch (IOException | RuntimeException | Error e) {
      closeBroken(out);
      throw e;
    }
    out.close();
    return result;
  }

  /** HDFS throws the same object again here, which a try statement with resources cannot take. */
  private static void closeBroken(FSDataOutputStream out) {
    try {
      out.close();
    } catch (IOException | RuntimeException | Error e) {
      LOG.debug("a file that cannot be written cannot be closed either", e);
    }
  }

  /** Gives a file a name that none has. */
  void rename(String from, String to) throws IOException {
    if (!files.rename(new Path(path, from), new Path(path, to))) {
      throw new IOException("%s cannot be renamed to %s".formatted(from, to));
    }
  }

  /** Removes a file if that is possible; whether it is gone. */
  boolean remove(String file) {
    Path old = new Path(path, file);
    try {
      return files.delete(old, false) || !files.exists(old);
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /** Writes a file and removes it again, and all folders that had to be made for it. */
  void tryOut(String file) throws IOException {
    Path missing = path;
    Path firstMissing = null;
    while (missing != null && !files.exists(missing)) {
      firstMissing = missing;
      missing = missing.getParent();
    }
    try {
      make();
      write(
          file,
          out -> {
            out.write(' ');
            return out.getPos();
          });
      if (!remove(file)) {
        throw new IOException("a file cannot be removed again");
      }
    } finally {
      remove(file);
      removeEmpty(firstMissing);
    }
  }

  /** Removes this folder and those around it up to one of them, as long as they are empty. */
  private void removeEmpty(Path outermost) {
    if (outermost == null) {
      return;
    }
    try {
      for (Path folder = path; folder.depth() >= outermost.depth(); folder = folder.getParent()) {
        if (files.exists(folder) && !files.delete(folder, false)) {
          return;
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // What cannot be removed is an empty folder.
    }
  }
}
