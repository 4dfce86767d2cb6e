package dev.bellows.linalg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stands before the tensors of a safetensors file, checked against the file's length.
 *
 * @param metadata free words of the writer
 * @param entries the tensors in the order in which they lie in the file, none over another
 * @param end where the tensors' bytes begin
 */
record SafetensorsHeader(Map<String, String> metadata, List<Entry> entries, long end) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
  private static final int LARGEST_HEADER = 100_000_000; // the format's own bound

  /**
   * One tensor.
   *
   * @param type may be one that we don't know
   * @param begin counted from the header's end
   */
  record Entry(String name, String type, List<Long> shape, long begin, long end) {

    boolean is(TensorType wanted) {
      return type.equals(wanted.name());
    }
  }

  /**
   * Reads it.
   *
   * @param in stands at the file's first byte; is left behind the header
   * @param length the bytes of the whole file
   */
  static SafetensorsHeader read(InputStream in, long length, String file) throws IOException {
    byte[] bytes = bytes(in, length, file);
    long dataSize = length - Long.BYTES - bytes.length;
    Map<String, String> metadata = new TreeMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : parse(bytes, file).properties()) {
      if (field.getKey().equals(Safetensors.METADATA)) {
        field.getValue().properties().forEach(w -> metadata.put(w.getKey(), w.getValue().asText()));
      } else {
        entries.add(entry(field.getKey(), field.getValue(), dataSize, file));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long position = 0;
    for (Entry entry : entries) {
      if (entry.begin() < position) {
        throw broken(file, "tensor '" + entry.name() + "' overlaps the one before it");
      }
      position = entry.end();
    }
    return new SafetensorsHeader(metadata, entries, Long.BYTES + bytes.length);
  }

  private static byte[] bytes(InputStream in, long length, String file) throws IOException {
    ByteBuffer first = Safetensors.little(Long.BYTES);
    fill(in, first.array(), Long.BYTES, file);
    long size = first.getLong();
    if (size < 2 || size > LARGEST_HEADER || size > length - Long.BYTES) {
      throw broken(file, "its header would be " + size + " bytes long");
    }
    byte[] header = new byte[(int) size];
    fill(in, header, header.length, file);
    return header;
  }

  private static JsonNode parse(byte[] bytes, String file) {
    try {
      JsonNode header = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
      if (!header.isObject()) {
        throw broken(file, "its header is not a JSON object");
      }
      return header;
    } catch (JsonProcessingException e) {
      throw broken(file, "its header is not JSON, or names a tensor twice");
    }
  }

  private static Entry entry(String name, JsonNode node, long dataSize, String file) {
    String type = node.path("dtype").asText();
    List<Long> shape = new ArrayList<>();
    node.path("shape").forEach(size -> shape.add(whole(size)));
    long begin = whole(node.path("data_offsets").path(0));
    long end = whole(node.path("data_offsets").path(1));
    boolean inside = begin >= 0 && begin <= end && end <= dataSize;
    if (!inside || !node.path("shape").isArray() || !fits(type, shape, end - begin)) {
      throw broken(file, "tensor '" + name + "' lies outside the file or has another size");
    }
    return new Entry(name, type, shape, begin, end);
  }

  /** The number, or -1 if the node is not a whole one of at least 0. */
  private static long whole(JsonNode node) {
    return node.canConvertToLong() && node.isIntegralNumber() ? node.asLong() : -1;
  }

  /** Whether the shape takes so many bytes; of types that we don't know, nobody can tell. */
  private static boolean fits(String type, List<Long> shape, long bytes) {
    for (TensorType known : TensorType.values()) {
      if (known.name().equals(type)) {
        long product = known.bytes();
        for (long size : shape) {
          if (size < 0 || Math.multiplyHigh(product, size) != 0 || product * size < 0) {
            return false;
          }
          product *= size;
        }
        return product == bytes;
      }
    }
    return true;
  }

  /** Reads so many bytes, or tells that the file is torn. */
  static void fill(InputStream in, byte[] bytes, int count, String file) throws IOException {
    if (in.readNBytes(bytes, 0, count) < count) {
      throw broken(file, "it ends too early");
    }
  }

  static InputException broken(String file, String why) {
    return new InputException(file + " is not a whole safetensors file: " + why);
  }
}
