package dev.bellows.linalg;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Folds numbered values that arrive in any order, always in the same order of operations: over one
 * fixed binary tree of their numbers. Two neighbours are folded as soon as both are there, so few
 * values wait at a time. The values of some numbers can be folded in one place as far as the tree
 * lets them, and what is left be handed on, as nodes, to another place: the operations stay the
 * same.
 *
 * @param <T> what is folded
 */
public final class OrderedFold<T> {
  private final int[] widths; // of the levels of the tree, leaves first
  private final BinaryOperator<T> fold;
  private final Map<Long, T> waiting = new HashMap<>();

  /**
   * The value of a node of the tree: the fold of the leaves below it.
   *
   * @param level 0 for the leaves
   * @param number from 0 in each level; node {@code n} stands above nodes {@code 2n} and {@code 2n
   *     + 1} of the level below
   */
  public record Node<T>(int level, int number, T value) implements Serializable {}

  /**
   * A fold of {@code count} values, at least one.
   *
   * @param fold takes the value of the lower numbers first; may be called by several threads at a
   *     time, for different values
   */
  public OrderedFold(int count, BinaryOperator<T> fold) {
    int levels = 1;
    for (int width = count; width > 1; width = (width + 1) / 2) {
      levels++;
    }
    widths = new int[levels];
    int width = count;
    for (int level = 0; level < levels; level++) {
      widths[level] = width;
      width = (width + 1) / 2;
    }
    this.fold = fold;
  }

  /** Takes the value of a number; each number is given once, by any thread. */
  public void add(int number, T value) {
    add(0, number, value);
  }

  /** Takes the value of a node; may be called by many threads. */
  public void add(int level, int number, T value) {
    T sum = value;
    int at = number;
    for (int l = level; l < widths.length - 1; l++) {
      int sibling = at ^ 1;
      if (sibling < widths[l]) {
        T other = meet(l, at, sum, sibling);
        if (other == null) {
          return;
        }
        sum = at < sibling ? fold.apply(sum, other) : fold.apply(other, sum);
      }
      at /= 2;
    }
    synchronized (this) {
      waiting.put(key(widths.length - 1, 0), sum);
    }
  }

  /** The value of the sibling; null, and this one waits, where it is not there yet. */
  private synchronized T meet(int level, int number, T value, int sibling) {
    T other = waiting.remove(key(level, sibling));
    if (other == null) {
      waiting.put(key(level, number), value);
    }
    return other;
  }

  private static long key(int level, int number) {
    return (long) level << Integer.SIZE | number;
  }

  /** Takes out all values that wait, lowest numbers first; the fold is empty again. */
  public synchronized List<Node<T>> take() {
    List<Node<T>> nodes = new ArrayList<>(waiting.size());
    waiting.forEach(
        (key, value) -> nodes.add(new Node<>((int) (key >> 32), key.intValue(), value)));
    waiting.clear();
    nodes.sort(Comparator.comparingLong(node -> (long) node.number() << node.level()));
    return nodes;
  }

  /** Takes out the fold of all values; the fold is empty again. */
  public synchronized T total() {
    T total = waiting.remove(key(widths.length - 1, 0));
    if (total == null) {
      throw new IllegalStateException("not all values have arrived");
    }
    return total;
  }

  /** The nodes that are left when the values {@code from} to {@code to - 1} have been folded. */
  public static List<Node<Boolean>> cover(int count, int from, int to) {
    OrderedFold<Boolean> fold = new OrderedFold<>(count, (left, right) -> true);
    for (int number = from; number < to; number++) {
      fold.add(number, true);
    }
    return fold.take();
  }
}
