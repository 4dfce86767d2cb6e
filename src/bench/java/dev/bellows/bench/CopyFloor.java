package dev.bellows.bench;

import java.util.Arrays;

/**
 * The least that an exchange within one process can cost: a step copies n doubles to each of two
 * arrays, and n + 1 doubles back from each of two others, by System.arraycopy on one thread.
 */
final class CopyFloor implements Floor {
  private final double[] parameters;
  private final double[][] received;
  private final double[][] sent;
  private final double[][] answers;

  CopyFloor(int n) {
    parameters = new double[n];
    received = new double[2][n];
    sent = new double[2][n + 1];
    answers = new double[2][n + 1];
    Arrays.fill(parameters, 0.1);
    for (double[] array : sent) {
      Arrays.fill(array, 0.1);
    }
  }

  @Override
  public double run(int steps) {
    int n = parameters.length;
    long begin = System.nanoTime();
    for (int step = 0; step < steps; step++) {
      parameters[n - 1] = step;
      for (int t = 0; t < 2; t++) {
        System.arraycopy(parameters, 0, received[t], 0, n);
      }
      for (int t = 0; t < 2; t++) {
        sent[t][n] = received[t][n - 1];
        System.arraycopy(sent[t], 0, answers[t], 0, n + 1);
      }
      if (answers[0][n] != step || answers[1][n] != step) {
        throw new IllegalStateException("an answer is not that of step " + step);
      }
    }
    return (System.nanoTime() - begin) * 1e-6 / steps;
  }
}
