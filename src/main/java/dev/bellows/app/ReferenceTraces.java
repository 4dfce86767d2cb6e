package dev.bellows.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.model.LinearRegression;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.train.Engine;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.Training.Evaluation;
import dev.bellows.train.TrainingResult;
import java.io.IOException;
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

/** Replays traces that PyTorch made against this build. */
final class ReferenceTraces {
  /** The largest relative error that counts as agreement. */
  static final double TOLERANCE = 1e-9;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int[] PARTITIONS = {1, 2, 3, 7};
  private static final int AIRFOIL_ROWS = 1500;

  private final Path folder;
  private final Consumer<Outcome> listener;

  /** Replays what is in a folder and tells each case as it is done. */
  ReferenceTraces(Path folder, Consumer<Outcome> listener) {
    this.folder = folder;
    this.listener = listener;
  }

  /**
   * How one case went.
   *
   * @param name the file, the case, and where it ran
   * @param error the largest relative error; empty where this build cannot do the case yet
   * @param repeats whether a second run gave the same bits
   */
  record Outcome(String name, OptionalDouble error, boolean repeats) {
    boolean passed() {
      return error.isPresent() && error.getAsDouble() <= TOLERANCE && repeats;
    }

    boolean notYet() {
      return error.isEmpty();
    }
  }

  private static Outcome notYet(String name) {
    return new Outcome(name, OptionalDouble.empty(), false);
  }

  private JsonNode read(String file) throws IOException {
    Path path = folder.resolve(file);
    try {
      return JSON.readTree(Files.readAllBytes(path));
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s is not JSON (line %d)".formatted(path, e.getLocation().getLineNr()), e);
    }
  }

  /** {@code optimizers.json}: given gradients, parameters after every step. */
  void optimizers() throws IOException {
    JsonNode file = read("optimizers.json");
    for (JsonNode trace : file.path("cases")) {
      String name = "optimizers/" + trace.path("name").asText();
      Optional<Optimizer> optimizer = TorchOptimizer.of(trace);
      listener.accept(
          optimizer.isEmpty()
              ? notYet(name)
              : new Outcome(name, OptionalDouble.of(replay(trace, optimizer.get())), true));
    }
    for (JsonNode trace : file.path("sparse")) {
      listener.accept(notYet("optimizers/" + trace.path("name").asText()));
    }
  }

  /** The largest error of any step; not a number where the trace is not whole. */
  private static double replay(JsonNode trace, Optimizer optimizer) {
    double[] parameters = doubles(trace.path("x0"));
    OptimizerState state = optimizer.init(parameters.length);
    int steps = trace.path("gradients").size();
    double worst = steps > 0 && steps == trace.path("params").size() ? 0 : Double.NaN;
    for (int step = 0; step < steps && !Double.isNaN(worst); step++) {
      double[] gradient = doubles(trace.path("gradients").path(step));
      if (gradient.length != parameters.length) {
        return Double.NaN;
      }
      optimizer.step(gradient, parameters, state);
      worst = Math.max(worst, error(parameters, doubles(trace.path("params").path(step))));
    }
    return worst;
  }

  /**
   * {@code airfoil.json}: linear regression on real rows through the synchronous engine, on several
   * numbers of partitions, each twice.
   *
   * @param data the folder of {@code airfoil_self_noise.dat}
   */
  void airfoil(SparkSession session, Path data) throws IOException {
    JsonNode file = read("airfoil.json");
    Path rows = data.resolve("airfoil_self_noise.dat");
    if (!Files.exists(rows)) {
      throw new InputException(
          rows + " is missing; set BELLOWS_DATA to the folder of the real data sets");
    }
    for (int partitions : PARTITIONS) {
      Dataset dataset = load(session, rows, partitions);
      for (JsonNode trace : file.path("runs")) {
        String name =
            "airfoil/%s on %d partition%s"
                .formatted(trace.path("name").asText(), partitions, partitions == 1 ? "" : "s");
        Optional<Optimizer> optimizer = TorchOptimizer.of(trace);
        listener.accept(
            optimizer.isEmpty() ? notYet(name) : train(name, trace, optimizer.get(), dataset));
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
            RowSources.open(session, settings, true),
            settings,
            1)
        .training();
  }

  private static Outcome train(String name, JsonNode trace, Optimizer optimizer, Dataset rows) {
    LinearRegression objective = new LinearRegression(rows.columns());
    double[] initial = new double[rows.columns() + 1];
    objective.layout().write("weight", doubles(trace.path("w0")), initial);
    initial[rows.columns()] = trace.path("b0").asDouble();
    Training training =
        new Training(
            objective,
            initial,
            optimizer,
            rows,
            Optional.empty(),
            new BatchPlan(rows.rows(), trace.path("batch_size").asLong(), false, 0),
            trace.path("epochs").asInt(),
            Evaluation.EPOCH);
    List<Double> losses = new ArrayList<>();
    TrainingResult result =
        Engine.of(Engine.Kind.SYNCHRONOUS)
            .train(
                training,
                new Listener() {
                  @Override
                  public void onEvaluation(int epochs, double loss, OptionalDouble validation) {
                    losses.add(loss);
                  }
                });
    TrainingResult again = Engine.of(Engine.Kind.SYNCHRONOUS).train(training, new Listener() {});
    double[] expected = Arrays.copyOf(doubles(trace.path("w")), initial.length);
    expected[rows.columns()] = trace.path("b").asDouble();
    double[] found = losses.stream().mapToDouble(Double::doubleValue).toArray();
    double worst =
        Math.max(
            error(result.parameters(), expected),
            error(found, doubles(trace.path("loss_after_each_epoch"))));
    boolean same = Arrays.equals(result.parameters(), again.parameters());
    return new Outcome(name, OptionalDouble.of(worst), same);
  }

  /** The files of other formats, whose traces this build cannot replay yet. */
  void others() throws IOException {
    for (String file : List.of("schedules.json", "embeddings.json", "networks.json")) {
      if (Files.exists(folder.resolve(file))) {
        read(file);
        listener.accept(notYet(file.replace(".json", "") + " (all)"));
      }
    }
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.path(i).asDouble();
    }
    return values;
  }

  /** The largest relative error; not a number where the lengths differ. */
  private static double error(double[] found, double[] expected) {
    if (found.length != expected.length) {
      return Double.NaN;
    }
    double worst = 0;
    for (int i = 0; i < found.length; i++) {
      double distance = Math.abs(found[i] - expected[i]);
      worst = Math.max(worst, distance == 0 ? 0 : distance / Math.abs(expected[i]));
    }
    return worst;
  }
}
