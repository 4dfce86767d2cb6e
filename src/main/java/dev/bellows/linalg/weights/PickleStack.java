package dev.bellows.linalg.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The stack that the operations of a pickle work on. */
final class PickleStack {
  private static final Object MARK = new Object();

  private final PickleInput in;
  private final List<Object> values = new ArrayList<>();

  PickleStack(PickleInput in) {
    this.in = in;
  }

  /** Puts a value on top; null is Python's {@code None}. */
  void push(Object value) {
    values.add(value);
  }

  void mark() {
    values.add(MARK);
  }

  /** Looks at the value on top. */
  Object peek() {
    Object top = values.isEmpty() ? MARK : values.get(values.size() - 1);
    if (top == MARK) {
      throw in.broken("a value is missing in it");
    }
    return top;
  }

  /** Takes the value on top. */
  Object pop() {
    Object top = peek();
    values.remove(values.size() - 1);
    return top;
  }

  /** Takes the topmost values, the lowest one first. */
  List<Object> pop(int count) {
    Object[] taken = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      taken[i] = pop();
    }
    return new ArrayList<>(Arrays.asList(taken));
  }

  /** Takes all values above the last mark, and the mark. */
  List<Object> popToMark() {
    int mark = values.lastIndexOf(MARK);
    if (mark < 0) {
      throw in.broken("a mark is missing in it");
    }
    List<Object> above = values.subList(mark + 1, values.size());
    List<Object> taken = new ArrayList<>(above);
    above.clear();
    values.remove(mark);
    return taken;
  }
}
