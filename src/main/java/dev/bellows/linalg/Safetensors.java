package dev.bellows.linalg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bellows.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The safetensors file format, which PyTorch and NumPy users read: eight bytes that hold the length
 * of a JSON header (little-endian), the header with name, type, shape and byte range of every
 * tensor, then the bytes. Nothing in such a file is ever executed.
 *
 * <p>Tensors are written as {@code F64}; {@code F64} and {@code F32} are read. Source: the format's
 * description in the repository huggingface/safetensors.
 */
public final class Safetensors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METADATA = "__metadata__";
  private static final int LARGEST_HEADER = 100_000_000; // the format's own bound
  private static final int BUFFER = 1 << 16;

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
    ObjectNode header = JSON.createObjectNode();
    ObjectNode words = header.putObject(METADATA);
    new TreeMap<>(metadata).forEach(words::put);
    long position = 0;
    for (Tensor tensor : tensors) {
      if (header.has(tensor.name())) {
        throw new IllegalArgumentException("two tensors are named '" + tensor.name() + "'");
      }
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", "F64");
      ArrayNode shape = entry.putArray("shape");
      tensor.shape().forEach(shape::add);
      long end = position + (long) tensor.values().length * Double.BYTES;
      entry.putArray("data_offsets").add(position).add(end);
      position = end;
    }
    byte[] json = JSON.writeValueAsBytes(header);
    int padded = (json.length + 7) / 8 * 8; // so that the numbers stand on multiples of eight
    ByteBuffer first = little(Long.BYTES + padded);
    first.putLong(padded).put(json);
    while (first.hasRemaining()) {
      first.put((byte) ' ');
    }
    out.write(first.array());
    for (Tensor tensor : tensors) {
      writeNumbers(out, tensor.values());
    }
  }

  private static void writeNumbers(OutputStream out, double[] values) throws IOException {
    ByteBuffer buffer = little(BUFFER);
    int perBuffer = BUFFER / Double.BYTES;
    for (int from = 0; from < values.length; from += perBuffer) {
      int count = Math.min(perBuffer, values.length - from);
      buffer.asDoubleBuffer().put(values, from, count);
      out.write(buffer.array(), 0, count * Double.BYTES);
    }
  }

  /**
   * Reads a whole file.
   *
   * @throws InputException if the file is torn or is not of this format
   */
  public static Content read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      JsonNode header = readHeader(file, channel);
      long dataStart = channel.position();
      long dataSize = Files.size(file) - dataStart;
      Map<String, String> metadata = new TreeMap<>();
      Map<String, Tensor> tensors = new TreeMap<>();
      for (Map.Entry<String, JsonNode> field : header.properties()) {
        if (field.getKey().equals(METADATA)) {
          field
              .getValue()
              .properties()
              .forEach(w -> metadata.put(w.getKey(), w.getValue().asText()));
        } else {
          tensors.put(
              field.getKey(),
              readTensor(file, channel, dataStart, dataSize, field.getKey(), field.getValue()));
        }
      }
      return new Content(metadata, tensors);
    }
  }

  private static JsonNode readHeader(Path file, FileChannel channel) throws IOException {
    ByteBuffer length = little(Long.BYTES);
    readFully(file, channel, length);
    long size = length.getLong();
    if (size < 2 || size > LARGEST_HEADER || size > channel.size() - Long.BYTES) {
      throw broken(file, "its header would be " + size + " bytes long");
    }
    ByteBuffer bytes = little((int) size);
    readFully(file, channel, bytes);
    try {
      JsonNode header = JSON.readTree(new String(bytes.array(), StandardCharsets.UTF_8));
      if (!header.isObject()) {
        throw broken(file, "its header is not a JSON object");
      }
      return header;
    } catch (JsonProcessingException e) {
      throw broken(file, "its header is not JSON");
    }
  }

  private static Tensor readTensor(
      Path file, FileChannel channel, long dataStart, long dataSize, String name, JsonNode entry)
      throws IOException {
    String type = entry.path("dtype").asText();
    int width =
        switch (type) {
          case "F64" -> Double.BYTES;
          case "F32" -> Float.BYTES;
          default ->
              throw broken(
                  file, "tensor '" + name + "' is of type '" + type + "'; read are F64, F32");
        };
    List<Integer> shape = new ArrayList<>();
    entry.path("shape").forEach(size -> shape.add(size.asInt(-1)));
    long begin = entry.path("data_offsets").path(0).asLong(-1);
    long end = entry.path("data_offsets").path(1).asLong(-1);
    long count = shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (begin < 0
        || end > dataSize
        || count < 0
        || count > Integer.MAX_VALUE - 8
        || end - begin != count * width) {
      throw broken(file, "tensor '" + name + "' lies outside the file or has another size");
    }
    channel.position(dataStart + begin);
    double[] values = new double[(int) count];
    ByteBuffer buffer = little(BUFFER);
    int perBuffer = BUFFER / width;
    for (int from = 0; from < values.length; from += perBuffer) {
      int now = Math.min(perBuffer, values.length - from);
      buffer.clear().limit(now * width);
      readFully(file, channel, buffer);
      for (int i = 0; i < now; i++) {
        values[from + i] = width == Double.BYTES ? buffer.getDouble() : buffer.getFloat();
      }
    }
    return new Tensor(name, shape, values);
  }

  private static void readFully(Path file, FileChannel channel, ByteBuffer buffer)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw broken(file, "it ends too early");
      }
    }
    buffer.flip();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static InputException broken(Path file, String why) {
    return new InputException(file + " is not a whole safetensors file: " + why);
  }
}
