package dev.bellows.optim.transform;

import dev.bellows.optim.Step;

/**
 * A rule with factors that depend on nothing but the number of the step of each tensor. Rules are
 * it themselves, because a step allocates nothing.
 */
interface Corrections {
  /**
   * Computes those of one tensor.
   *
   * @param number of its step, 1 for the first
   * @param at where they begin
   */
  void put(long number, double[] to, int at);

  /**
   * Computes those of all tensors, once for neighbours of the same number, which nearly all are.
   *
   * @param width how many each tensor has
   */
  static void fill(Step step, double[] to, int width, Corrections corrections) {
    for (int t = 0; t < step.tensors(); t++) {
      if (t > 0 && step.number(t) == step.number(t - 1)) {
        System.arraycopy(to, (t - 1) * width, to, t * width, width);
      } else {
        corrections.put(step.number(t), to, t * width);
      }
    }
  }

  /**
   * Puts √c₂/c₁, √c₂·ε and √c₂, where c are the corrections of the averages of gradients and of
   * their squares: m̂ / (√ŝ + ε) = √c₂/c₁ · m / (√s + √c₂·ε), one division for each element.
   */
  static void ofMoments(
      double beta1, double beta2, double epsilon, long number, double[] to, int at) {
    double correction1 = 1 - Math.pow(beta1, number);
    double rootOfCorrection2 = Math.sqrt(1 - Math.pow(beta2, number));
    to[at] = rootOfCorrection2 / correction1;
    to[at + 1] = rootOfCorrection2 * epsilon;
    to[at + 2] = rootOfCorrection2;
  }
}
