package dev.bellows.linalg;

/** A function of a flat vector that can tell its slope: what a minimizer is given. */
@FunctionalInterface
public interface DifferentiableFunction {

  /**
   * Computes value and gradient at one point.
   *
   * @param point where, a finite number in each element; a fresh array that the function may keep
   * @param gradient as long as {@code point} and full of zeros: the gradient is written into it. A
   *     fresh array too, which belongs to the minimizer again after the return
   * @return the value
   */
  double valueAndGradient(double[] point, double[] gradient);
}
