package dev.bellows.linalg;

import java.util.List;
import java.util.function.Consumer;

/**
 * Adds vectors that arrive in any order, always with the same bits, in whatever form they come; see
 * {@link OrderedFold}. Nothing, an empty array, may stand for zeros.
 */
public final class OrderedSum {
  private final OrderedFold<Vector> fold;
  private final int singles;
  private final Consumer<double[]> spare;

  /** A sum of {@code count} vectors, at least one. */
  public OrderedSum(int count) {
    this(count, 0, array -> {});
  }

  /**
   * A sum of {@code count} vectors, at least one.
   *
   * @param singles so many first elements of every vector, and of every sum of two, are rounded to
   *     single precision; 0 for none
   * @param spare is given the arrays that are needed no more
   */
  public OrderedSum(int count, int singles, Consumer<double[]> spare) {
    fold = new OrderedFold<>(count, this::plus);
    this.singles = singles;
    this.spare = spare;
  }

  /** Takes the vector {@code number} as an array; see {@link #add(int, Vector)}. */
  public void add(int number, double[] array) {
    add(number, new DenseVector(array));
  }

  /**
   * Takes vector {@code number}; it belongs to the sum from now on and is written into. Each number
   * is given once; may be called by many threads.
   */
  public void add(int number, Vector vector) {
    round(vector);
    fold.add(number, vector);
  }

  /** Takes what another sum, of the same count, had taken of its vectors. */
  public void add(OrderedFold.Node<Vector> node) {
    fold.add(node.level(), node.number(), node.value());
  }

  private void round(Vector vector) {
    if (vector instanceof SparseVector sparse) {
      sparse.roundToSingle(singles);
    } else {
      Vectors.roundToSingle(vector.toArray(), 0, Math.min(singles, vector.length()));
    }
  }

  private Vector plus(Vector left, Vector right) {
    if (left.isNothing() || right.isNothing()) {
      return left.isNothing() ? right : left;
    }
    Vector sum = rawPlus(left, right);
    round(sum);
    return sum;
  }

  private Vector rawPlus(Vector left, Vector right) {
    if (left instanceof SparseVector a && right instanceof SparseVector b) {
      SparseVector sum = a.plus(b);
      return SparseVector.isWide(sum.count(), sum.length()) ? new DenseVector(sum.toArray()) : sum;
    }
    if (left instanceof SparseVector a) {
      a.addTo(right.toArray(), 0); // addition is commutative, bit for bit
      return right;
    }
    if (right instanceof SparseVector b) {
      b.addTo(left.toArray(), 0);
    } else {
      Vectors.add(right.toArray(), left.toArray());
      spare.accept(right.toArray());
    }
    return left;
  }

  /** Takes out the sums made so far of vectors that arrived; the sum is empty again. */
  public List<OrderedFold.Node<Vector>> take() {
    return fold.take();
  }

  /** Takes out the sum; nothing where every vector was. */
  public Vector sum() {
    return fold.total();
  }

  /** Takes out the sum as an array; empty where every one was. */
  public double[] total() {
    return sum().toArray();
  }
}
