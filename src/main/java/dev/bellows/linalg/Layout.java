package dev.bellows.linalg;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a flat {@code double[]} of parameters is made of named tensors, one behind the other in
 * row-major order. Groups, masks, files and messages speak of parameters by these names.
 *
 * @param tensors the tensors in the order in which they lie in the flat vector
 */
public record Layout(List<Slot> tensors) implements Serializable {

  /**
   * One named tensor and its place in the flat vector.
   *
   * @param name unique in its layout, for example {@code weight}
   * @param shape the sizes, outermost first; every size is at least 1
   * @param offset the index of the tensor's first element in the flat vector
   * @param average 0 for parameters that training moves by an optimizer's rule. Above 0, up to 1:
   *     the tensor is a moving average of something seen in the rows, such as the statistics of a
   *     batch normalisation; in place of a gradient stands the sum over rows of what it is less
   *     what was seen, and every step takes this part of the mean off
   */
  public record Slot(String name, List<Integer> shape, int offset, double average)
      implements Serializable {
    /** Checks the part that a step takes off. */
    public Slot {
      if (!(average >= 0 && average <= 1)) {
        throw new IllegalArgumentException(
            "tensor '%s' averages by %s; it takes 0 to 1".formatted(name, average));
      }
    }

    /** One that an optimizer's rule moves. */
    public Slot(String name, List<Integer> shape, int offset) {
      this(name, shape, offset, 0);
    }

    /** The number of elements: the product of the shape. */
    public int size() {
      int product = 1; // no stream: optimizers ask in every step
      for (int i = 0; i < shape.size(); i++) {
        product = Math.multiplyExact(product, shape.get(i));
      }
      return product;
    }
  }

  /** Checks that names are unique and that the tensors lie without gap or overlap. */
  public Layout {
    tensors = List.copyOf(tensors);
    Set<String> names = new HashSet<>();
    int end = 0;
    for (Slot slot : tensors) {
      if (!names.add(slot.name())) {
        throw new IllegalArgumentException("two tensors are named '" + slot.name() + "'");
      }
      if (slot.offset() != end) {
        throw new IllegalArgumentException(
            "tensor '%s' begins at %d, not at %d".formatted(slot.name(), slot.offset(), end));
      }
      end = Math.addExact(end, slot.size());
    }
  }

  /** The length of the flat vector. */
  public int size() {
    return tensors.stream().mapToInt(Slot::size).sum();
  }

  /** The tensor of that name. */
  public Slot get(String name) {
    return tensors.stream()
        .filter(slot -> slot.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no tensor is named '" + name + "'"));
  }

  /** A copy of the elements of the tensor {@code name} in {@code flat}. */
  public double[] read(String name, double[] flat) {
    Slot slot = get(name);
    return Arrays.copyOfRange(flat, slot.offset(), slot.offset() + slot.size());
  }

  /** Copies {@code values} into the place of the tensor {@code name} in {@code flat}. */
  public void write(String name, double[] values, double[] flat) {
    Slot slot = get(name);
    if (values.length != slot.size()) {
      throw new IllegalArgumentException(
          "tensor '%s' has %d elements, not %d".formatted(name, slot.size(), values.length));
    }
    System.arraycopy(values, 0, flat, slot.offset(), values.length);
  }

  /** Starts an empty layout. */
  public static Builder builder() {
    return new Builder();
  }

  /** Lays tensors one behind the other. */
  public static final class Builder {
    private final List<Slot> slots = new ArrayList<>();
    private int end;

    private Builder() {}

    /** Adds a tensor of that shape (outermost size first). */
    public Builder add(String name, Integer... shape) {
      return add(name, List.of(shape), 0);
    }

    /**
     * Adds a tensor that is a moving average where {@code average} is above 0; see {@link Slot}.
     */
    public Builder add(String name, List<Integer> shape, double average) {
      Slot slot = new Slot(name, List.copyOf(shape), end, average);
      slots.add(slot);
      end = Math.addExact(end, slot.size());
      return this;
    }

    /** The finished layout. */
    public Layout build() {
      return new Layout(slots);
    }
  }
}
