package dev.bellows.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import java.util.List;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What every estimator of classifiers has to do besides. */
abstract class ClassifierContract<E extends ClassifierEstimator<E, M>, M extends ClassifierModel<M>>
    extends PredictorContract<E, M> {

  @Override
  Dataset<Row> frame() {
    return Frames.classes(120, 3);
  }

  @Override
  List<String> added() {
    return List.of("rawPrediction", "probability", "prediction");
  }

  @Test
  void labelsThatAreNoClassesAreRefused() {
    Vector good = Vectors.dense(1, 2, 3);
    for (double label : new double[] {-1, 1.5, 1e9}) {
      assertThatThrownBy(() -> estimator().fit(with(frame(), good, label, 1.0)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("column 'label' is " + label + "; it takes the classes 0 to 99999")
          .hasMessageContaining("row 8");
    }
  }

  @Test
  void oneClassIsRefused() {
    assertThatThrownBy(() -> estimator().fit(frame().withColumn("label", functions.lit(1))))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "column 'label' is 1.0 in every row; a classifier takes rows of at least two"
                + " classes");
  }

  @Test
  void theIndexersLabelsAreTheModels() {
    Dataset<Row> texts =
        frame().withColumn("text", functions.expr("element_at(array('a','b','c'), int(label)+1)"));
    Dataset<Row> indexed =
        new StringIndexer()
            .setInputCol("text")
            .setOutputCol("number")
            .setStringOrderType("alphabetDesc")
            .fit(texts)
            .transform(texts);
    M model = estimator().setLabelCol("number").fit(indexed.filter("text != 'a'"));
    assertThat(model.transform(indexed).schema().apply("number"))
        .isEqualTo(indexed.schema().apply("number"));
    assertThat(model.numClasses()).isEqualTo(3);
    assertThat(model.trained().labels()).containsExactly("c", "b", "a");
  }

  @Test
  void probabilitiesAreOfTheClassesAndThresholdsMoveThem() {
    M model = estimator().fit(frame());
    Dataset<Row> predicted = model.transform(frame());
    assertThat(AttributeGroup.fromStructField(predicted.schema().apply("probability")).size())
        .isEqualTo(3);
    assertThat(
            model.transform(predicted.drop("rawPrediction", "probability", "prediction")).schema())
        .isEqualTo(predicted.schema());
    for (Row row : predicted.collectAsList()) {
      Vector probabilities = row.getAs("probability");
      double sum = 0;
      for (double p : probabilities.toArray()) {
        sum += p;
      }
      assertThat(sum).isCloseTo(1, Offset.offset(1e-12));
      assertThat((double) row.getAs("prediction")).isEqualTo(probabilities.argmax());
      assertThat(model.predictRaw(row.getAs("features"))).isEqualTo(row.getAs("rawPrediction"));
      assertThat(model.predictProbability(row.getAs("features"))).isEqualTo(probabilities);
    }
    model.setThresholds(new double[] {1e-9, 1, 1});
    assertThat(model.transform(frame()).filter("prediction != 0").count()).isZero();
    model.setThresholds(new double[] {1, 1});
    assertThatThrownBy(() -> model.transform(frame()))
        .hasMessage("thresholds: there are 2, and 3 classes; it takes one for each");
  }
}
