package dev.bellows.bench;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import dev.bellows.model.Objective;
import java.util.Arrays;

/** An objective that takes any number of parameters and no time. */
record NoWork(int parameters) implements Objective {
  @Override
  public Layout layout() {
    return Layout.builder().add("parameters", parameters).build();
  }

  @Override
  public double[] initialParameters(long seed) {
    return new double[parameters];
  }

  @Override
  public double addLossAndGradient(
      Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
    Arrays.fill(gradient, 0, parameters.length, count);
    return count;
  }

  @Override
  public double loss(Examples examples, int[] rows, int count, double[] parameters) {
    return 0;
  }
}
