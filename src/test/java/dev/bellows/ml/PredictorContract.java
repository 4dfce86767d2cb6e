package dev.bellows.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.TestSpark;
import dev.bellows.model.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every estimator of predictors has to do; a subclass for each names it. */
abstract class PredictorContract<E extends PredictorEstimator<E, M>, M extends PredictorModel<M>> {
  @TempDir Path folder;

  /** The estimator, set so that it trains in a moment. */
  abstract E estimator();

  /** The same class with nothing set. */
  abstract E plain();

  abstract E loadEstimator(String path);

  abstract M loadModel(String path);

  /** Rows that it can learn from. */
  abstract Dataset<Row> frame();

  /** The columns that its model adds. */
  abstract List<String> added();

  /** Whether labels are classes. */
  boolean classifies() {
    return added().size() == 3;
  }

  static Dataset<Row> with(Dataset<Row> frame, Object features, Object label, Object weight) {
    Row bad = RowFactory.create(features, label, weight, false);
    List<Row> rows = new ArrayList<>(frame.limit(20).collectAsList());
    rows.add(7, bad);
    return Frames.frame(rows).coalesce(1);
  }

  // --- defaults and setters ----------------------------------------------------------------------

  @Test
  void defaultsAreThoseThatTheDocumentationSays() {
    E plain = plain();
    assertThat(plain.getFeaturesCol()).isEqualTo("features");
    assertThat(plain.getLabelCol()).isEqualTo("label");
    assertThat(plain.getPredictionCol()).isEqualTo("prediction");
    assertThat(plain.getHandleInvalid()).isEqualTo("error");
    assertThat(plain.getEngine()).isEqualTo("synchronous");
    assertThat(plain.getSeed()).isEqualTo(1);
    assertThat(plain.getPartitions()).isZero();
    assertThat(plain.getRegParam()).isZero();
    assertThat(plain.getStandardization()).isTrue();
    assertThat(plain.getTol()).isEqualTo(1e-6);
    assertThat(plain.isDefined(plain.learningRate())).isFalse();
    assertThat(plain.isDefined(plain.batchSize())).isFalse();
  }

  @Test
  void everyParamIsDocumentedAndIsItsOwn() {
    E plain = plain();
    for (Param<?> param : plain.params()) {
      assertThat(param.doc()).as(param.name()).isNotBlank();
      assertThat(param.parent()).isEqualTo(plain.uid());
    }
    assertThat(plain.explainParams()).contains("learningRate", "elasticNetParam", "handleInvalid");
  }

  @Test
  void settersSetWhatGettersGet() {
    E set =
        plain()
            .setOptimizer("adamW")
            .setLearningRate(0.02)
            .setOptimizerSettings("beta1=0.8, weight-decay=0.1")
            .setSchedule("[{ name = linear-warm-up, steps = 5 }, cosine]")
            .setBatchSize(7)
            .setMaxIter(3)
            .setSeed(9)
            .setPatience(2);
    assertThat(set.getOptimizer()).isEqualTo("adamW");
    assertThat(set.getLearningRate()).isEqualTo(0.02);
    assertThat(set.getOptimizerSettings()).contains("beta1=0.8");
    assertThat(set.getSchedule()).contains("cosine");
    assertThat(set.getBatchSize()).isEqualTo(7);
    assertThat(set.getEpochs()).isEqualTo(3);
    assertThat(set.getSeed()).isEqualTo(9);
    assertThat(set.getPatience()).isEqualTo(2);
  }

