package dev.bellows.linalg;

import breeze.linalg.DenseVector;
import breeze.linalg.DenseVector$;
import java.util.Arrays;
import scala.Tuple2;

/**
 * A function as Breeze wants to see it. Breeze itself remembers the latest answer; this also
 * remembers the one at the end of the last iteration, where line searches begin, and begin anew.
 */
final class BreezeFunction {
  private final DifferentiableFunction function;
  private Evaluation latest;
  private Evaluation iterationEnd;
  private int evaluations;

  BreezeFunction(DifferentiableFunction function) {
    this.function = function;
  }

  private record Evaluation(double[] point, double value, double[] gradient) {

    /** Whether this was asked at {@code x}; a zero is a zero whatever its sign. */
    boolean isAt(DenseVector<Object> x) {
      for (int i = 0; i < point.length; i++) {
        if (point[i] != at(x, i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Leaves Breeze, which knows no such end, with what it is in the middle of. */
  static final class NotFinite extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotFinite() {
      super(null, null, false, false);
    }
  }

  /** How often the function was asked. */
  int evaluations() {
    return evaluations;
  }

  /** Goes on at the end of an iteration, whose answer is known. */
  void resumeAt(double[] point, double value, double[] gradient) {
    iterationEnd = new Evaluation(point.clone(), value, gradient.clone());
  }

  /** Remembers the latest answer for the whole of the next iteration. */
  void endIteration() {
    iterationEnd = latest;
  }

  /**
   * Breeze's {@code DiffFunction.calculate}.
   *
   * @throws NotFinite if value or gradient are not
   */
  Tuple2<Object, DenseVector<Object>> calculate(DenseVector<Object> x) {
    Evaluation known =
        iterationEnd != null && iterationEnd.isAt(x) ? iterationEnd : evaluate(array(x));
    return new Tuple2<>(known.value, vector(known.gradient));
  }

  private Evaluation evaluate(double[] point) {
    if (!isFinite(point)) {
      throw new NotFinite();
    }
    double[] gradient = new double[point.length];
    evaluations++;
    double value = function.valueAndGradient(point.clone(), gradient);
    if (!Double.isFinite(value) || !isFinite(gradient)) {
      throw new NotFinite();
    }
    latest = new Evaluation(point, value, gradient);
    return latest;
  }

  private static boolean isFinite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  /** A Breeze vector on top of that array. */
  static DenseVector<Object> vector(double[] values) {
    return DenseVector$.MODULE$.apply$mDc$sp(values);
  }

  /** A copy of the elements of a Breeze vector, without negative zeros. */
  static double[] array(DenseVector<Object> x) {
    double[] values = new double[x.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = at(x, i) + 0.0;
    }
    return values;
  }

  /** A copy of the elements of a Breeze vector, as they are. */
  static double[] raw(DenseVector<Object> x) {
    double[] values = new double[x.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = at(x, i);
    }
    return values;
  }

  /** One element; Breeze's own method would make an object of it. */
  static double at(DenseVector<Object> x, int i) {
    return ((double[]) x.data())[x.offset() + i * x.stride()];
  }
}
