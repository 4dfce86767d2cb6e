package dev.bellows.surface;

import dev.bellows.InputException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;

/**
 * A function of one or two variables with its exact derivatives. A point is an array with one
 * number per variable. Outside a function's domain values and derivatives are NaN or infinite.
 */
public final class Surface {
  private final String name;
  private final String expression;
  private final String description;
  private final double[] start;
  private final Term term;
  private final List<double[]> landmarks;

  private Surface(
      String name,
      String expression,
      String description,
      double[] start,
      Term term,
      List<double[]> landmarks) {
    this.landmarks = landmarks;
    this.name = name;
    this.expression = expression;
    this.description = description;
    this.start = start;
    this.term = term;
  }

  /** A function with a name; {@code start} has one number per variable. */
  static Surface named(String name, String expression, String description, double... start) {
    return new Surface(
        name, expression, description, start, ExpressionParser.parse(expression), List.of());
  }

  /** This function, and the points that a picture of it should show. */
  Surface showing(double[]... points) {
    return new Surface(name, expression, description, start, term, List.of(points));
  }

  /**
   * The function that an expression in x and y (or x1 and x2) stands for. It has two variables if
   * the second one occurs. Walks start at (-5, -2), or at 10.
   *
   * @throws InputException in one line, with what is wrong and where
   */
  public static Surface of(String expression) {
    Term term = ExpressionParser.parse(expression);
    String text = expression.strip().replaceAll("\\s+", " ");
    double[] start = term.largestVariable() < 1 ? new double[] {10} : new double[] {-5, -2};
    return new Surface(text, text, "", start, term, List.of());
  }

  /** The name that a user gave: one of the table's, or the expression. */
  public String name() {
    return name;
  }

  /** The formula, as it was read. */
  public String expression() {
    return expression;
  }

  /** One line on what it is good for; empty for a user's own expression. */
  public String description() {
    return description;
  }

  /** The number of variables: 1 or 2. */
  public int variables() {
    return start.length;
  }

  /** Where a walk starts when nobody says. */
  public double[] start() {
    return start.clone();
  }

  /** Points that a picture should show, such as the minima; only to be read. */
  public List<double[]> landmarks() {
    return landmarks;
  }

  /** The value at a point. */
  public double value(double... point) {
    requireLength(point);
    return term.value(point);
  }

  /** The value at a point; writes the gradient, one partial derivative per variable. */
  public double valueAndGradient(double[] point, double[] gradient) {
    DerivativeStructure derivatives = derivatives(point, 1);
    int[] orders = new int[point.length];
    for (int i = 0; i < point.length; i++) {
      orders[i] = 1;
      gradient[i] = derivatives.getPartialDerivative(orders);
      orders[i] = 0;
    }
    return term.value(point);
  }

  /** The second partial derivatives at a point, a symmetric matrix. */
  public double[][] hessian(double... point) {
    DerivativeStructure derivatives = derivatives(point, 2);
    double[][] hessian = new double[point.length][point.length];
    int[] orders = new int[point.length];
    for (int i = 0; i < point.length; i++) {
      for (int j = 0; j < point.length; j++) {
        orders[i]++;
        orders[j]++;
        hessian[i][j] = derivatives.getPartialDerivative(orders);
        Arrays.fill(orders, 0);
      }
    }
    return hessian;
  }

  private DerivativeStructure derivatives(double[] point, int order) {
    requireLength(point);
    DerivativeStructure[] variables = new DerivativeStructure[point.length];
    for (int i = 0; i < point.length; i++) {
      variables[i] = new DerivativeStructure(point.length, order, i, point[i]);
    }
    return term.derivatives(variables);
  }

  private void requireLength(double[] point) {
    if (point.length != start.length) {
      throw new InputException(
          "%s has %d variable%s, the point %s has %d"
              .formatted(
                  ExpressionParser.quoted(name),
                  start.length,
                  start.length == 1 ? "" : "s",
                  Arrays.toString(point),
                  point.length));
    }
  }
}
