package dev.bellows.data.source;

import dev.bellows.InputException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * A file in the IDX format of the MNIST data: two zero bytes, the type of the values, the number of
 * dimensions, the size of each dimension in four bytes, and the values, all big-endian. The first
 * dimension counts the records.
 *
 * @param path the file, on any Hadoop file system
 * @param compressed whether it has to be unpacked from its beginning, as its name says
 * @param type of its values
 * @param sizes of its dimensions, at least one
 */
record IdxFile(String path, boolean compressed, IdxType type, int[] sizes) implements Serializable {
  private static final int MAGIC = 4;
  private static final long LARGEST_RECORD = Integer.MAX_VALUE - 8;

  /**
   * Reads the head of a file.
   *
   * @throws InputException if it is no IDX file, or a plain one that is shorter or longer than its
   *     head says
   */
  static IdxFile open(Configuration configuration, Path file) {
    String shown = InputFiles.show(file);
    try {
      FileSystem system = file.getFileSystem(configuration);
      boolean compressed = codec(configuration, file) != null;
      IdxFile found;
      try (DataInputStream in = stream(configuration, file)) {
        found = head(in, file, shown, compressed);
      }
      long there = system.getFileStatus(file).getLen();
      long wanted = found.offset(found.count());
      if (!compressed && there != wanted) {
        throw new InputException(
            "%s is damaged: by its head, %s, it has %d bytes; there are %d"
                .formatted(shown, found.shape(), wanted, there));
      }
      return found;
    } catch (EOFException e) {
      throw new InputException(shown + " is torn: it ends within its head", e);
    } catch (IOException e) {
      throw new InputException("%s cannot be read: %s".formatted(shown, e.getMessage()), e);
    }
  }

  private static IdxFile head(DataInputStream in, Path file, String shown, boolean compressed)
      throws IOException {
    byte[] magic = in.readNBytes(MAGIC);
    IdxType type = magic.length < MAGIC ? null : IdxType.of(magic[2]).orElse(null);
    if (type == null || magic[0] != 0 || magic[1] != 0 || magic[3] < 1) {
      throw new InputException(
          ("%s is no IDX file: it begins with the bytes %s; such a file begins with 00 00, a type"
                  + " from 08 to 0E, and the number of dimensions")
              .formatted(shown, HexFormat.ofDelimiter(" ").withUpperCase().formatHex(magic)));
    }
    int[] sizes = new int[magic[3]];
    for (int d = 0; d < sizes.length; d++) {
      sizes[d] = in.readInt();
    }
    IdxFile found = new IdxFile(file.toString(), compressed, type, sizes);
    double bytes = type.bytes();
    for (int d = 1; d < sizes.length; d++) {
      bytes *= sizes[d];
    }
    if (Arrays.stream(sizes).anyMatch(size -> size < 0) || bytes > LARGEST_RECORD) {
      throw new InputException("%s is damaged: its head says %s".formatted(shown, found.shape()));
    }
    return found;
  }

  /** The number of records. */
  int count() {
    return sizes[0];
  }

  /** The number of values in a record: all dimensions but the first, one after another. */
  int width() {
    return Arrays.stream(sizes).skip(1).reduce(1, (a, b) -> a * b);
  }

  /** The sizes as people write them: {@code 60000 x 28 x 28}. */
  String shape() {
    return String.join(" x ", Arrays.stream(sizes).mapToObj(String::valueOf).toList());
  }

  /** The file as people write it. */
  String shown() {
    return InputFiles.show(new Path(path));
  }

  private long offset(long row) {
    return MAGIC + 4L * sizes.length + row * width() * type.bytes();
  }

  /** The file from a record on; what stands before it is passed over. */
  InputStream from(Configuration configuration, long row) throws IOException {
    InputStream in = stream(configuration, new Path(path));
    try {
      if (in instanceof FSDataInputStream plain) {
        plain.seek(offset(row));
      } else {
        in.skipNBytes(offset(row));
      }
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static CompressionCodec codec(Configuration configuration, Path file) {
    return new CompressionCodecFactory(configuration).getCodec(file);
  }

  private static DataInputStream stream(Configuration configuration, Path file) throws IOException {
    CompressionCodec codec = codec(configuration, file);
    FSDataInputStream raw = file.getFileSystem(configuration).open(file);
    return codec == null ? raw : new DataInputStream(codec.createInputStream(raw));
  }
}
