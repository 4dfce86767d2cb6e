package dev.bellows.ml;

import dev.bellows.TestSpark;
import dev.bellows.linalg.KeyedRandom;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Small frames for tests. */
final class Frames {
  static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType)
          .add("held", DataTypes.BooleanType);

  private Frames() {}

  /** What a row's label is. */
  interface Label {
    double of(double[] features, KeyedRandom random);
  }

  /** Rows of normal features, the weights 1 and 2 in turn, every fifth held out. */
  static Dataset<Row> of(int rows, double[] deviations, long seed, Label label) {
    KeyedRandom random = new KeyedRandom(seed, 7);
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      double[] features = new double[deviations.length];
      for (int c = 0; c < features.length; c++) {
        features[c] = 1 + deviations[c] * random.nextGaussian();
      }
      Vector vector = Vectors.dense(features);
      all.add(RowFactory.create(vector, label.of(features, random), 1.0 + i % 2, i % 5 == 0));
    }
    return frame(all);
  }

  static Dataset<Row> frame(List<Row> rows) {
    return TestSpark.session().createDataFrame(rows, SCHEMA);
  }

  /** A regression: a line and a little noise. */
  static Dataset<Row> line(int rows) {
    return of(
        rows,
        new double[] {1, 2, 0.5},
        1,
        (x, random) -> 3 + 2 * x[0] - x[1] + 4 * x[2] + 0.5 * random.nextGaussian());
  }

  /** So many classes, by the nearest of as many directions, with some noise. */
  static Dataset<Row> classes(int rows, int classes) {
    return of(
        rows,
        new double[] {1, 2, 0.5},
        2,
        (x, random) -> {
          int best = 0;
          double most = Double.NEGATIVE_INFINITY;
          for (int c = 0; c < classes; c++) {
            double angle = 2 * Math.PI * c / classes;
            double near =
                Math.cos(angle) * (x[0] - 1)
                    + Math.sin(angle) * (x[1] - 1) / 2
                    + 0.4 * random.nextGaussian();
            if (near > most) {
              most = near;
              best = c;
            }
          }
          return best;
        });
  }
}
