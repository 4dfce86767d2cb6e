package dev.bellows.surface;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import java.util.List;
import java.util.Locale;

/** The functions that have a name, in one table, and all others by their expression. */
public final class Surfaces {
  /** One row a function: name, expression, what it is good for, where a walk starts. */
  private static final List<Surface> TABLE =
      List.of(
          Surface.named("x^2", "x^2", "the parabola of gradient descent; minimum at 0", 10)
              .showing(new double[] {-10}, new double[] {10}),
          Surface.named(
                  "x*cos(pi*x)", "x*cos(pi*x)", "many minima and maxima, local and global", 10)
              .showing(new double[] {-10}, new double[] {10}),
          Surface.named("x^3", "x^3", "at 0 the derivative vanishes without a minimum", 10)
              .showing(new double[] {-10}, new double[] {10}),
          Surface.named(
                  "saddle", "x^2 - y^2", "at (0, 0) up along x, down along y: no minimum", -5, -2)
              .showing(new double[] {0, 0}, new double[] {1, 1}),
          Surface.named("bowl", "x^2 + 2*y^2", "a gentle bowl; minimum at (0, 0)", -5, -2)
              .showing(new double[] {0, 0}, new double[] {1, 1}),
          Surface.named(
                  "valley",
                  "0.1*x^2 + 2*y^2",
                  "20 times steeper across than along; minimum at (0, 0)",
                  -5,
                  -2)
              .showing(new double[] {0, 0}, new double[] {1, 1}),
          Surface.named(
                  "rosenbrock",
                  "(1 - x)^2 + 100*(y - x^2)^2",
                  "a bent, narrow valley; minimum at (1, 1)",
                  -1.2,
                  1)
              .showing(new double[] {1, 1}),
          Surface.named(
                  "beale",
                  "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
                  "a flat floor between steep corners; minimum at (3, 0.5)",
                  1,
                  1)
              .showing(new double[] {3, 0.5}),
          Surface.named(
                  "himmelblau",
                  "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
                  "four minima, all of value 0; one at (3, 2)",
                  0,
                  0)
              .showing(
                  new double[] {3, 2},
                  new double[] {-2.805118, 3.131313},
                  new double[] {-3.77931, -3.283186},
                  new double[] {3.584428, -1.848127}));

  private Surfaces() {}

  /** The functions that have a name. */
  public static List<Surface> all() {
    return TABLE;
  }

  /** Their names, in the table's order. */
  public static List<String> names() {
    return TABLE.stream().map(Surface::name).toList();
  }

  /**
   * The function that a user means: one of the table's by its name, or else an expression.
   *
   * @throws InputException in one line, if it is neither
   */
  public static Surface find(String written) {
    String word = written.strip().toLowerCase(Locale.ROOT);
    for (Surface surface : TABLE) {
      if (surface.name().equals(word)) {
        return surface;
      }
    }
    boolean neither =
        word.isEmpty()
            || (word.matches("[\\p{L}_][\\p{L}\\p{N}_-]*")
                && !isExpression(word)
                && ElementaryFunction.named(word).isEmpty());
    if (neither) {
      throw new InputException(
          "there is no function '%s'%s; there are %s, or an expression in x and y such as x^2 + 3*y^2"
              .formatted(
                  ExpressionParser.quoted(written),
                  Spelling.hint(word, names()),
                  String.join(", ", names())));
    }
    return Surface.of(written);
  }

  /** Of words with a minus sign in them, {@code x-y} is an expression and {@code beal-e} is not. */
  private static boolean isExpression(String word) {
    for (String part : word.split("-", -1)) {
      if (!ExpressionParser.isValueName(part) && !part.matches("\\p{N}+")) {
        return false;
      }
    }
    return true;
  }
}
