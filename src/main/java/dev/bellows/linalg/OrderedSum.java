package dev.bellows.linalg;

import java.util.List;
import java.util.function.Consumer;

/**
 * Adds arrays that arrive in any order, always with the same bits; see {@link OrderedFold}. An
 * empty array stands for zeros.
 */
public final class OrderedSum {
  private final OrderedFold<double[]> fold;
  private final int singles;
  private final Consumer<double[]> spare;

  /** A sum of {@code count} arrays, at least one. */
  public OrderedSum(int count) {
    this(count, 0, array -> {});
  }

  /**
   * A sum of {@code count} arrays, at least one.
   *
   * @param singles so many first elements of every array, and of every sum of two, are rounded to
   *     single precision; 0 for none
   * @param spare is given the arrays that are needed no more
   */
  public OrderedSum(int count, int singles, Consumer<double[]> spare) {
    fold = new OrderedFold<>(count, this::plus);
    this.singles = singles;
    this.spare = spare;
  }

  /**
   * Takes array {@code number}; it belongs to the sum from now on and is written into. Each number
   * is given once; may be called by many threads.
   */
  public void add(int number, double[] array) {
    Vectors.roundToSingle(array, 0, Math.min(singles, array.length));
    fold.add(number, array);
  }

  /** Takes what another sum, of the same count, had taken of its arrays. */
  public void add(OrderedFold.Node<double[]> node) {
    fold.add(node.level(), node.number(), node.value());
  }

  private double[] plus(double[] left, double[] right) {
    if (left.length == 0 || right.length == 0) {
      return left.length == 0 ? right : left;
    }
    Vectors.add(right, left);
    Vectors.roundToSingle(left, 0, singles);
    spare.accept(right);
    return left;
  }

  /** Takes out the sums made so far of arrays that arrived; the sum is empty again. */
  public List<OrderedFold.Node<double[]>> take() {
    return fold.take();
  }

  /** Takes out the sum; empty where every array was. */
  public double[] total() {
    return fold.total();
  }
}
