package dev.bellows.linalg;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the elements of a tensor in a file are, by the names of the safetensors format. */
public enum TensorType {
  F64(Double.BYTES),
  F32(Float.BYTES),
  F16(Short.BYTES),
  BF16(Short.BYTES),
  I64(Long.BYTES),
  I32(Integer.BYTES),
  I16(Short.BYTES),
  I8(Byte.BYTES),
  U8(Byte.BYTES),
  /** One byte, 0 for false. */
  BOOL(Byte.BYTES);

  private static final int BUFFER = 1 << 16;

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** The bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /**
   * Reads elements as doubles, each of them exactly.
   *
   * @param in stands at the first one, is left behind the last one
   * @throws EOFException if the stream ends before
   * @throws ArithmeticException if an {@code I64} is a number that no double is
   */
  public double[] read(InputStream in, ByteOrder order, int count) throws IOException {
    double[] values = new double[count];
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(order);
    int perBuffer = BUFFER / bytes;
    for (int from = 0; from < count; from += perBuffer) {
      int now = Math.min(perBuffer, count - from);
      if (in.readNBytes(buffer.array(), 0, now * bytes) < now * bytes) {
        throw new EOFException();
      }
      buffer.clear();
      for (int i = from; i < from + now; i++) {
        values[i] = next(buffer);
      }
    }
    return values;
  }

  private double next(ByteBuffer buffer) {
    return switch (this) {
      case F64 -> buffer.getDouble();
      case F32 -> buffer.getFloat();
      case F16 -> Float16.toDouble(buffer.getShort());
      case BF16 -> Float.intBitsToFloat(buffer.getShort() << Short.SIZE);
      case I64 -> exact(buffer.getLong());
      case I32 -> buffer.getInt();
      case I16 -> buffer.getShort();
      case I8 -> buffer.get();
      case U8 -> Byte.toUnsignedInt(buffer.get());
      case BOOL -> buffer.get() == 0 ? 0 : 1;
    };
  }

  private static double exact(long value) {
    if ((long) (double) value != value || value == Long.MAX_VALUE) {
      throw new ArithmeticException(value + " has more than the 53 bits of a double");
    }
    return value;
  }
}
