package dev.bellows.app;

import dev.bellows.linalg.Layout;
import dev.bellows.linalg.LimitedMemoryBfgs;
import dev.bellows.linalg.LimitedMemoryBfgs.Options;
import dev.bellows.linalg.LimitedMemoryBfgs.Reason;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.optim.Outcome;
import dev.bellows.surface.Surface;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The way of an optimizer over a function.
 *
 * @param points the start, and where each step ended; averaged, where the optimizer averages
 * @param problem why it ended early, and what to do; empty where it did not
 */
record Walk(List<double[]> points, String problem) {

  /** The names of the variables, as a layout of one tensor each. */
  static Layout layout(Surface surface) {
    Layout.Builder layout = Layout.builder();
    if (surface.variables() == 1) {
      return layout.add("x", 1).build();
    }
    return layout.add("x1", 1).add("x2", 1).build();
  }

  /** Takes so many steps from a start. */
  static Walk over(Surface surface, Minimizer minimizer, double[] start, int steps) {
    return minimizer instanceof Lbfgs lbfgs
        ? quasiNewton(surface, lbfgs, start, steps)
        : chain(surface, (Optimizer) minimizer, start, steps);
  }

  /** Where it ended. */
  double[] end() {
    return points.get(points.size() - 1);
  }

  /** The steps taken. */
  int steps() {
    return points.size() - 1;
  }

  private static Walk chain(Surface surface, Optimizer optimizer, double[] start, int steps) {
    double[] x = start.clone();
    double[] gradient = new double[x.length];
    OptimizerState state = optimizer.init(x);
    List<double[]> points = new ArrayList<>(List.of(start.clone()));
    double last = Double.NaN;
    for (int step = 1; step <= steps; step++) {
      double value = surface.valueAndGradient(x, gradient);
      boolean finite = Double.isFinite(value) && areFinite(gradient);
      double rate = optimizer.learningRate(state);
      if (!finite && !optimizer.takesNotFinite()) {
        return new Walk(points, diverged(value, points.size() - 1, last, rate));
      }
      if (optimizer.step(gradient, x, state) == Outcome.REFUSED) {
        return new Walk(points, diverged(value, points.size() - 1, last, rate));
      }
      optimizer.observe(value, state);
      last = value;
      points.add(optimizer.averaged(state).orElse(x).clone());
    }
    return areFinite(x)
        ? new Walk(points, "")
        : new Walk(points, diverged(x[0], steps, last, optimizer.learningRate(state)));
  }

  private static String diverged(double value, int steps, double last, double rate) {
    if (steps == 0) {
      return "the function or its gradient is not finite at the start; choose another --start";
    }
    return String.format(
        Locale.ROOT,
        "the function or its gradient became %s after step %d (the last value before was %.6g):"
            + " lower learning-rate, now %s",
        Double.isNaN(value) ? "NaN" : "infinite",
        steps,
        last,
        rate);
  }

  private static Walk quasiNewton(Surface surface, Lbfgs method, double[] start, int steps) {
    List<double[]> points = new ArrayList<>();
    LimitedMemoryBfgs.Result result =
        LimitedMemoryBfgs.minimize(
            (point, gradient) -> {
              double value = surface.valueAndGradient(point, gradient);
              return value + method.addSmoothPenalty(point, gradient);
            },
            start,
            method.penalisesAbsolutes() ? method.l1() : new double[0],
            new Options(method.memory(), method.tolerance(), steps),
            (iteration, point, value, norm) -> points.add(point));
    if (result.reason() == Reason.NOT_FINITE) {
      String problem =
          "the function or its gradient is not finite behind step " + result.iterations();
      return new Walk(points.isEmpty() ? List.of(start.clone()) : points, problem);
    }
    return new Walk(points, "");
  }

  private static boolean areFinite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }
}
