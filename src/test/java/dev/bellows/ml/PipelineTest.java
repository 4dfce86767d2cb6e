package dev.bellows.ml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.TestSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.ml.FitEnd;
import org.apache.spark.ml.FitStart;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Our stages among Spark's own. */
@Timeout(240) // fits that wait for each other for ever are a failure
class PipelineTest {
  private static final SparkSession SESSION = TestSpark.session();
  @TempDir Path folder;

  /** Numbers, texts and a class that depends on both. */
  private static Dataset<Row> flowers() {
    List<Row> rows = new ArrayList<>();
    for (Row row : Frames.classes(150, 3).collectAsList()) {
      Vector x = row.getAs(0);
      double label = row.getDouble(1);
      String name = List.of("rose", "lily", "iris").get((int) label);
      String text = name.substring(0, 2) + " grows " + (label == 2 ? "wet" : "dry");
      rows.add(RowFactory.create(x.apply(0), (float) x.apply(1), text, name));
    }
    StructType schema =
        new StructType()
            .add("length", DataTypes.DoubleType)
            .add("width", DataTypes.FloatType)
            .add("text", DataTypes.StringType)
            .add("name", DataTypes.StringType);
    return SESSION.createDataFrame(rows, schema);
  }

  private static Pipeline pipeline(PipelineStage last) {
    return new Pipeline()
        .setStages(
            new PipelineStage[] {
              new StringIndexer().setInputCol("name").setOutputCol("label"),
              new Tokenizer().setInputCol("text").setOutputCol("words"),
              new HashingTF().setInputCol("words").setOutputCol("hashed").setNumFeatures(64),
              new VectorAssembler()
                  .setInputCols(new String[] {"length", "width", "hashed"})
                  .setOutputCol("raw"),
              new StandardScaler().setInputCol("raw").setOutputCol("features"),
              last
            });
  }

  private static double accuracy(Dataset<Row> predicted) {
    return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(predicted);
  }

  @Test
  void pipelineOfSparksStagesAndOursIsFittedSavedAndLoaded() throws Exception {
    Dataset<Row> flowers = flowers();
    for (PipelineStage last :
        List.of(
            new LogisticClassifier().setRegParam(0.01),
            new PerceptronClassifier().setHiddenLayers(8).setLearningRate(0.02))) {
      PipelineModel model = pipeline(last).fit(flowers);
      Dataset<Row> predicted = model.transform(flowers);
      assertThat(accuracy(predicted)).isGreaterThan(0.95);
      String path = folder.resolve(last.uid()).toString();
      model.write().save(path);
      Dataset<Row> again = PipelineModel.load(path).transform(flowers);
      assertThat(again.select("prediction", "probability").collectAsList())
          .isEqualTo(predicted.select("prediction", "probability").collectAsList());
      pipeline(last).write().save(path + "-estimator");
      assertThat(Pipeline.load(path + "-estimator").fit(flowers).transform(flowers).count())
          .isEqualTo(150);
    }
  }

  @Test
  void predictionsAreReadFromSql() {
    PipelineModel model = pipeline(new LogisticClassifier()).fit(flowers());
    model.transform(flowers()).createOrReplaceTempView("predicted");
    Dataset<Row> counted =
        SESSION.sql(
            "select name, count(*) as n, avg(prediction) as p from predicted"
                + " where length > -100 group by name order by name");
    assertThat(counted.collectAsList()).hasSize(3);
    assertThat(SESSION.sql("select * from predicted limit 3").columns())
        .endsWith("rawPrediction", "probability", "prediction");
  }

  @Test
  void namesOfTheAssemblersColumnsAreTheModels() {
    Dataset<Row> assembled =
        new VectorAssembler()
            .setInputCols(new String[] {"length", "width"})
            .setOutputCol("features")
            .transform(flowers());
    LinearRegressorModel model = new LinearRegressor().setLabelCol("length").fit(assembled);
    assertThat(model.trained().features()).containsExactly("length", "width");
    assertThat(model.coefficients().apply(0)).isCloseTo(1, Offset.offset(1e-3));
  }

  @Test
  void crossValidationInParallelFindsTheBetterParams() {
    Dataset<Row> two = Frames.classes(200, 2);
    LogisticClassifier classifier = new LogisticClassifier().setPartitions(2);
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(classifier.regParam(), new double[] {0.001, 1, 100}).build();
    CrossValidatorModel model =
        new CrossValidator()
            .setEstimator(classifier)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new BinaryClassificationEvaluator())
            .setNumFolds(2)
            .setParallelism(3) // more than there are slots
            .setSeed(1)
            .fit(two);
    LogisticClassifierModel best = (LogisticClassifierModel) model.bestModel();
    assertThat(((LogisticClassifier) best.parent()).getRegParam()).isEqualTo(0.001);
    assertThat(model.avgMetrics()[0]).isGreaterThan(0.9);
  }

  @Test
  void parallelFitsOfAnotherEstimatorsMinibatchesEndToo() {
    Dataset<Row> line = Frames.line(200);
    PerceptronRegressor regressor =
        new PerceptronRegressor().setHiddenLayers(6).setPartitions(2).setEpochs(15);
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(regressor.learningRate(), new double[] {1e-6, 0.02})
            .addGrid(regressor.exchange(), CollectionConverters.asScala(List.of("auto", "job")))
            .build();
    var model =
        new TrainValidationSplit()
            .setEstimator(regressor)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new RegressionEvaluator())
            .setParallelism(2)
            .setSeed(1)
            .fit(line);
    assertThat(((PerceptronRegressor) model.bestModel().parent()).getLearningRate())
        .isEqualTo(0.02);
  }

  @Test
  void morePartitionsThanSlotsStillTrain() {
    LinearRegressorModel model = new LinearRegressor().setPartitions(5).fit(Frames.line(100));
    assertThat(model.summary().stop().regular()).isTrue();
  }

  @Test
  void sparksListenersHearOfFitsAsOfSparksOwnStages() throws Exception {
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onOtherEvent(SparkListenerEvent event) {
            if (event instanceof FitStart<?> start
                && start.estimator() instanceof LinearRegressor) {
              heard.add("start");
            } else if (event instanceof FitEnd<?> end
                && end.model() instanceof LinearRegressorModel) {
              heard.add("end");
            }
          }
        };
    SESSION.sparkContext().addSparkListener(listener);
    try {
      new Pipeline().setStages(new PipelineStage[] {new LinearRegressor()}).fit(Frames.line(50));
      for (int i = 0; i < 100 && heard.size() < 2; i++) {
        Thread.sleep(50);
      }
    } finally {
      SESSION.sparkContext().removeSparkListener(listener);
    }
    assertThat(heard).containsExactly("start", "end");
  }
}
