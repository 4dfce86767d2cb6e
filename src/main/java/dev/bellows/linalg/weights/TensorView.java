package dev.bellows.linalg.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor as a PyTorch file describes it: element {@code (i, j, …)} is number {@code first +
 * i·strides[0] + j·strides[1] + …} of a storage. All of them lie within it.
 *
 * @param storage where its numbers are
 * @param first counted from the first number of the file under the storage's key
 * @param shape the sizes, outermost first
 * @param strides as many
 */
record TensorView(Storage storage, long first, List<Integer> shape, List<Long> strides) {
  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  /**
   * Makes one of {@code (storage, first, shape, strides, …)}.
   *
   * @throws dev.bellows.InputException if it has elements outside the storage, or more than the
   *     storage has
   */
  static TensorView of(PickleInput in, List<?> arguments) {
    Storage storage = in.require(Storage.class, arguments, 0);
    long offset = in.whole(arguments, 1);
    long[] shape = in.wholes(in.require(List.class, arguments, 2));
    long[] strides = in.wholes(in.require(List.class, arguments, 3));
    if (shape.length != strides.length || !fits(storage.count(), offset, shape, strides)) {
      throw in.broken(
          "a tensor lies outside its storage '" + PickleInput.shown(storage.key()) + "'");
    }
    return new TensorView(
        storage,
        storage.first() + offset,
        Arrays.stream(shape).mapToObj(size -> (int) size).toList(),
        Arrays.stream(strides).boxed().toList());
  }

  private static boolean fits(long count, long offset, long[] shape, long[] strides) {
    long most = Math.min(count, MOST_ELEMENTS);
    boolean empty = Arrays.stream(shape).anyMatch(size -> size == 0);
    long elements = 1;
    long room = count - 1 - offset; // from the first element to the storage's last one
    for (int d = 0; d < shape.length; d++) {
      if (shape[d] > MOST_ELEMENTS || !empty && shape[d] > most / elements) {
        return false;
      }
      elements = Math.max(1, elements * shape[d]);
      long steps = shape[d] - 1;
      if (!empty && steps > 0 && strides[d] > room / steps) {
        return false;
      }
      room -= empty ? 0 : steps * strides[d];
    }
    return empty || room >= 0;
  }

  /** The number of elements. */
  int elements() {
    return shape.stream().reduce(1, (a, b) -> a * b);
  }

  /** The numbers from the first to the last element, all that has to be read. */
  private long span() {
    long last = 0;
    for (int d = 0; d < shape.size(); d++) {
      last += (shape.get(d) - 1) * strides.get(d);
    }
    return last + 1;
  }

  /** Whether the elements stand one behind the other, row-major. */
  boolean isContiguous() {
    long expected = 1;
    for (int d = shape.size() - 1; d >= 0; d--) {
      if (shape.get(d) != 1 && strides.get(d) != expected) {
        return false;
      }
      expected *= shape.get(d);
    }
    return true;
  }

  /**
   * Reads the elements, row-major.
   *
   * @param in stands at the first number of the file under the storage's key
   */
  double[] read(InputStream in, ByteOrder order) throws IOException {
    int elements = elements();
    if (elements == 0) {
      return new double[0];
    }
    in.skipNBytes(first * storage.type().bytes());
    if (isContiguous()) {
      return storage.type().read(in, order, elements);
    }
    long span = span();
    if (span > MOST_ELEMENTS) {
      throw new ArithmeticException("its elements are spread over more than an array holds");
    }
    double[] numbers = storage.type().read(in, order, (int) span);
    double[] values = new double[elements];
    int[] index = new int[shape.size()];
    int at = 0;
    for (int i = 0; i < elements; i++) {
      values[i] = numbers[at];
      int d = shape.size() - 1;
      while (d >= 0 && ++index[d] == shape.get(d)) {
        at -= (int) ((shape.get(d) - 1) * strides.get(d));
        index[d--] = 0;
      }
      at += d < 0 ? 0 : (int) (long) strides.get(d);
    }
    return values;
  }
}
