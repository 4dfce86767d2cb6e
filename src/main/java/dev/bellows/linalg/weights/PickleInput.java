package dev.bellows.linalg.weights;

import dev.bellows.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The bytes of a pickle, of which no more are taken than there are, whatever a length says. */
final class PickleInput {
  private static final int LONGEST_LINE = 1000;
  private static final int LONGEST_SHOWN = 100;

  private final InputStream in;
  private final String file;
  private final long length;
  private long position;

  /**
   * An input.
   *
   * @param in stands at the first byte
   * @param length the bytes that there are
   * @param file what messages call the file
   */
  PickleInput(InputStream in, long length, String file) {
    this.in = in;
    this.length = length;
    this.file = file;
  }

  /** How many bytes have been taken. */
  long position() {
    return position;
  }

  int unsignedByte() throws IOException {
    return Byte.toUnsignedInt(bytes(1)[0]);
  }

  /** A little-endian whole number of two bytes. */
  int unsignedShort() throws IOException {
    return Short.toUnsignedInt(little(Short.BYTES).getShort());
  }

  /** A little-endian whole number of four bytes. */
  int integer() throws IOException {
    return little(Integer.BYTES).getInt();
  }

  /** A little-endian whole number of eight bytes. */
  long eightBytes() throws IOException {
    return little(Long.BYTES).getLong();
  }

  /** A big-endian double, as pickles have it. */
  double real() throws IOException {
    return ByteBuffer.wrap(bytes(Double.BYTES)).getDouble();
  }

  private ByteBuffer little(int size) throws IOException {
    return ByteBuffer.wrap(bytes(size)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** So many bytes, if there are as many. */
  byte[] bytes(long count) throws IOException {
    if (count < 0 || count > length - position || count > Integer.MAX_VALUE - 8) {
      throw broken("it ends too early, or a length in it is wrong");
    }
    byte[] bytes = in.readNBytes((int) count);
    if (bytes.length < count) {
      throw broken("it ends too early");
    }
    position += count;
    return bytes;
  }

  /** Skips so many bytes, if there are as many. */
  void skip(long count) throws IOException {
    if (count < 0 || count > length - position) {
      throw broken("it ends too early, or a length in it is wrong");
    }
    in.skipNBytes(count);
    position += count;
  }

  /** A text up to the end of the line, without it. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
      if (line.length() == LONGEST_LINE || next < ' ' || next > '~') {
        throw broken("the name of a class in it is none");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  /** The value, if it is of the type that has to stand there. */
  <T> T require(Class<T> type, Object value) {
    if (!type.isInstance(value)) {
      throw broken("what stands in it does not fit together");
    }
    return type.cast(value);
  }

  /** One of several values, if it is there and of the type that has to stand there. */
  <T> T require(Class<T> type, List<?> values, int index) {
    return require(type, index < values.size() ? values.get(index) : null);
  }

  /** Whole numbers, none below 0. */
  long[] wholes(Object values) {
    List<?> list = require(List.class, values);
    return list.stream().mapToLong(this::whole).toArray();
  }

  /** One of several values, if it is a whole number of at least 0. */
  long whole(List<?> values, int index) {
    return whole(require(Long.class, values, index));
  }

  private long whole(Object value) {
    long number = require(Long.class, value);
    if (number < 0) {
      throw broken("a size in it is negative");
    }
    return number;
  }

  /** A mistake for the user: the file is damaged. */
  InputException broken(String why) {
    return broken(file, why);
  }

  /** A name out of a file, fit for one line. */
  static String shown(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return plain.length() > LONGEST_SHOWN ? plain.substring(0, LONGEST_SHOWN) + "…" : plain;
  }

  static InputException broken(String file, String why) {
    return new InputException(file + " is not a whole PyTorch file: " + why);
  }

  /** A mistake for the user: the file is whole, and not what is wanted. */
  InputException unfit(String why) {
    return new InputException(file + " " + why);
  }

  /** A mistake for the user: the file wants more than we let through. */
  InputException refused(String what) {
    return new InputException(
        "%s %s; only tensors, numbers, texts and dictionaries are let through, and nothing was run"
                .formatted(file, what)
            + " (in PyTorch, torch.save(model.state_dict(), file) writes nothing else)");
  }
}
