package dev.bellows.linalg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.InputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads one safetensors file from its first byte to its last. */
final class SafetensorsReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_HEADER = 100_000_000; // the format's own bound

  private final InputStream in;
  private final long length;
  private final String file;

  SafetensorsReader(InputStream in, long length, String file) {
    this.in = in;
    this.length = length;
    this.file = file;
  }

  /** One tensor as the header describes it; its bytes are counted from the header's end. */
  private record Entry(String name, List<Integer> shape, int width, long begin, long end) {}

  Safetensors.Content read() throws IOException {
    byte[] header = header();
    long dataSize = length - Long.BYTES - header.length;
    Map<String, String> metadata = new TreeMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : parse(header).properties()) {
      if (field.getKey().equals(Safetensors.METADATA)) {
        field.getValue().properties().forEach(w -> metadata.put(w.getKey(), w.getValue().asText()));
      } else {
        entries.add(entry(field.getKey(), field.getValue(), dataSize));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long position = 0;
    for (Entry entry : entries) {
      if (entry.begin() < position) {
        throw broken("tensor '" + entry.name() + "' overlaps the one before it");
      }
      skip(entry.begin() - position);
      tensors.put(entry.name(), new Tensor(entry.name(), entry.shape(), numbers(entry)));
      position = entry.end();
    }
    return new Safetensors.Content(metadata, tensors);
  }

  private byte[] header() throws IOException {
    ByteBuffer first = Safetensors.little(Long.BYTES);
    fill(first.array(), Long.BYTES);
    long size = first.getLong();
    if (size < 2 || size > LARGEST_HEADER || size > length - Long.BYTES) {
      throw broken("its header would be " + size + " bytes long");
    }
    byte[] header = new byte[(int) size];
    fill(header, header.length);
    return header;
  }

  private JsonNode parse(byte[] bytes) {
    try {
      JsonNode header = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
      if (!header.isObject()) {
        throw broken("its header is not a JSON object");
      }
      return header;
    } catch (JsonProcessingException e) {
      throw broken("its header is not JSON");
    }
  }

  private Entry entry(String name, JsonNode node, long dataSize) {
    String type = node.path("dtype").asText();
    int width =
        switch (type) {
          case "F64" -> Double.BYTES;
          case "F32" -> Float.BYTES;
          default ->
              throw broken("tensor '" + name + "' is of type '" + type + "'; read are F64, F32");
        };
    List<Integer> shape = new ArrayList<>();
    node.path("shape").forEach(size -> shape.add(size.asInt(-1)));
    long begin = node.path("data_offsets").path(0).asLong(-1);
    long end = node.path("data_offsets").path(1).asLong(-1);
    if (begin < 0 || end > dataSize || end - begin != bytes(shape, width)) {
      throw broken("tensor '" + name + "' lies outside the file or has another size");
    }
    return new Entry(name, shape, width, begin, end);
  }

  /** The bytes of a tensor; negative where it has a shape that no array can have. */
  private static long bytes(List<Integer> shape, int width) {
    long count = 1;
    for (int size : shape) {
      if (size < 0 || count > Integer.MAX_VALUE) {
        return Long.MIN_VALUE;
      }
      count *= size;
    }
    return count > Integer.MAX_VALUE - 8 ? Long.MIN_VALUE : count * width;
  }

  private double[] numbers(Entry entry) throws IOException {
    double[] values = new double[(int) ((entry.end() - entry.begin()) / entry.width())];
    ByteBuffer buffer = Safetensors.little(Safetensors.BUFFER);
    int perBuffer = Safetensors.BUFFER / entry.width();
    for (int from = 0; from < values.length; from += perBuffer) {
      int now = Math.min(perBuffer, values.length - from);
      fill(buffer.array(), now * entry.width());
      buffer.clear();
      if (entry.width() == Double.BYTES) {
        buffer.asDoubleBuffer().get(values, from, now);
      } else {
        for (int i = 0; i < now; i++) {
          values[from + i] = buffer.getFloat();
        }
      }
    }
    return values;
  }

  private void fill(byte[] bytes, int count) throws IOException {
    if (in.readNBytes(bytes, 0, count) < count) {
      throw broken("it ends too early");
    }
  }

  private void skip(long count) throws IOException {
    try {
      in.skipNBytes(count);
    } catch (EOFException e) {
      throw broken("it ends too early");
    }
  }

  private InputException broken(String why) {
    return new InputException(file + " is not a whole safetensors file: " + why);
  }
}
