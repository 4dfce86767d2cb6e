package dev.bellows.optim;

import java.util.Arrays;

/**
 * L-BFGS (Liu and Nocedal, 1989) and, with an L1 weight, OWL-QN (Andrew and Gao, 2007):
 * quasi-Newton steps with a line search, on the loss over all rows. It makes {@code f(x) + ½ Σ
 * λᵢxᵢ² + Σ αᵢ|xᵢ|} small.
 *
 * @param memory how many steps the approximation of the Hessian remembers, 1 or more
 * @param tolerance when to stop: relative to the loss and to the gradient, greater than 0
 * @param l2 λ for each parameter, 0 or more
 * @param l1 α for each parameter, 0 or more
 */
public record Lbfgs(int memory, double tolerance, double[] l2, double[] l1) implements Minimizer {

  /** Whether there is an L1 penalty: then the method is OWL-QN. */
  public boolean penalisesAbsolutes() {
    return Arrays.stream(l1).anyMatch(weight -> weight > 0);
  }

  /** What is added to the loss at that point. */
  public double penalty(double[] point) {
    double sum = 0;
    for (int i = 0; i < point.length; i++) {
      sum += l2[i] * point[i] * point[i] / 2 + l1[i] * Math.abs(point[i]);
    }
    return sum;
  }

  /**
   * The L2 part of the penalty, whose gradient is added to {@code gradient}; the L1 part has none
   * everywhere and belongs to the method.
   */
  public double addSmoothPenalty(double[] point, double[] gradient) {
    double sum = 0;
    for (int i = 0; i < point.length; i++) {
      gradient[i] += l2[i] * point[i];
      sum += l2[i] * point[i] * point[i] / 2;
    }
    return sum;
  }
}
