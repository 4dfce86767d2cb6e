package dev.bellows.linalg;

import dev.bellows.InputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
      TensorType type = type(entry);
      List<Integer> shape = entry.shape().stream().map(this::arraySize).toList();
      skip(entry.begin() - position);
      tensors.put(entry.name(), new Tensor(entry.name(), shape, numbers(entry, type)));
      position = entry.end();
    }
    return new Safetensors.Content(header.metadata(), tensors);
  }

  private TensorType type(SafetensorsHeader.Entry entry) {
    return Arrays.stream(TensorType.values())
        .filter(entry::is)
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "%s: tensor '%s' is of type '%s'; read are %s"
                        .formatted(
                            file,
                            entry.name(),
                            entry.type(),
                            Arrays.stream(TensorType.values())
                                .map(TensorType::name)
                                .collect(Collectors.joining(", ")))));
  }

  private int arraySize(long size) {
    if (size > Integer.MAX_VALUE - 8) {
      throw new InputException(file + " has a tensor of more elements than an array can have");
    }
    return (int) size;
  }

  private double[] numbers(SafetensorsHeader.Entry entry, TensorType type) throws IOException {
    int elements = arraySize((entry.end() - entry.begin()) / type.bytes());
    try {
      return type.read(in, ByteOrder.LITTLE_ENDIAN, elements);
    } catch (EOFException e) {
      throw SafetensorsHeader.broken(file, "it ends too early");
    } catch (ArithmeticException e) {
      throw new InputException(file + ": tensor '" + entry.name() + "': " + e.getMessage(), e);
    }
  }

  private void skip(long count) throws IOException {
    try {
      in.skipNBytes(count);
    } catch (EOFException e) {
      throw SafetensorsHeader.broken(file, "it ends too early");
    }
  }
}
