package dev.bellows.surface;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the first two derivatives say of a point: whether it is a minimum, and how fast gradient
 * descent may go there.
 *
 * @param kind what the point is
 * @param value the function's value
 * @param gradientNorm the length of the gradient
 * @param eigenvalues of the Hessian, ascending, one per variable; NaN where it is not finite
 */
public record CriticalPoint(Kind kind, double value, double gradientNorm, double[] eigenvalues) {
  /** A gradient this small beside the curvature is zero, per unit of the point's size. */
  private static final double TOLERANCE = 1e-6;

  /** How far aside we look for what the curvature itself does not say, per unit of size. */
  private static final double ASIDE = 1e-4;

  /** What a point can be. */
  public enum Kind {
    /** Lower than everything near. */
    MINIMUM("a minimum"),
    /** Higher than everything near. */
    MAXIMUM("a maximum"),
    /** Up in one direction, down in another. */
    SADDLE("a saddle point: up in one direction, down in another"),
    /** One variable: level, but up on one side and down on the other. */
    INFLECTION("an inflection point: level here, up on one side and down on the other"),
    /** Level, and a curvature of zero leaves open what it is. */
    DEGENERATE("level here, but a curvature is zero and does not say what the point is"),
    /** The gradient is not zero. */
    NOT_STATIONARY("not a stationary point"),
    /** The value or a derivative is not a finite number. */
    UNDEFINED("not a point where the function has finite derivatives");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** Looks at a point of a surface; points that are not finite are {@link Kind#UNDEFINED}. */
  public static CriticalPoint at(Surface surface, double... point) {
    double[] gradient = new double[point.length];
    double value = surface.valueAndGradient(point, gradient);
    double norm = norm(gradient);
    double[] eigenvalues = eigenvalues(surface.hessian(point));
    boolean finite = Double.isFinite(value) && Double.isFinite(norm) && allFinite(eigenvalues);
    Kind kind = finite ? kind(surface, point, norm, eigenvalues) : Kind.UNDEFINED;
    return new CriticalPoint(kind, value, norm, eigenvalues);
  }

  private static Kind kind(Surface surface, double[] point, double norm, double[] eigenvalues) {
    double size = Math.max(1, norm(point));
    double steepest = Arrays.stream(eigenvalues).map(Math::abs).max().orElse(0);
    if (norm > TOLERANCE * steepest * size) {
      return Kind.NOT_STATIONARY;
    }
    double change = changeOfCurvature(surface, point, eigenvalues, ASIDE * size);
    boolean zero = Arrays.stream(eigenvalues).anyMatch(value -> Math.abs(value) <= change);
    double lowest = eigenvalues[0];
    double highest = eigenvalues[eigenvalues.length - 1];
    if (lowest < -change && highest > change) {
      return Kind.SADDLE;
    }
    if (zero) {
      return point.length == 1 ? kindBySlopes(surface, point[0], ASIDE * size) : Kind.DEGENERATE;
    }
    return lowest > 0 ? Kind.MINIMUM : Kind.MAXIMUM;
  }

  /** The most that an eigenvalue changes on a small step: one below that may as well be zero. */
  private static double changeOfCurvature(
      Surface surface, double[] point, double[] eigenvalues, double step) {
    double change = 0;
    for (int i = 0; i < point.length; i++) {
      for (double side : new double[] {-step, step}) {
        double[] near = point.clone();
        near[i] += side;
        double[] there = eigenvalues(surface.hessian(near));
        for (int k = 0; k < there.length; k++) {
          double difference = Math.abs(there[k] - eigenvalues[k]);
          change = Double.isFinite(difference) ? Math.max(change, difference) : change;
        }
      }
    }
    return change;
  }

  /** One variable, curvature zero: the slopes on both sides tell. */
  private static Kind kindBySlopes(Surface surface, double x, double step) {
    double[] slope = new double[1];
    surface.valueAndGradient(new double[] {x - step}, slope);
    double before = slope[0];
    surface.valueAndGradient(new double[] {x + step}, slope);
    double after = slope[0];
    if (before * after > 0) {
      return Kind.INFLECTION;
    }
    if (before < 0 && after > 0) {
      return Kind.MINIMUM;
    }
    return before > 0 && after < 0 ? Kind.MAXIMUM : Kind.DEGENERATE;
  }

  /** The eigenvalues of a symmetric matrix with one or two rows, ascending. */
  static double[] eigenvalues(double[][] matrix) {
    if (matrix.length == 1) {
      return new double[] {matrix[0][0]};
    }
    double a = matrix[0][0];
    double b = matrix[0][1];
    double d = matrix[1][1];
    if (b == 0) {
      return new double[] {Math.min(a, d), Math.max(a, d)};
    }
    double mean = a / 2 + d / 2;
    double radius = Math.hypot(a / 2 - d / 2, b);
    return new double[] {mean - radius, mean + radius};
  }

  /** The largest absolute eigenvalue over the smallest: 1 for a round bowl, large for a valley. */
  public double conditionNumber() {
    double largest = Arrays.stream(eigenvalues).map(Math::abs).max().orElse(Double.NaN);
    double smallest = Arrays.stream(eigenvalues).map(Math::abs).min().orElse(Double.NaN);
    return largest / smallest;
  }

  /**
   * The learning rate from which on gradient descent diverges around here: 2 over the largest
   * eigenvalue; infinite where the function curves up in no direction.
   */
  public double largestStableLearningRate() {
    double steepest = eigenvalues[eigenvalues.length - 1];
    return steepest <= 0 ? Double.POSITIVE_INFINITY : 2 / steepest;
  }

  /** Lines for a reader: what the point is, its curvature, and what learning rate it bears. */
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    if (kind == Kind.UNDEFINED) {
      lines.add(kind.words);
      return lines;
    }
    lines.add("%s: gradient norm %s".formatted(kind.words, number(gradientNorm)));
    if (eigenvalues.length == 1) {
      lines.add("second derivative %s".formatted(number(eigenvalues[0])));
    } else {
      String condition =
          Double.isFinite(conditionNumber())
              ? ", condition number " + number(conditionNumber())
              : "";
      lines.add(
          "eigenvalues of the Hessian %s and %s%s"
              .formatted(number(eigenvalues[0]), number(eigenvalues[1]), condition));
    }
    if (eigenvalues[0] < 0 && Double.isFinite(largestStableLearningRate())) {
      lines.add(
          "2/λmax is %s, but the function curves down in a direction: no learning rate is stable here"
              .formatted(number(largestStableLearningRate())));
    } else if (Double.isFinite(largestStableLearningRate())) {
      lines.add(
          "gradient descent is stable here for learning rates below %s"
              .formatted(number(largestStableLearningRate())));
    }
    return lines;
  }

  /** At most six digits, and no more than it takes. */
  private static String number(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
    boolean plain = value == 0 || Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7;
    return plain ? rounded.toPlainString() : String.valueOf(rounded.doubleValue());
  }

  private static double norm(double[] vector) {
    return vector.length == 1 ? Math.abs(vector[0]) : Math.hypot(vector[0], vector[1]);
  }

  private static boolean allFinite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }
}
