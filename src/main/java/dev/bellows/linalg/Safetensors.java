package dev.bellows.linalg;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bellows.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The safetensors file format, which PyTorch and NumPy users read: eight bytes that hold the length
 * of a JSON header (little-endian), the header with name, type, shape and byte range of every
 * tensor, then the bytes. Nothing in such a file is ever executed.
 *
 * <p>Tensors of doubles are written and read here as a whole; those of other {@linkplain TensorType
 * types} are read as doubles. Larger ones are written from {@link TensorSource}s and read one by
 * one with {@link SafetensorsFile}. Source: the format's description in the repository
 * huggingface/safetensors.
 */
public final class Safetensors {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String METADATA = "__metadata__";
  static final int BUFFER = 1 << 16;

  private Safetensors() {}

  /**
   * What a tensor file holds.
   *
   * @param metadata free words of the writer
   * @param tensors by name
   */
  public record Content(Map<String, String> metadata, Map<String, Tensor> tensors) {}

  /** Writes the tensors as one file's bytes; the caller closes the stream. */
  public static void write(OutputStream out, Map<String, String> metadata, List<Tensor> tensors)
      throws IOException {
    stream(out, metadata, tensors.stream().map(TensorSource::of).toList());
  }

  /**
   * Writes tensors of any type and size as one file's bytes; the caller closes the stream.
   *
   * @throws IllegalArgumentException if two have one name
   * @throws IllegalStateException if one writes another number of bytes than it has
   */
  public static void stream(
      OutputStream out, Map<String, String> metadata, List<TensorSource> tensors)
      throws IOException {
    byte[] json = JSON.writeValueAsBytes(header(metadata, tensors));
    int padded = (json.length + 7) / 8 * 8; // so that the numbers stand on multiples of eight
    ByteBuffer first = little(Long.BYTES + padded);
    first.putLong(padded).put(json);
    while (first.hasRemaining()) {
      first.put((byte) ' ');
    }
    out.write(first.array());
    for (TensorSource tensor : tensors) {
      CountedStream counted = new CountedStream(out);
      tensor.body().writeTo(counted);
      if (counted.count() != tensor.bytes()) {
        throw new IllegalStateException(
            "tensor '%s' of %d bytes has written %d"
                .formatted(tensor.name(), tensor.bytes(), counted.count()));
      }
    }
  }

  private static ObjectNode header(Map<String, String> metadata, List<TensorSource> tensors) {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode words = header.putObject(METADATA);
    new TreeMap<>(metadata).forEach(words::put);
    long position = 0;
    for (TensorSource tensor : tensors) {
      if (header.has(tensor.name())) {
        throw new IllegalArgumentException("two tensors are named '" + tensor.name() + "'");
      }
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", tensor.type().name());
      ArrayNode shape = entry.putArray("shape");
      tensor.shape().forEach(shape::add);
      long end = Math.addExact(position, tensor.bytes());
      entry.putArray("data_offsets").add(position).add(end);
      position = end;
    }
    return header;
  }

  /**
   * Reads a whole file.
   *
   * @throws InputException if the file is torn or is not of this format
   */
  public static Content read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, Files.size(file), file.toString());
    }
  }

  /**
   * Reads a whole file from first to last byte; the caller closes the stream.
   *
   * @param in stands at the first byte
   * @param length the number of bytes
   * @param name what messages call the file
   * @return the tensors in the order in which they lie in the file
   * @throws InputException if the file is torn or is not of this format
   */
  public static Content read(InputStream in, long length, String name) throws IOException {
    return new SafetensorsReader(in, length, name).read();
  }

  static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
