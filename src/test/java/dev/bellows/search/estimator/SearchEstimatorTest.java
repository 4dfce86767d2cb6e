package dev.bellows.search.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.TestSpark;
import dev.bellows.linalg.KeyedRandom;
import dev.bellows.ml.LinearRegressor;
import dev.bellows.ml.PerceptronClassifier;
import dev.bellows.search.space.Choice;
import dev.bellows.search.space.Condition;
import dev.bellows.search.space.Dimension;
import dev.bellows.search.space.LogUniform;
import dev.bellows.search.space.Range;
import dev.bellows.search.space.Space;
import dev.bellows.search.space.Uniform;
import dev.bellows.search.space.Whole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240) // fits that wait for each other for ever are a failure
class SearchEstimatorTest {
  private static final Dataset<Row> ROWS = rows();
  private static final RegressionEvaluator RMSE = new RegressionEvaluator();
  @TempDir Path folder;

  /** Two numbers, a label that is a line of them, and a class on one side of another. */
  private static Dataset<Row> rows() {
    KeyedRandom random = new KeyedRandom(1, 7);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      double label = 3 + 2 * x - y + 0.3 * random.nextGaussian();
      double side = x + y + 0.5 * random.nextGaussian() > 0 ? 1 : 0;
      rows.add(RowFactory.create(x, y, label, side));
    }
    StructType schema =
        new StructType()
            .add("x", DataTypes.DoubleType)
            .add("y", DataTypes.DoubleType)
            .add("label", DataTypes.DoubleType)
            .add("side", DataTypes.DoubleType);
    return assembler().transform(TestSpark.session().createDataFrame(rows, schema));
  }

  private static VectorAssembler assembler() {
    return new VectorAssembler().setInputCols(new String[] {"x", "y"}).setOutputCol("features");
  }

  private static Dimension dimension(String key, Range range) {
    return new Dimension(key, range);
  }

  private static Space space(Dimension... dimensions) {
    return Space.of(List.of(dimensions));
  }

  private static Space penalties() {
    return space(
        dimension("regParam", Choice.of(0.5, 0.01, 1)),
        dimension("elasticNetParam", new Uniform(0, 1, OptionalInt.of(2))));
  }

  private static SearchEstimator lines(Space space) {
    return new SearchEstimator()
        .setEstimator(new LinearRegression())
        .setEvaluator(RMSE)
        .setSpace(space)
        .setParallelism(2);
  }

  /** All of the fits but how long they took. */
  private static List<TrialFit> timeless(SearchModel model) {
    return model.fits().stream()
        .map(
            fit ->
                new TrialFit(
                    fit.trial(), fit.settings(), fit.budget(), fit.metric(), 0, fit.reason()))
        .toList();
  }

  private static double[] metrics(SearchModel model) {
    return model.fits().stream().mapToDouble(TrialFit::metric).toArray();
  }

  private static ParamMap[] mllibGrid(LinearRegression line) {
    return new ParamGridBuilder()
        .addGrid(line.regParam(), new double[] {0.5, 0.01, 1})
        .addGrid(line.elasticNetParam(), new double[] {0, 1})
        .build();
  }

  @Test
  void aGridGivesTheMetricsAndTheModelOfCrossValidator() {
    LinearRegression line = new LinearRegression();
    CrossValidatorModel theirs =
        new CrossValidator()
            .setEstimator(line)
            .setEvaluator(RMSE)
            .setEstimatorParamMaps(mllibGrid(line))
            .setNumFolds(2)
            .setSeed(5)
            .fit(ROWS);
    SearchModel ours = lines(penalties()).setStrategy("grid").setNumFolds(2).setSeed(5).fit(ROWS);
    assertThat(ours.fits()).hasSize(6).extracting(TrialFit::trial).isSorted();
    assertSameMetrics(metrics(ours), theirs.avgMetrics());
    LinearRegressionModel best = (LinearRegressionModel) ours.bestModel();
    LinearRegressionModel mllibs = (LinearRegressionModel) theirs.bestModel();
    assertThat(best.coefficients().toArray())
        .containsExactly(mllibs.coefficients().toArray(), within(1e-12)); // sums in another order
    assertThat(best.getRegParam()).isEqualTo(mllibs.getRegParam()).isEqualTo(0.01);
    assertThat(ours.best().settings()).containsEntry("regParam", "0.01");
  }

  /** Theirs in any order, as their grid has another. */
  private static void assertSameMetrics(double[] ours, double[] theirs) {
    assertThat(IntStream.range(0, ours.length).mapToObj(i -> ours[i]).sorted().toList())
        .zipSatisfy(
            IntStream.range(0, theirs.length).mapToObj(i -> theirs[i]).sorted().toList(),
            (a, b) -> assertThat(a).isCloseTo(b, within(1e-12)));
  }

  @Test
  void oneSplitGivesTheMetricsOfTrainValidationSplit() {
    LinearRegression line = new LinearRegression();
    TrainValidationSplitModel theirs =
        new TrainValidationSplit()
            .setEstimator(line)
            .setEvaluator(RMSE)
            .setEstimatorParamMaps(mllibGrid(line))
            .setTrainRatio(0.7)
            .setSeed(3)
            .fit(ROWS);
    SearchModel ours =
        lines(penalties()).setStrategy("grid").setTrainRatio(0.7).setSeed(3).fit(ROWS);
    assertSameMetrics(metrics(ours), theirs.validationMetrics());
  }

  @Test
  void theTableDoesNotDependOnHowManyFitsRunAtOnce() {
    for (String strategy : List.of("sobol", "asha")) {
      SearchEstimator search =
          lines(
                  space(
                      dimension("regParam", new LogUniform(1e-3, 10)),
                      dimension("elasticNetParam", new Uniform(0, 1))))
              .setStrategy(strategy)
              .setTrials(4)
              .setWorkers(2)
              .setNumFolds(2);
      if (strategy.equals("asha")) {
        search.setBudgetParam("maxIter").setMaxBudget(4).setEta(2);
      }
      SearchModel alone = search.setParallelism(1).fit(ROWS);
      SearchModel atOnce = search.setParallelism(4).fit(ROWS);
      assertThat(timeless(atOnce)).isEqualTo(timeless(alone));
      assertThat(atOnce.getBestTrial()).isEqualTo(alone.getBestTrial());
      assertThat(ROWS.storageLevel()).isEqualTo(StorageLevel.NONE());
    }
  }

  @Test
  void aLargerMetricIsTheBetterOneWhereTheEvaluatorSaysSo() {
    Evaluator auc = new BinaryClassificationEvaluator().setLabelCol("side");
    SearchModel model =
        new SearchEstimator()
            .setEstimator(
                new LogisticRegression().setLabelCol("side").setMaxIter(9).setElasticNetParam(1))
            .setEvaluator(auc)
            .setSpace(space(dimension("regParam", Choice.of(10, 0.001))))
            .setStrategy("grid")
            .setTrainRatio(0.5)
            .fit(ROWS);
    // A penalty of 10 leaves nothing but the intercept, whose area is one half.
    assertThat(model.fits().get(0).metric()).isCloseTo(0.5, within(1e-9));
    assertThat(model.fits().get(1).metric()).isGreaterThan(0.9);
    assertThat(model.getBestTrial()).isEqualTo(1);
    assertThat(((LogisticRegressionModel) model.bestModel()).getRegParam()).isEqualTo(0.001);
    assertThat(auc.evaluate(model.transform(ROWS))).isGreaterThan(0.9);
  }

  @Test
  void aPipelineOfOursIsHalvedByItsEpochs() {
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  assembler().setOutputCol("both"),
                  new StandardScaler().setInputCol("both").setOutputCol("scaled"),
                  new PerceptronClassifier()
                      .setLabelCol("side")
                      .setFeaturesCol("scaled")
                      .setEpochs(4)
                });
    Space space =
        Space.of(
            List.of(
                dimension("optimizer", Choice.of("sgd", "adam")),
                dimension("learningRate", new LogUniform(1e-3, 0.1)),
                new Dimension(
                    "optimizerSettings",
                    Choice.of("momentum=0.5", "momentum=0.9"),
                    List.of(new Condition("optimizer", List.of("sgd")))),
                dimension("PerceptronClassifier.batchSize", new Whole(8, 32))));
    SearchModel model =
        new SearchEstimator()
            .setEstimator(pipeline)
            .setEvaluator(
                new MulticlassClassificationEvaluator()
                    .setLabelCol("side")
                    .setMetricName("accuracy"))
            .setSpace(space)
            .setStrategy("successive-halving")
            .setTrials(4)
            .setBudgetParam("epochs")
            .setEta(2)
            .setTrainRatio(0.75)
            .setParallelism(2)
            .fit(ROWS);
    assertThat(model.fits()).allMatch(TrialFit::finished);
    assertThat(model.fits().stream().map(TrialFit::budget).sorted())
        .containsExactly(1L, 1L, 1L, 1L, 2L, 2L, 4L);
    double most = model.fits().stream().mapToDouble(TrialFit::metric).max().getAsDouble();
    assertThat(model.best().metric()).as("whatever the budget").isEqualTo(most);
    for (TrialFit fit : model.fits()) {
      assertThat(fit.settings().containsKey("optimizerSettings"))
          .isEqualTo(fit.settings().get("optimizer").equals("sgd"));
    }
    assertThat(model.bestModel()).isInstanceOf(PipelineModel.class);
    assertThat(model.transform(ROWS).columns()).contains("both", "scaled", "prediction");
  }

  @Test
  void hyperbandDrawsAsManyTrialsAsItNeeds() {
    SearchModel model =
        lines(space(dimension("regParam", new LogUniform(1e-3, 10))))
            .setStrategy("hyperband")
            .setBudgetParam("maxIter")
            .setMaxBudget(3)
            .setSampler("sobol")
            .setTrainRatio(0.5)
            .fit(ROWS);
    // Brackets of η = 3: 3 trials to 1 and 1 to 3, and 2 to 3 at once.
    assertThat(model.fits().stream().map(TrialFit::budget).sorted())
        .containsExactly(1L, 1L, 1L, 3L, 3L, 3L);
    assertThat(((LinearRegressionModel) model.bestModel()).getMaxIter()).isEqualTo(3);
  }

  @Test
  void aTrialThatDivergesIsAResultAndTheSearchGoesOn() {
    SearchEstimator search =
        lines(space(dimension("learningRate", Choice.of(1e200, 0.1))))
            .setEstimator(new LinearRegressor().setOptimizer("sgd").setEpochs(3))
            .setStrategy("grid")
            .setNumFolds(2);
    SearchModel model = search.fit(ROWS);
    TrialFit failed = model.fits().get(0);
    assertThat(failed.finished()).isFalse();
    assertThat(failed.metric()).isNaN();
    assertThat(failed.reason().orElseThrow()).contains("learningRate").doesNotContain("\n");
    assertThat(model.getBestTrial()).isEqualTo(1);
    assertThat(model.trials().select("status").collectAsList().toString())
        .isEqualTo("[[failed], [finished]]");
    search.setSpace(space(dimension("learningRate", Choice.of(1e200, 1e201))));
    assertThatThrownBy(() -> search.fit(ROWS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("all 2 trials failed; trial 0: ")
        .hasMessageContaining("learningRate");
    assertThat(ROWS.storageLevel()).isEqualTo(StorageLevel.NONE());
  }

  @Test
  void aSavedModelPredictsTheSameAndKeepsItsTrials() throws Exception {
    SearchModel model =
        lines(penalties()).setTrials(3).setTrainRatio(0.5).setStrategy("random").fit(ROWS);
    String path = folder.resolve("model").toString();
    model.save(path);
    SearchModel loaded = SearchModel.load(path);
    assertThat(loaded.uid()).isEqualTo(model.uid());
    assertThat(loaded.fits()).isEqualTo(model.fits());
    assertThat(loaded.best()).isEqualTo(model.best());
    assertThat(loaded.transform(ROWS).collectAsList())
        .isEqualTo(model.transform(ROWS).collectAsList());
    assertThat(model.copy(new ParamMap()).transform(ROWS).schema())
        .isEqualTo(model.transformSchema(ROWS.schema()));
    assertThatThrownBy(() -> SearchModel.load(folder.resolve("none").toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("none/metadata is missing, damaged or not of a SearchModel");
  }

  @Test
  void aListOfWholeNumbersIsAnArrayParam() {
    SearchModel model =
        new SearchEstimator()
            .setEstimator(
                new MultilayerPerceptronClassifier().setLabelCol("side").setMaxIter(5).setSeed(1))
            .setEvaluator(new MulticlassClassificationEvaluator().setLabelCol("side"))
            .setSpace(
                space(dimension("layers", Choice.of(List.of(2, 3, 2), new int[] {2, 4, 3, 2}))))
            .setStrategy("grid")
            .setTrainRatio(0.5)
            .fit(ROWS);
    assertThat(model.fits()).allMatch(TrialFit::finished);
    assertThat(model.fits().get(0).settings()).isEqualTo(Map.of("layers", "[2, 3, 2]"));
    assertThat(model.fits().get(1).settings()).isEqualTo(Map.of("layers", "[2,4,3,2]"));
  }

  @Test
  void aCopyHasItsOwnEstimatorAndTheSameSettings() {
    SearchEstimator search = lines(penalties()).setTrials(7);
    SearchEstimator copy = search.copy(new ParamMap().put(search.trials(), 8));
    assertThat(copy.getTrials()).isEqualTo(8);
    assertThat(search.getTrials()).isEqualTo(7);
    assertThat(copy.uid()).isEqualTo(search.uid());
    assertThat(copy.getEstimator()).isNotSameAs(search.getEstimator());
    assertThat(copy.getSpace()).isSameAs(search.getSpace());
  }

  private static void refused(SearchEstimator search, String message) {
    assertThatThrownBy(() -> search.fit(ROWS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private static void refused(String key, Range range, String message) {
    refused(lines(space(dimension(key, range))), message);
  }

  @Test
  void aKeyOrAValueThatTheEstimatorDoesNotTakeIsRefusedBeforeAnyFit() {
    refused(
        "regparam",
        Choice.of(1),
        "regparam: there is no such param (did you mean 'regParam'?); it takes a param of"
            + " LinearRegression (linReg_");
    refused("LogisticRegression.regParam", Choice.of(1), "there is no such param");
    refused("regParam", Choice.of(0.1, -1), "regParam = -1: the param does not take it");
    refused("regParam", new Uniform(-1, 1), "regParam = -1.0: the param does not take it");
    refused("maxIter", Choice.of(1.5), "maxIter = 1.5: it takes a whole number");
    refused("maxIter", Choice.of("many"), "maxIter = many: it takes a number");
    refused("fitIntercept", Choice.of("yes"), "fitIntercept = yes: it takes true or false");
    refused("solver", Choice.of("l-bgfs"), "solver = l-bgfs: the param does not take it");
    refused(
        lines(
            space(
                dimension("regParam", Choice.of(1)),
                dimension("LinearRegression.regParam", Choice.of(1)))),
        "LinearRegression.regParam: this is the same param as regParam");
  }

  @Test
  void aNameThatSeveralStagesHaveNeedsItsStage() {
    LinearRegression second = new LinearRegression().setPredictionCol("second");
    LinearRegression first = new LinearRegression().setPredictionCol("first");
    Pipeline both =
        new Pipeline()
            .setStages(new PipelineStage[] {assembler().setOutputCol("z"), first, second});
    refused(
        lines(penalties()).setEstimator(both),
        "regParam: LinearRegression (%s), LinearRegression (%s) have this param; write it as"
            .formatted(first.uid(), second.uid()));
    Space bySecond = space(dimension(second.uid() + ".regParam", Choice.of(1e6, 0.0)));
    SearchModel model =
        lines(bySecond)
            .setEstimator(both)
            .setEvaluator(new RegressionEvaluator().setPredictionCol("second"))
            .setStrategy("grid")
            .fit(ROWS);
    assertThat(model.getBestTrial()).isEqualTo(1);
    assertThat(model.fits().get(0).metric()).isGreaterThan(2 * model.best().metric());
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    refused(new SearchEstimator(), "estimator is not set: an estimator or a pipeline");
    refused(
        lines(penalties()).setStrategy("gird"), "strategy = gird is not allowed; it takes grid");
    refused(lines(penalties()).setTrials(0), "trials = 0");
    refused(lines(penalties()).setParallelism(0), "parallelism = 0");
    refused(lines(penalties()).setNumFolds(1), "numFolds = 1");
    refused(lines(penalties()).setTrainRatio(1), "trainRatio = 1.0");
    refused(
        lines(penalties()).setTrainRatio(0.5).setNumFolds(3),
        "trainRatio = 0.5 and numFolds = 3: set one of them");
    refused(
        lines(penalties()).setStrategy("asha"),
        "strategy = asha: it takes a budgetParam, such as maxIter or epochs");
    refused(
        lines(penalties()).setBudgetParam("maxIter"),
        "budgetParam = maxIter: strategy random trains every trial to its end");
    refused(
        lines(penalties()).setStrategy("asha").setBudgetParam("tol"),
        "budgetParam = tol: it takes a param of whole numbers");
    refused(
        lines(penalties()).setStrategy("hyperband").setBudgetParam("regParam"),
        "regParam: the budgetParam cannot be searched too");
    refused(
        lines(penalties()).setStrategy("asha").setBudgetParam("maxIter").setMinBudget(200),
        "minBudget = 200 is more than the largest budget of a trial, 100");
    refused(
        lines(space(dimension("regParam", new Uniform(0, 1)))).setStrategy("grid"),
        "regParam: a grid takes a list, or a range with its number of points");
  }
}
