package dev.bellows.linalg;

import dev.bellows.InputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one safetensors file from its first byte to its last. */
final class SafetensorsReader {
  private final InputStream in;
  private final long length;
  private final String file;

  SafetensorsReader(InputStream in, long length, String file) {
    this.in = in;
    this.length = length;
    this.file = file;
  }

  Safetensors.Content read() throws IOException {
    SafetensorsHeader header = SafetensorsHeader.read(in, length, file);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long position = 0;
    for (SafetensorsHeader.Entry entry : header.entries()) {
      int width = width(entry);
      List<Integer> shape = entry.shape().stream().map(this::arraySize).toList();
      skip(entry.begin() - position);
      int elements = arraySize((entry.end() - entry.begin()) / width);
      tensors.put(entry.name(), new Tensor(entry.name(), shape, numbers(elements, width)));
      position = entry.end();
    }
    return new Safetensors.Content(header.metadata(), tensors);
  }

  private int width(SafetensorsHeader.Entry entry) {
    if (entry.is(TensorType.F64) || entry.is(TensorType.F32)) {
      return entry.is(TensorType.F64) ? Double.BYTES : Float.BYTES;
    }
    throw new InputException(
        "%s: tensor '%s' is of type '%s'; read are F64, F32"
            .formatted(file, entry.name(), entry.type()));
  }

  private int arraySize(long size) {
    if (size > Integer.MAX_VALUE - 8) {
      throw new InputException(file + " has a tensor of more elements than an array can have");
    }
    return (int) size;
  }

  private double[] numbers(int elements, int width) throws IOException {
    double[] values = new double[elements];
    ByteBuffer buffer = Safetensors.little(Safetensors.BUFFER);
    int perBuffer = Safetensors.BUFFER / width;
    for (int from = 0; from < values.length; from += perBuffer) {
      int now = Math.min(perBuffer, values.length - from);
      SafetensorsHeader.fill(in, buffer.array(), now * width, file);
      buffer.clear();
      if (width == Double.BYTES) {
        buffer.asDoubleBuffer().get(values, from, now);
      } else {
        for (int i = 0; i < now; i++) {
          values[from + i] = buffer.getFloat();
        }
      }
    }
    return values;
  }

  private void skip(long count) throws IOException {
    try {
      in.skipNBytes(count);
    } catch (EOFException e) {
      throw SafetensorsHeader.broken(file, "it ends too early");
    }
  }
}
