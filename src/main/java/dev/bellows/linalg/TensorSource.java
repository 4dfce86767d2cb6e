package dev.bellows.linalg;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A tensor on its way into a file: what the file's header says of it, and who writes its bytes. So
 * a tensor may be larger than an array, and need not be in memory at all.
 *
 * @param name unique in its file
 * @param type of its elements
 * @param shape the sizes, outermost first
 * @param body writes the elements, row-major and little-endian
 */
public record TensorSource(String name, TensorType type, List<Long> shape, Body body) {

  /** Writes the bytes of a tensor, as many as its type and shape say. */
  @FunctionalInterface
  public interface Body {
    /** Writes to the stream, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Keeps its own shape. */
  public TensorSource {
    shape = List.copyOf(shape);
  }

  /** The bytes that the body writes. */
  public long bytes() {
    return shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
  }

  /** A tensor of doubles. */
  public static TensorSource of(Tensor tensor) {
    List<Long> shape = tensor.shape().stream().map(Integer::longValue).toList();
    double[] values = tensor.values();
    return new TensorSource(
        tensor.name(),
        TensorType.F64,
        shape,
        out -> {
          ByteBuffer buffer = Safetensors.little(Safetensors.BUFFER);
          int perBuffer = Safetensors.BUFFER / Double.BYTES;
          for (int from = 0; from < values.length; from += perBuffer) {
            int count = Math.min(perBuffer, values.length - from);
            buffer.asDoubleBuffer().put(values, from, count);
            out.write(buffer.array(), 0, count * Double.BYTES);
          }
        });
  }

  /** A table as a tensor {@code [rows, columns]} of floats, without the padding of its rows. */
  public static TensorSource of(String name, FloatTable table) {
    int rowBytes = Math.multiplyExact(table.columns(), Float.BYTES);
    return new TensorSource(
        name,
        TensorType.F32,
        List.of((long) table.rows(), (long) table.columns()),
        out -> {
          int perBuffer = Math.max(1, Safetensors.BUFFER / rowBytes);
          ByteBuffer buffer = Safetensors.little(perBuffer * rowBytes);
          for (int row = 0; row < table.rows(); ) {
            buffer.clear();
            for (int end = Math.min(table.rows(), row + perBuffer); row < end; row++) {
              buffer.asFloatBuffer().put(table.array(row), table.offset(row), table.columns());
              buffer.position(buffer.position() + rowBytes);
            }
            out.write(buffer.array(), 0, buffer.position());
          }
        });
  }

  /** A tensor with one dimension of whole numbers. */
  public static TensorSource of(String name, long[] values) {
    return new TensorSource(
        name,
        TensorType.I64,
        List.of((long) values.length),
        out -> {
          ByteBuffer buffer = Safetensors.little(Safetensors.BUFFER);
          int perBuffer = Safetensors.BUFFER / Long.BYTES;
          for (int from = 0; from < values.length; from += perBuffer) {
            int count = Math.min(perBuffer, values.length - from);
            buffer.asLongBuffer().put(values, from, count);
            out.write(buffer.array(), 0, count * Long.BYTES);
          }
        });
  }
}
