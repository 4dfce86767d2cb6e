package dev.bellows.linalg.weights;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the pickles that {@code torch.save} writes (protocol 2), and makes of them tensors,
 * numbers, texts, lists (tuples too) and dictionaries, of which only the entries with a text as key
 * are kept. Whatever else a pickle asks for is refused: PyTorch's own rule for {@code
 * weights_only}.
 *
 * <p>The pickle reader that Spark ships is no help here: it looks classes up in one table for the
 * whole process, which PySpark fills, calls methods by the names in the file, and makes arrays as
 * long as a file says before it looks whether there is as much.
 */
final class PickleReader {
  private static final int PROTO = 0x80;
  private static final int PROTOCOL = 2;
  private static final int NEWEST_PROTOCOL = 5;

  /** A tensor takes some sixty; each may keep some tens of bytes. */
  private static final int MOST_OPERATIONS = 4_000_000;

  private static final int MOST_BYTES_OF_TEXT = 1 << 26;

  private final PickleInput in;
  private final Function<List<?>, Storage> storages;
  private final Classes classes;
  private final PickleStack stack;
  private final Map<Integer, Object> memo = new HashMap<>();
  private long bytesOfText;

  /**
   * A reader for one pickle.
   *
   * @param in stands at its first byte, is left behind its last one
   * @param storages makes a storage of what the pickle calls its persistent id
   */
  PickleReader(PickleInput in, Function<List<?>, Storage> storages) {
    this(in, storages, TorchClass::named);
  }

  /** One that lets other classes through. */
  PickleReader(PickleInput in, Function<List<?>, Storage> storages, Classes classes) {
    this.in = in;
    this.storages = storages;
    this.classes = classes;
    this.stack = new PickleStack(in);
  }

  /** The classes that are let through. */
  @FunctionalInterface
  interface Classes {
    /**
     * The class of that name.
     *
     * @throws dev.bellows.InputException if it is not let through
     */
    TorchClass named(PickleInput in, String module, String name);
  }

  /** Whether these may be the first bytes of a pickle of protocol 2 or above. */
  static boolean begins(byte[] first) {
    return first.length > 1
        && first[0] == (byte) PROTO
        && first[1] >= PROTOCOL
        && first[1] <= NEWEST_PROTOCOL;
  }

  /** Reads a pickle that has no tensor in it. */
  static Object withoutTensors(PickleInput in) throws IOException {
    return new PickleReader(
            in,
            id -> {
              throw in.broken("a tensor stands where none belongs");
            })
        .read();
  }

  /** Reads to the pickle's end. */
  Object read() throws IOException {
    for (int operations = 0; operations < MOST_OPERATIONS; operations++) {
      int code = in.unsignedByte();
      if (code == '.') {
        return stack.pop();
      }
      execute(code);
    }
    throw in.broken("it has more than %,d pickle operations".formatted(MOST_OPERATIONS));
  }

  /** One operation, by the codes of Python's pickletools. */
  private void execute(int code) throws IOException {
    switch (code) {
      case PROTO -> requireProtocol(in.unsignedByte());
      case '(' -> stack.mark();
      case 'N' -> stack.push(null);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'J' -> stack.push((long) in.integer());
      case 'K' -> stack.push((long) in.unsignedByte());
      case 'M' -> stack.push((long) in.unsignedShort());
      case 0x8a -> stack.push(whole(in.bytes(in.unsignedByte())));
      case 'G' -> stack.push(in.real());
      case 'X' -> stack.push(text(in.integer(), StandardCharsets.UTF_8));
      case 'T' -> stack.push(text(in.integer(), StandardCharsets.ISO_8859_1)); // by Python 2
      case 'U' -> stack.push(text(in.unsignedByte(), StandardCharsets.ISO_8859_1));
      case ']' -> stack.push(new ArrayList<>());
      case ')' -> stack.push(List.of());
      case '}' -> stack.push(new LinkedHashMap<>());
      case 't' -> stack.push(Collections.unmodifiableList(stack.popToMark()));
      case 0x85, 0x86, 0x87 -> stack.push(Collections.unmodifiableList(stack.pop(code - 0x84)));
      case 'a' -> append(stack.pop(1));
      case 'e' -> append(stack.popToMark());
      case 's' -> put(stack.pop(2));
      case 'u' -> put(stack.popToMark());
      case 'q' -> memo.put(in.unsignedByte(), stack.peek());
      case 'r' -> memo.put(in.integer(), stack.peek());
      case 'h' -> stack.push(remembered(in.unsignedByte()));
      case 'j' -> stack.push(remembered(in.integer()));
      case 'c' -> stack.push(classes.named(in, in.line(), in.line()));
      case 'R', 0x81 -> call();
      case 'b' -> setAttributes();
      case 'Q' -> stack.push(storages.apply(in.require(List.class, stack.pop())));
      default -> throw in.refused("has the pickle operation 0x%02x".formatted(code));
    }
  }

  private void requireProtocol(int protocol) {
    if (protocol != PROTOCOL) {
      throw in.refused(
          "is a pickle of protocol %d, where torch.save's default is %d"
              .formatted(protocol, PROTOCOL));
    }
  }

  private String text(int bytes, Charset charset) throws IOException {
    bytesOfText += bytes;
    if (bytesOfText > MOST_BYTES_OF_TEXT) {
      throw in.broken("it has more than %,d bytes of text".formatted(MOST_BYTES_OF_TEXT));
    }
    return new String(in.bytes(bytes), charset);
  }

  /** A little-endian whole number of any length; of no length it is 0. */
  private static Object whole(byte[] little) {
    byte[] big = new byte[little.length + 1];
    for (int i = 0; i < little.length; i++) {
      big[little.length - i] = little[i];
    }
    big[0] = (byte) (big.length > 1 && big[1] < 0 ? -1 : 0);
    BigInteger value = new BigInteger(big);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private void append(List<Object> values) {
    @SuppressWarnings("unchecked") // all our lists are of objects
    List<Object> list = in.require(ArrayList.class, stack.peek());
    list.addAll(values);
  }

  private void put(List<Object> keysAndValues) {
    @SuppressWarnings("unchecked") // all our maps are of texts to objects
    Map<String, Object> map = in.require(LinkedHashMap.class, stack.peek());
    if (keysAndValues.size() % 2 != 0) {
      throw in.broken("a key in it has no value");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      if (keysAndValues.get(i) instanceof String key) {
        map.put(key, keysAndValues.get(i + 1));
      }
    }
  }

  private Object remembered(int number) {
    if (!memo.containsKey(number)) {
      throw in.broken("it uses a value that it does not have");
    }
    return memo.get(number);
  }

  private void call() {
    List<?> arguments = in.require(List.class, stack.pop());
    stack.push(in.require(TorchClass.class, stack.pop()).make(in, arguments));
  }

  /** Those of dictionaries, such as the versions of layers, are dropped. */
  private void setAttributes() {
    Object attributes = stack.pop();
    if (stack.peek() instanceof ScriptObject object) {
      object.set(in, attributes);
    } else {
      in.require(Map.class, stack.peek());
    }
  }
}