  @Test
  void valuesOutOfRangeAreRefusedWithWhatIsAllowed() {
    assertThatThrownBy(() -> plain().setOptimizer("adamm"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("optimizer = adamm (did you mean 'adam'?)");
    assertThatThrownBy(() -> plain().setBatchSize(0))
        .hasMessage("batchSize = 0: it takes a whole number of at least 1");
    assertThatThrownBy(() -> plain().setElasticNetParam(1.5))
        .hasMessage("elasticNetParam = 1.5: it takes a number from 0 to 1");
    assertThatThrownBy(() -> plain().setHandleInvalid("skp"))
        .hasMessageContaining("did you mean 'skip'?");
    assertThatThrownBy(() -> plain().setSchedule("cosin"))
        .hasMessageContaining("did you mean 'cosine'?");
  }

  @Test
  void settingsThatTheOptimizerHasNotAreRefusedInTheFit() {
    assertThatThrownBy(
            () -> estimator().setOptimizer("adam").setOptimizerSettings("beta=1").fit(frame()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("adam has no such setting");
    assertThatThrownBy(
            () ->
                plain()
                    .setOptimizer("sgd")
                    .setRegParam(0.1)
                    .setOptimizerSettings("weight-decay=1")
                    .fit(frame()))
        .hasMessageContaining("regParam and weight-decay");
  }

  // --- schema ------------------------------------------------------------------------------------

  @Test
  void schemaHasTheNewColumnsAtItsEnd() {
    StructType schema = estimator().transformSchema(Frames.SCHEMA);
    List<String> names = new ArrayList<>(Arrays.asList(Frames.SCHEMA.fieldNames()));
    names.addAll(added());
    assertThat(schema.fieldNames()).containsExactlyElementsOf(names);
    M model = estimator().fit(frame());
    assertThat(model.transformSchema(Frames.SCHEMA).fieldNames()).containsExactlyElementsOf(names);
    assertThat(model.transform(frame()).schema().fieldNames()).containsExactlyElementsOf(names);
    assertThat(model.setPredictionCol("").transform(frame()).columns())
        .doesNotContain("prediction");
  }

  @Test
  void columnThatIsThereAlreadyIsNotOverwritten() {
    assertThatThrownBy(() -> estimator().fit(frame().withColumn("prediction", functions.lit(1.0))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is a column 'prediction' already");
  }

  // --- fit and predict ---------------------------------------------------------------------------

  @Test
  void predictionsAreThoseOfTheModelInPlainJava() {
    M model = estimator().fit(frame());
    Dataset<Row> frame =
        frame().union(Frames.frame(List.of(sparse(0, 2.0), sparse(2, -1.5)))).repartition(3);
    TrainedModel plain = model.trained();
    for (Row row : model.transform(frame).collectAsList()) {
      Vector features = row.getAs("features");
      double expected =
          features instanceof SparseVector sparse
              ? plain.predict(sparse.indices(), sparse.values())
              : plain.predict(features.toArray());
      double prediction = row.getAs("prediction");
      assertThat(prediction).isEqualTo(expected).isEqualTo(model.predict(features));
      if (classifies()) {
        Vector probabilities = row.getAs("probability");
        assertThat(probabilities.toArray())
            .containsExactly(
                features instanceof SparseVector sparse
                    ? plain.probabilities(sparse.indices(), sparse.values())
                    : plain.probabilities(features.toArray()));
      }
    }
  }

  private static Row sparse(int feature, double value) {
    Vector vector = Vectors.sparse(3, new int[] {feature}, new double[] {value});
    return RowFactory.create(vector, 0.0, 1.0, false);
  }

  @Test
  void itLearns() {
    M model = estimator().fit(frame());
    TrainingSummary summary = model.summary();
    assertThat(summary.losses()).hasSize(summary.epochs());
    double first = summary.losses().get(0);
    assertThat(summary.loss().getAsDouble()).isLessThan(first);
    assertThat(summary.stop().regular()).isTrue();
    assertThat(summary.seconds()).isPositive();
    assertThat(summary.rows()).isEqualTo(frame().count());
    assertThat(model.parent()).isNotNull();
    assertThat(model.numFeatures()).isEqualTo(3);
  }

  @Test
  void sameRowsInOtherPartitionsGiveTheSameModel() {
    Dataset<Row> frame = frame();
    E estimator = estimator().setPartitions(2);
    double[] one = estimator.fit(frame.coalesce(1)).trained().parameters();
    List<Row> rows = frame.collectAsList();
    Dataset<Row> cut =
        TestSpark.session()
            .createDataFrame(TestSpark.context().parallelize(rows, 7), Frames.SCHEMA);
    assertThat(estimator.fit(cut).trained().parameters()).containsExactly(one);
  }

  @Test
  void roundsAndSmallBatchesLearnToo() {
    M model =
        estimator()
            .setOptimizer("adam")
            .setLearningRate(0.05)
            .setEngine("rounds")
            .setRound("4 steps")
            .setBatchSize(16)
            .setEpochs(5)
            .fit(frame());
    assertThat(model.summary().loss().getAsDouble()).isLessThan(model.summary().losses().get(0));
  }

  @Test
  void heldOutRowsEndTrainingEarly() {
    M model =
        estimator()
            .setOptimizer("adam")
            .setLearningRate(0.1)
            .setBatchSize(40)
            .setEpochs(400)
            .setValidationIndicatorCol("held")
            .setPatience(2)
            .fit(frame());
    TrainingSummary summary = model.summary();
    assertThat(summary.stop().name()).isEqualTo("NO_IMPROVEMENT");
    assertThat(summary.epochs()).isLessThan(400);
    double best = summary.validationLosses().stream().mapToDouble(v -> v).min().getAsDouble();
    assertThat(summary.validationLoss().getAsDouble()).isEqualTo(best);
    assertThat(summary.rows()).isEqualTo(frame().filter("not held").count());
  }

  @Test
  void weightTwoIsARowTwice() {
    Dataset<Row> twice = frame().union(frame().filter("weight = 2"));
    E estimator = estimator().setBatchSize(10_000).setPartitions(1).setStandardization(false);
    double[] repeated = estimator.fit(twice).trained().parameters();
    double[] weighted = estimator.setWeightCol("weight").fit(frame()).trained().parameters();
    for (int i = 0; i < repeated.length; i++) {
      assertThat(weighted[i])
          .isCloseTo(repeated[i], Offset.offset(1e-2)); // other sums, one optimum
    }
  }

  @Test
  void goesOnFromAModel() {
    E estimator = estimator();
    M first = estimator.fit(frame());
    M second = estimator.setInitialModel(first).setEpochs(1).fit(frame());
    double begun = first.summary().losses().get(0);
    assertThat(second.summary().loss().getAsDouble()).isLessThan(begun);
    Dataset<Row> wide =
        frame().withColumn("features", functions.expr("array(1.0, 2.0, label, label)"));
    assertThatThrownBy(() -> estimator.fit(wide))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("initialModel");
  }

  @Test
  void checkpointsAreFoundByTheSameFitAlone() throws Exception {
    E estimator =
        estimator()
            .setPartitions(2)
            .setCheckpointDir(folder.resolve("saved").toString())
            .setCheckpointInterval("1 epochs");
    M first = estimator.fit(frame());
    M again = estimator.fit(frame());
    assertThat(again.trained().parameters()).containsExactly(first.trained().parameters());
    estimator.setSeed(77).fit(frame());
    try (var folders = Files.list(folder.resolve("saved"))) {
      assertThat(folders).hasSize(2);
    }
  }

  // --- save and load -----------------------------------------------------------------------------

  @Test
  void savedModelPredictsTheSame() throws Exception {
    M model = estimator().setPredictionCol("guess").fit(frame());
    String path = folder.resolve("model").toString();
    model.save(path);
    M loaded = loadModel(path);
    assertThat(loaded.uid()).isEqualTo(model.uid());
    assertThat(loaded.getPredictionCol()).isEqualTo("guess");
    assertThat(loaded.hasSummary()).isFalse();
    assertThat(loaded.transform(frame()).collectAsList())
        .isEqualTo(model.transform(frame()).collectAsList());
    TrainedModel plain = TrainedModel.read(folder.resolve("model/model.safetensors"));
    assertThat(plain.parameters()).containsExactly(model.trained().parameters());
  }

  @Test
  void savedEstimatorTrainsTheSame() throws Exception {
    E estimator = estimator().setPartitions(2).setSchedule("cosine");
    estimator.setOptimizer("adam").setInitialModel(estimator().fit(frame()));
    String path = folder.resolve("estimator").toString();
    estimator.write().overwrite().save(path);
    E loaded = loadEstimator(path);
    assertThat(loaded.uid()).isEqualTo(estimator.uid());
    for (Param<?> param : estimator.params()) {
      assertThat(loaded.isSet(loaded.getParam(param.name()))).isEqualTo(estimator.isSet(param));
      if (estimator.isDefined(param)) {
        assertThat((Object) loaded.getOrDefault(loaded.getParam(param.name())))
            .as(param.name())
            .isEqualTo(estimator.getOrDefault(param));
      }
    }
    assertThat(loaded.fit(frame()).trained().parameters())
        .containsExactly(estimator.fit(frame()).trained().parameters());
  }

  @Test
  void damagedModelIsRefusedWithTheFileNamed() throws Exception {
    String path = folder.resolve("model").toString();
    estimator().fit(frame()).save(path);
    Path file = folder.resolve("model/model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.deleteIfExists(folder.resolve("model/.model.safetensors.crc"));
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 9));
    assertThatThrownBy(() -> loadModel(path))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString());
    Files.delete(file);
    assertThatThrownBy(() -> loadModel(path))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("model.safetensors is missing");
    assertThatThrownBy(() -> loadModel(folder.resolve("nowhere").toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nowhere/metadata");
  }

  // --- copy --------------------------------------------------------------------------------------

  @Test
  void copyHasTheSameParamsAndItsOwn() {
    E estimator = estimator().setSeed(5);
    E copy = estimator.copy(new ParamMap().put(estimator.batchSize(), (Object) 3));
    assertThat(copy.uid()).isEqualTo(estimator.uid());
    assertThat(copy.getSeed()).isEqualTo(5);
    assertThat(copy.getBatchSize()).isEqualTo(3);
    copy.setSeed(6);
    assertThat(estimator.getSeed()).isEqualTo(5);
    M model = estimator().fit(frame());
    M other = model.copy(new ParamMap().put(model.predictionCol(), "other"));
    assertThat(other.getPredictionCol()).isEqualTo("other");
    assertThat(other.parent()).isSameAs(model.parent());
    assertThat(other.hasSummary()).isTrue();
    assertThat(model.getPredictionCol()).isEqualTo("prediction");
  }

  // --- bad input ---------------------------------------------------------------------------------

  private void assertRefused(Dataset<Row> frame, String... words) {
    assertThatThrownBy(() -> estimator().setWeightCol("weight").fit(frame))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void missingColumnIsNamedWithTheNearestOne() {
    assertThatThrownBy(() -> estimator().setFeaturesCol("featurs").fit(frame()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no column 'featurs' (did you mean 'features'?)");
    assertThatThrownBy(() -> estimator().setLabelCol("y").fit(frame()))
        .hasMessageContaining("there is no column 'y'; there are features, label");
  }

  @Test
  void wrongTypesAreNamed() {
    assertThatThrownBy(() -> estimator().fit(frame().withColumn("label", functions.lit("spam"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("column 'label' is of type string; a label takes a number");
    assertThatThrownBy(() -> estimator().fit(frame().withColumn("features", functions.lit("a"))))
        .hasMessageContaining("column 'features' is of type string; features take a vector");
    assertThatThrownBy(() -> estimator().setValidationIndicatorCol("label").fit(frame()))
        .hasMessageContaining("column 'label' is of type double")
        .hasMessageContaining("boolean");
  }

  @Test
  void nullsAndNumbersThatAreNotFiniteAreRefusedOrSkipped() {
    Vector good = Vectors.dense(1, 2, 3);
    Vector nan = Vectors.dense(1, Double.NaN, 3);
    String place = "(row 8 of partition 0)";
    String way = "handleInvalid = skip";
    assertRefused(with(frame(), null, 1.0, 1.0), "column 'features' is null", place, way);
    assertRefused(with(frame(), good, null, 1.0), "column 'label' is null", place, way);
    assertRefused(with(frame(), good, 1.0, null), "column 'weight' is null", place, way);
    assertRefused(with(frame(), nan, 1.0, 1.0), "column 'features' has NaN at feature 1", place);
    assertRefused(with(frame(), good, Double.NaN, 1.0), "column 'label' is NaN", place);
    for (String skip : List.of("skip", "keep")) {
      M model = estimator().setHandleInvalid(skip).fit(with(frame(), nan, 1.0, 1.0));
      assertThat(model.summary().rows()).isEqualTo(20);
    }
  }

  @Test
  void rowsThatCannotBePredictedAreRefusedSkippedOrKept() {
    M model = estimator().fit(frame());
    Dataset<Row> bad = with(frame(), Vectors.dense(1, Double.NaN, 3), 1.0, 1.0);
    Dataset<Row> none = with(frame(), null, 1.0, 1.0);
    assertThatThrownBy(() -> model.transform(bad).collectAsList())
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("column 'features' has NaN; it takes 3 finite numbers");
    model.setHandleInvalid("skip");
    assertThat(model.transform(bad).count()).isEqualTo(20);
    assertThat(model.transform(none).count()).isEqualTo(20);
    model.setHandleInvalid("keep");
    assertThat(model.transform(bad).filter("isnan(prediction)").count()).isEqualTo(1);
    assertThat(model.transform(none).filter("isnan(prediction)").count()).isEqualTo(1);
    assertThat(model.transform(none).count()).isEqualTo(21);
  }

  @Test
  void rowsOfOtherWidthsAreRefused() {
    assertRefused(
        with(frame(), Vectors.dense(1, 2), 1.0, 1.0), "column 'features' has 2 features, and 3");
    M model = estimator().fit(frame());
    assertThatThrownBy(
            () -> model.transform(with(frame(), Vectors.dense(1), 1.0, 1.0)).collectAsList())
        .hasMessageContaining("column 'features' has 1 features, and the model takes 3");
  }

  @Test
  void negativeWeightsAndOnlyZeroWeightsAreRefused() {
    assertRefused(
        with(frame(), Vectors.dense(1, 2, 3), 1.0, -2.0),
        "column 'weight' is -2.0; a weight is at least 0");
    assertRefused(
        frame().withColumn("weight", functions.lit(0)), "column 'weight' is 0 in every row");
  }

  @Test
  void framesWithoutRowsAreRefused() {
    assertRefused(frame().filter("false"), "columns 'features' and 'label'", "no row to train on");
    assertThatThrownBy(
            () ->
                estimator()
                    .setValidationIndicatorCol("held")
                    .fit(frame().withColumn("held", functions.lit(true))))
        .hasMessageContaining("column 'held' holds out all of them");
    assertThatThrownBy(
            () ->
                estimator()
                    .setValidationIndicatorCol("held")
                    .fit(frame().withColumn("held", functions.lit(false))))
        .hasMessageContaining("column 'held' is true in no row");
  }

  @Test
  void arraysAndSingleNumbersAreFeaturesToo() {
    Dataset<Row> arrays =
        frame()
            .withColumn(
                "features",
                org.apache.spark.ml.functions.vector_to_array(
                    functions.col("features"), "float64"));
    M model = estimator().setPartitions(2).fit(frame());
    M other = estimator().setPartitions(2).fit(arrays);
    assertThat(other.trained().parameters()).containsExactly(model.trained().parameters());
    assertThat(model.transform(arrays).select("prediction").collectAsList())
        .isEqualTo(model.transform(frame()).select("prediction").collectAsList());
    assertThat(model.transform(arrays).columns()).doesNotContain("bellows.features");
    assertThat(estimator().setFeaturesCol("weight").fit(frame()).numFeatures()).isEqualTo(1);
  }
}
