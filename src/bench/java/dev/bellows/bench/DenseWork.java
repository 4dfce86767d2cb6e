package dev.bellows.bench;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Vectors;
import dev.bellows.model.Objective;
import java.util.SplittableRandom;

/**
 * Linear regression over dense rows of any width: an inner product and a scaled sum for each row.
 * The features of a row are not stored; they are a window, at a place of its own, of one array of
 * random numbers.
 */
record DenseWork(int parameters) implements Objective {
  private static final int PLACES = 4096;
  private static final int WIDEST = 2_000_000;

  /** Made in every process on first use. */
  private static final class Table {
    static final double[] VALUES =
        new SplittableRandom(1).doubles(WIDEST + PLACES, -1, 1).toArray();
  }

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
    double[] labels = ((LabelledRows) examples).labels();
    int n = this.parameters;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      int place = rows[i] % PLACES;
      double error = Vectors.dot(Table.VALUES, place, parameters, 0, n) - labels[rows[i]];
      Vectors.addScaled(error, Table.VALUES, place, gradient, 0, n);
      sum += error * error / 2;
    }
    return sum;
  }

  @Override
  public double loss(Examples examples, int[] rows, int count, double[] parameters) {
    double[] labels = ((LabelledRows) examples).labels();
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double error =
          Vectors.dot(Table.VALUES, rows[i] % PLACES, parameters, 0, this.parameters)
              - labels[rows[i]];
      sum += error * error / 2;
    }
    return sum;
  }
}
