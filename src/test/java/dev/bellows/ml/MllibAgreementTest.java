package dev.bellows.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The optimum is MLlib's, by whatever optimizer it is found. */
class MllibAgreementTest {
  private static final double RELATIVE = 1e-4; // what the estimators promise
  private static final Dataset<Row> LINE = standardised(Frames.line(400)).cache();
  private static final Dataset<Row> TWO = standardised(Frames.classes(400, 2)).cache();
  private static final Dataset<Row> THREE = standardised(Frames.classes(400, 3)).cache();

  private static Dataset<Row> standardised(Dataset<Row> frame) {
    return new StandardScaler()
        .setInputCol("features")
        .setOutputCol("scaled")
        .setWithMean(true)
        .fit(frame)
        .transform(frame);
  }

  private static LinearRegressor exact(LinearRegressor regressor) {
    return regressor.setTol(1e-12).setMaxIter(500);
  }

  private static LogisticClassifier exact(LogisticClassifier classifier) {
    return classifier.setTol(1e-12).setMaxIter(500);
  }

  private static void assertSame(double[] ours, double[] theirs) {
    double size = 0;
    for (double value : theirs) {
      size = Math.max(size, Math.abs(value));
    }
    for (int i = 0; i < theirs.length; i++) {
      assertThat(ours[i]).isCloseTo(theirs[i], Offset.offset(RELATIVE * size));
    }
  }

  private static void assertSame(Matrix ours, Matrix theirs) {
    assertSame(ours.toArray(), transposedLike(theirs, ours));
  }

  private static double[] transposedLike(Matrix from, Matrix like) {
    assertThat(from.numRows()).isEqualTo(like.numRows());
    double[] values = new double[from.numRows() * from.numCols()];
    for (int c = 0; c < from.numCols(); c++) {
      for (int r = 0; r < from.numRows(); r++) {
        values[c * from.numRows() + r] = from.apply(r, c);
      }
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, true, true",
    "0.3, 0, true, true",
    "0.3, 1, true, true",
    "0.3, 0.5, true, true",
    "0.3, 0.5, false, true",
    "0.3, 0, true, false",
    "0, 0, false, false"
  })
  void linearRegressionByLbfgsIsMllibs(double reg, double alpha, boolean scale, boolean bias) {
    LinearRegressionModel theirs =
        new LinearRegression()
            .setSolver("l-bfgs") // its normal equations take the population's deviation
            .setRegParam(reg)
            .setElasticNetParam(alpha)
            .setStandardization(scale)
            .setFitIntercept(bias)
            .setWeightCol("weight")
            .setTol(1e-14)
            .setMaxIter(1000)
            .fit(LINE);
    LinearRegressorModel ours =
        exact(new LinearRegressor())
            .setRegParam(reg)
            .setElasticNetParam(alpha)
            .setStandardization(scale)
            .setFitIntercept(bias)
            .setWeightCol("weight")
            .fit(LINE);
    assertSame(ours.coefficients().toArray(), theirs.coefficients().toArray());
    assertThat(ours.intercept()).isCloseTo(theirs.intercept(), Offset.offset(1e-3));
  }

  @Test
  void linearRegressionByAveragedSgdIsMllibs() {
    Dataset<Row> frame =
        LINE.withColumn(
            "y", functions.expr("(label - avg(label) over ()) / stddev(label) over ()"));
    LinearRegressionModel theirs =
        new LinearRegression()
            .setSolver("l-bfgs")
            .setFeaturesCol("scaled")
            .setLabelCol("y")
            .setRegParam(0.1)
            .setTol(1e-14)
            .fit(frame);
    LinearRegressorModel ours =
        new LinearRegressor()
            .setFeaturesCol("scaled")
            .setLabelCol("y")
            .setRegParam(0.1)
            .setOptimizer("sgd")
            .setLearningRate(0.5)
            .setSchedule("{ name = time-power, exponent = -0.6 }")
            .setOptimizerSettings("average = mean, average-from = 500")
            .setBatchSize(200)
            .setEpochs(1500)
            .fit(frame);
    assertSame(ours.coefficients().toArray(), theirs.coefficients().toArray());
  }

  static Stream<Arguments> logistic() {
    return Stream.of(
        Arguments.of(TWO, 0.0, 0.0, true, true),
        Arguments.of(TWO, 0.05, 0.0, true, true),
        Arguments.of(TWO, 0.05, 1.0, true, true),
        Arguments.of(TWO, 0.05, 0.5, false, true),
        Arguments.of(TWO, 0.05, 0.0, true, false),
        Arguments.of(THREE, 0.0, 0.0, true, true),
        Arguments.of(THREE, 0.05, 0.0, true, true),
        Arguments.of(THREE, 0.05, 0.5, true, true));
  }

  @ParameterizedTest
  @MethodSource("logistic")
  void logisticRegressionByLbfgsIsMllibs(
      Dataset<Row> frame, double reg, double alpha, boolean scale, boolean bias) {
    LogisticRegressionModel theirs =
        new LogisticRegression()
            .setRegParam(reg)
            .setElasticNetParam(alpha)
            .setStandardization(scale)
            .setFitIntercept(bias)
            .setWeightCol("weight")
            .setTol(1e-14)
            .setMaxIter(1000)
            .fit(frame);
    LogisticClassifierModel ours =
        exact(new LogisticClassifier())
            .setRegParam(reg)
            .setElasticNetParam(alpha)
            .setStandardization(scale)
            .setFitIntercept(bias)
            .setWeightCol("weight")
            .fit(frame);
    assertSame(ours.coefficientMatrix(), theirs.coefficientMatrix());
    assertSame(ours.interceptVector(), theirs.interceptVector());
  }

  private static void assertSame(Vector ours, Vector theirs) {
    assertSame(ours.toArray(), theirs.toArray());
  }

  @Test
  void logisticRegressionByAveragedSgdIsMllibs() {
    LogisticRegressionModel theirs =
        new LogisticRegression().setFeaturesCol("scaled").setRegParam(0.1).setTol(1e-14).fit(TWO);
    LogisticClassifierModel ours =
        new LogisticClassifier()
            .setFeaturesCol("scaled")
            .setRegParam(0.1)
            .setOptimizer("sgd")
            .setLearningRate(3)
            .setSchedule("{ name = time-power, exponent = -0.6 }")
            .setOptimizerSettings("average = mean, average-from = 500")
            .setBatchSize(200)
            .setEpochs(1500)
            .fit(TWO);
    assertSame(ours.coefficientMatrix(), theirs.coefficientMatrix());
  }
}
