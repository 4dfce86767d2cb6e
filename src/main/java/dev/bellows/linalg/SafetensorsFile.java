package dev.bellows.linalg;

import dev.bellows.InputException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A safetensors file of which tensors are read one by one, each of them as large as it may be. Only
 * its header is read at once. The file must not change meanwhile.
 */
public final class SafetensorsFile {
  private final Path path;
  private final SafetensorsHeader header;

  private SafetensorsFile(Path path, SafetensorsHeader header) {
    this.path = path;
    this.header = header;
  }

  /**
   * Reads the header.
   *
   * @throws InputException if the file is torn or is not of this format
   */
  public static SafetensorsFile open(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return new SafetensorsFile(
          path, SafetensorsHeader.read(in, Files.size(path), path.toString()));
    }
  }

  /** Free words of the writer. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** Whether there is a tensor of that name. */
  public boolean has(String name) {
    return find(name).isPresent();
  }

  /**
   * A tensor {@code [rows, columns]} of {@code F32}.
   *
   * @throws InputException if there is none of that name, type and shape
   */
  public FloatTable floats(String name) throws IOException {
    SafetensorsHeader.Entry entry = entry(name, TensorType.F32, 2);
    int columns = size(entry, 1);
    if (columns == 0) {
      throw wrong("tensor '" + name + "' has no column");
    }
    FloatTable table = new FloatTable(size(entry, 0), columns);
    int rowBytes = Math.multiplyExact(columns, Float.BYTES);
    int perBuffer = Math.max(1, Safetensors.BUFFER / rowBytes);
    ByteBuffer buffer = Safetensors.little(perBuffer * rowBytes);
    try (InputStream in = stream(entry)) {
      for (int row = 0; row < table.rows(); ) {
        int end = Math.min(table.rows(), row + perBuffer);
        SafetensorsHeader.fill(in, buffer.array(), (end - row) * rowBytes, path.toString());
        for (buffer.clear(); row < end; row++) {
          buffer.asFloatBuffer().get(table.array(row), table.offset(row), columns);
          buffer.position(buffer.position() + rowBytes);
        }
      }
    }
    return table;
  }

  /**
   * A tensor with one dimension of {@code I64}.
   *
   * @throws InputException if there is none of that name, type and shape
   */
  public long[] longs(String name) throws IOException {
    SafetensorsHeader.Entry entry = entry(name, TensorType.I64, 1);
    long[] values = new long[size(entry, 0)];
    ByteBuffer buffer = Safetensors.little(Safetensors.BUFFER);
    int perBuffer = Safetensors.BUFFER / Long.BYTES;
    try (InputStream in = stream(entry)) {
      for (int from = 0; from < values.length; from += perBuffer) {
        int now = Math.min(perBuffer, values.length - from);
        SafetensorsHeader.fill(in, buffer.array(), now * Long.BYTES, path.toString());
        buffer.clear();
        buffer.asLongBuffer().get(values, from, now);
      }
    }
    return values;
  }

  /**
   * The bytes of a tensor with one dimension of {@code U8}, which the caller closes. It has {@link
   * #length} bytes; the stream may go on behind them.
   *
   * @throws InputException if there is none of that name, type and shape
   */
  public InputStream bytes(String name) throws IOException {
    return stream(entry(name, TensorType.U8, 1));
  }

  /**
   * The number of bytes of a tensor.
   *
   * @throws InputException if there is none of that name
   */
  public long length(String name) {
    SafetensorsHeader.Entry entry = find(name).orElseThrow(() -> missing(name));
    return entry.end() - entry.begin();
  }

  private InputStream stream(SafetensorsHeader.Entry entry) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(path), Safetensors.BUFFER);
    try {
      in.skipNBytes(header.end() + entry.begin());
      return in;
    } catch (EOFException e) {
      in.close();
      throw SafetensorsHeader.broken(path.toString(), "it ends too early");
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private SafetensorsHeader.Entry entry(String name, TensorType type, int dimensions) {
    SafetensorsHeader.Entry entry = find(name).orElseThrow(() -> missing(name));
    List<Long> shape = entry.shape();
    if (!entry.is(type) || shape.size() != dimensions) {
      throw wrong(
          "tensor '%s' is %s %s; wanted is %s of %d dimensions"
              .formatted(name, entry.type(), shape, type, dimensions));
    }
    return entry;
  }

  private int size(SafetensorsHeader.Entry entry, int dimension) {
    long size = entry.shape().get(dimension);
    if (size > Integer.MAX_VALUE - 8) {
      throw wrong("tensor '%s' is %s, too large".formatted(entry.name(), entry.shape()));
    }
    return (int) size;
  }

  private Optional<SafetensorsHeader.Entry> find(String name) {
    return header.entries().stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  private InputException missing(String name) {
    return wrong("it has no tensor '" + name + "'");
  }

  private InputException wrong(String what) {
    return new InputException(path + ": " + what);
  }
}
