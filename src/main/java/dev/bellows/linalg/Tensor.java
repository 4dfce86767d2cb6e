package dev.bellows.linalg;

import java.io.Serializable;
import java.util.List;

/**
 * A named array of doubles as it stands in a tensor file.
 *
 * @param name unique in its file
 * @param shape the sizes, outermost first
 * @param values the elements, row-major
 */
public record Tensor(String name, List<Integer> shape, double[] values) implements Serializable {

  /** Checks that the shape fits the elements. */
  public Tensor {
    shape = List.copyOf(shape);
    boolean empty = shape.contains(0); // then the other sizes may be anything
    if ((empty ? 0 : shape.stream().reduce(1, Math::multiplyExact)) != values.length) {
      throw new IllegalArgumentException(
          "tensor '%s' of shape %s has %d elements".formatted(name, shape, values.length));
    }
  }

  /** A tensor with one dimension. */
  public static Tensor vector(String name, double... values) {
    return new Tensor(name, List.of(values.length), values);
  }
}
