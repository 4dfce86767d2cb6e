package dev.bellows.app;

import static dev.bellows.app.ReferenceTraces.doubles;
import static dev.bellows.app.ReferenceTraces.error;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.app.ReferenceTraces.Outcome;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.model.LinearRegression;
import dev.bellows.optim.Optimizer;
import dev.bellows.train.Engine;
import dev.bellows.train.Evaluation;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** {@code airfoil.json}: linear regression on real rows, through Spark and both its exchanges. */
final class AirfoilTraces {
  private static final int[] PARTITIONS = {1, 2, 3, 7};
  private static final int AIRFOIL_ROWS = 1500;

  private AirfoilTraces() {}

  /**
   * {@code airfoil.json}: linear regression on real rows through the synchronous engine, on several
   * numbers of partitions, each inside one stage and by jobs, for the same bits.
   *
   * @param data the folder of {@code airfoil_self_noise.dat}
   */
  static void replay(JsonNode file, SparkSession session, Path data, Consumer<Outcome> listener) {
    Path rows = data.resolve("airfoil_self_noise.dat");
    if (!Files.exists(rows)) {
      throw new InputException(
          rows + " is missing; set BELLOWS_DATA to the folder of the real data sets");
    }
    int version = TorchOptimizer.version(file);
    for (int partitions : PARTITIONS) {
      Dataset dataset = load(session, rows, partitions);
      for (JsonNode trace : file.path("runs")) {
        listener.accept(
            Outcome.of(
                "airfoil",
                trace,
                name -> {
                  String where = partitions == 1 ? " on 1 partition" : " on %d partitions";
                  return train(name + where.formatted(partitions), trace, version, dataset);
                }));
      }
      dataset.unpersist();
    }
  }

  private static Dataset load(SparkSession session, Path rows, int partitions) {
    Settings settings =
        Settings.DEFAULTS
            .with(SourceSettings.PATH, rows.toString())
            .with(DataSettings.STANDARDIZE, true)
            .with(DataSettings.LIMIT, (long) AIRFOIL_ROWS)
            .with(DataSettings.PARTITIONS, (long) partitions);
    return DatasetLoader.load(
            JavaSparkContext.fromSparkContext(session.sparkContext()),
            RowSources.open(session, settings, LabelKind.NUMBERS),
            settings,
            1)
        .training();
  }

  private static Outcome train(String name, JsonNode trace, int version, Dataset rows) {
    LinearRegression objective = new LinearRegression(rows.columns());
    Optional<Optimizer> optimizer = TorchOptimizer.of(trace, objective.layout(), version);
    if (optimizer.isEmpty()) {
      return Outcome.notYet(name);
    }
    double[] initial = new double[rows.columns() + 1];
    objective.layout().write("weight", doubles(trace.path("w0")), initial);
    initial[rows.columns()] = trace.path("b0").asDouble();
    Training training =
        Training.of(
                objective,
                optimizer.get(),
                rows,
                new BatchPlan(rows.rows(), trace.path("batch_size").asLong(), false, 0))
            .initial(initial)
            .epochs(trace.path("epochs").asInt())
            .build();
    List<Double> losses = new ArrayList<>();
    TrainingResult result = train(training, Kind.STAGE, losses);
    List<Double> lossesByJobs = new ArrayList<>();
    TrainingResult byJobs = train(training, Kind.JOB, lossesByJobs);
    double[] expected = new double[initial.length];
    objective.layout().write("weight", doubles(trace.path("w")), expected);
    expected[rows.columns()] = trace.path("b").asDouble(Double.NaN);
    double[] found = losses.stream().mapToDouble(Double::doubleValue).toArray();
    double worst =
        Math.max(
            error(result.parameters(), expected),
            error(found, doubles(trace.path("loss_after_each_epoch"))));
    boolean same =
        Arrays.equals(result.parameters(), byJobs.parameters()) && losses.equals(lossesByJobs);
    return new Outcome(name, OptionalDouble.of(worst), same);
  }

  private static TrainingResult train(Training training, Kind exchange, List<Double> losses) {
    return Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT.with(exchange))
        .train(
            training,
            new Listener() {
              @Override
              public void onEvaluation(Evaluation evaluation) {
                losses.add(evaluation.loss());
              }
            });
  }
}
