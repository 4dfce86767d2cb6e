package dev.bellows.app;

import static dev.bellows.app.ReferenceTraces.doubles;
import static dev.bellows.app.ReferenceTraces.error;
import static dev.bellows.app.ReferenceTraces.flat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bellows.app.ReferenceTraces.Outcome;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.optim.TouchedRows;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** {@code optimizers.json}: given gradients, parameters after every step. */
final class OptimizerTraces {
  private static final String FILE = "optimizers";
  private static final String TABLE = "table";

  private OptimizerTraces() {}

  /** Replays all cases of the file. */
  static void replay(JsonNode file, Consumer<Outcome> listener) {
    int version = TorchOptimizer.version(file);
    for (JsonNode trace : file.path("cases")) {
      listener.accept(Outcome.of(FILE, trace, name -> dense(name, trace, version)));
    }
    for (JsonNode trace : file.path("sparse")) {
      listener.accept(Outcome.of(FILE, trace, name -> sparse(name, trace, version)));
    }
  }

  private static Outcome dense(String name, JsonNode trace, int version) {
    Layout layout = Layout.builder().add("parameters", trace.path("x0").size()).build();
    return TorchOptimizer.of(trace, layout, version)
        .map(optimizer -> Outcome.of(name, dense(trace, optimizer)))
        .orElseGet(() -> Outcome.notYet(name));
  }

  private static Outcome sparse(String name, JsonNode trace, int version) {
    JsonNode start = trace.path("x0");
    Layout table = Layout.builder().add(TABLE, start.size(), start.path(0).size()).build();
    return TorchOptimizer.of(trace, table, version)
        .map(optimizer -> Outcome.of(name, sparse(trace, optimizer)))
        .orElseGet(() -> Outcome.notYet(name));
  }

  /** The largest error of any step; not a number where the trace is not whole. */
  private static double dense(JsonNode trace, Optimizer optimizer) {
    double[] parameters = doubles(trace.path("x0"));
    int steps = trace.path("gradients").size();
    if (steps == 0 || steps != trace.path("params").size() || parameters.length == 0) {
      return Double.NaN;
    }
    OptimizerState state = optimizer.init(parameters);
    double sign = TorchOptimizer.sign(trace);
    double worst = 0;
    for (int step = 0; step < steps && !Double.isNaN(worst); step++) {
      double[] gradient = doubles(trace.path("gradients").path(step));
      if (gradient.length != parameters.length) {
        return Double.NaN;
      }
      Arrays.setAll(gradient, i -> sign * gradient[i]);
      optimizer.step(gradient, parameters, state);
      worst = Math.max(worst, error(parameters, doubles(trace.path("params").path(step))));
    }
    return worst;
  }

  /** The same for a table of which every step touches some rows. */
  private static double sparse(JsonNode trace, Optimizer optimizer) {
    double[] parameters = flat(trace.path("x0"));
    int width = trace.path("x0").path(0).size();
    if (trace.path("steps").isEmpty() || parameters.length != optimizer.layout().size()) {
      return Double.NaN;
    }
    OptimizerState state = optimizer.init(parameters);
    double sign = TorchOptimizer.sign(trace);
    double worst = 0;
    for (JsonNode step : trace.path("steps")) {
      int[] rows = Arrays.stream(doubles(step.path("rows"))).mapToInt(row -> (int) row).toArray();
      double[] values = flat(step.path("values"));
      if (values.length != rows.length * width) {
        return Double.NaN;
      }
      double[] gradient = new double[parameters.length];
      for (int i = 0; i < values.length; i++) {
        gradient[rows[i / width] * width + i % width] += sign * values[i];
      }
      optimizer.step(gradient, new TouchedRows(Map.of(TABLE, rows)), parameters, state);
      worst = Math.max(worst, error(parameters, flat(step.path("params"))));
    }
    return worst;
  }
}
