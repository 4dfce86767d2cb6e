package dev.bellows.surface;

import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.apache.commons.math3.util.FastMath;

/**
 * A parsed expression as a tree. Derivatives are exact: they follow the rules of calculus term by
 * term (automatic differentiation in forward mode), with no difference quotients.
 */
sealed interface Term {

  /** The value at a point; NaN where the expression is not defined. */
  double value(double[] point);

  /** The value with its partial derivatives, up to the order of {@code variables}. */
  DerivativeStructure derivatives(DerivativeStructure[] variables);

  /** The largest index of a variable in it; -1 for a constant. */
  int largestVariable();

  /** A number. */
  record Constant(double number) implements Term {
    @Override
    public double value(double[] point) {
      return number;
    }

    @Override
    public DerivativeStructure derivatives(DerivativeStructure[] variables) {
      DerivativeStructure variable = variables[0];
      return new DerivativeStructure(variable.getFreeParameters(), variable.getOrder(), number);
    }

    @Override
    public int largestVariable() {
      return -1;
    }
  }

  /** One of the variables: x is 0, y is 1. */
  record Variable(int index) implements Term {
    @Override
    public double value(double[] point) {
      return point[index];
    }

    @Override
    public DerivativeStructure derivatives(DerivativeStructure[] variables) {
      return variables[index];
    }

    @Override
    public int largestVariable() {
      return index;
    }
  }

  /** The term with the other sign. */
  record Negation(Term term) implements Term {
    @Override
    public double value(double[] point) {
      return -term.value(point);
    }

    @Override
    public DerivativeStructure derivatives(DerivativeStructure[] variables) {
      return term.derivatives(variables).negate();
    }

    @Override
    public int largestVariable() {
      return term.largestVariable();
    }
  }

  /** A function of a term. */
  record Call(ElementaryFunction function, Term argument) implements Term {
    @Override
    public double value(double[] point) {
      return function.value(argument.value(point));
    }

    @Override
    public DerivativeStructure derivatives(DerivativeStructure[] variables) {
      return function.derivatives(argument.derivatives(variables));
    }

    @Override
    public int largestVariable() {
      return argument.largestVariable();
    }
  }

  /** Two terms under one of {@code + - * / ^}. */
  record Operation(char operator, Term left, Term right) implements Term {
    @Override
    public double value(double[] point) {
      double a = left.value(point);
      double b = right.value(point);
      return switch (operator) {
        case '+' -> a + b;
        case '-' -> a - b;
        case '*' -> a * b;
        case '/' -> a / b;
        default -> b == 2 ? a * a : FastMath.pow(a, b);
      };
    }

    /** With a number on one side nothing is multiplied by derivatives that are zero. */
    @Override
    public DerivativeStructure derivatives(DerivativeStructure[] variables) {
      if (right instanceof Constant constant) {
        return withNumber(left.derivatives(variables), constant.number());
      }
      DerivativeStructure b = right.derivatives(variables);
      if (left instanceof Constant constant) {
        return withNumber(constant.number(), b);
      }
      DerivativeStructure a = left.derivatives(variables);
      return switch (operator) {
        case '+' -> a.add(b);
        case '-' -> a.subtract(b);
        case '*' -> a.multiply(b);
        case '/' -> a.divide(b);
        default -> a.pow(b);
      };
    }

    private DerivativeStructure withNumber(DerivativeStructure a, double b) {
      return switch (operator) {
        case '+' -> a.add(b);
        case '-' -> a.subtract(b);
        case '*' -> a.multiply(b);
        case '/' -> a.divide(b);
        default -> b == (int) b ? a.pow((int) b) : a.pow(b);
      };
    }

    private DerivativeStructure withNumber(double a, DerivativeStructure b) {
      return switch (operator) {
        case '+' -> b.add(a);
        case '-' -> b.negate().add(a);
        case '*' -> b.multiply(a);
        case '/' -> b.reciprocal().multiply(a);
        default -> DerivativeStructure.pow(a, b);
      };
    }

    @Override
    public int largestVariable() {
      return Math.max(left.largestVariable(), right.largestVariable());
    }
  }

  /** The term, or its number if there is no variable in it. */
  static Term folded(Term term) {
    return term.largestVariable() < 0 ? new Constant(term.value(new double[0])) : term;
  }
}
