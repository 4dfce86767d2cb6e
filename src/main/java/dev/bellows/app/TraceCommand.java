package dev.bellows.app;

import com.typesafe.config.Config;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.optim.Schedule;
import dev.bellows.optim.schedule.ScheduleSpec;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.report.chart.ScheduleChart;
import dev.bellows.report.chart.WeightsChart;
import dev.bellows.surface.Surface;
import dev.bellows.surface.Surfaces;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trace}: draws how optimizers walk over a function; or weights, or schedules. */
@Command(
    name = "trace",
    description = "Draws the way of optimizers over a function; or weights, or schedules.",
    sortOptions = false)
final class TraceCommand implements Callable<Integer> {
  private static final int WEIGHTS_BACK = 40;
  private static final int SCHEDULE_STEPS = 100;
  private static final Setting<Long> STEPS =
      Setting.whole("--steps", 1, 100_000, 20L, "how many steps are taken");
  private static final Setting<Double> COORDINATE =
      Setting.number("--start", "numbers such as -5,-2", null, "", value -> true);
  private static final Setting<Double> WEIGHT =
      Setting.fraction("--weights", null, "how much of an average each step keeps");

  @Option(
      names = "--function",
      paramLabel = "NAME",
      description =
          "x^2, x*cos(pi*x), x^3, saddle, bowl, valley, rosenbrock, beale, himmelblau, or an"
              + " expression in x and y.")
  private String function;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME[,key=value...]",
      description = "An optimizer, with settings of its own; may be repeated.")
  private List<String> optimizers = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description =
          "A setting of the optimizers, such as learning-rate=0.4, or seed; may be repeated.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--start",
      paramLabel = "X[,Y]",
      description = "Where the walk begins; default: -5,-2, or the function's usual start.")
  private String start;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "How many steps are taken (default 20), or drawn of a schedule (default 100).")
  private String steps;

  @Option(
      names = "--weights",
      paramLabel = "0.95,0.9,...",
      description = "Draws the weights (1−γ)γ^k of leaky averages instead.")
  private String weights;

  @Option(
      names = "--schedule",
      paramLabel = "SCHEDULE",
      description = "Draws a schedule instead, as optimizer.schedule has it; may be repeated.")
  private List<String> schedules = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "PIC.png",
      description = "Where the picture goes; default: runs/trace-<what>.png.")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    int modes =
        (function == null ? 0 : 1) + (weights == null ? 0 : 1) + (schedules.isEmpty() ? 0 : 1);
    if (modes != 1) {
      throw new InputException(
          "trace draws one thing at a time: give --function with --optimizer, or --weights, or"
              + " --schedule");
    }
    if (function == null && !optimizers.isEmpty()) {
      throw new InputException("--optimizer goes with --function");
    }
    if (function == null && start != null) {
      throw new InputException("--start goes with --function");
    }
    PictureFile picture = new PictureFile("--output", output);
    if (function != null) {
      return walks().run(picture, out(), err());
    }
    if (weights != null) {
      drawWeights(picture);
    } else {
      drawSchedules(picture);
    }
    return 0;
  }

  /** Where the picture of such a thing goes, unless the user names a file. */
  static Path place(String what) {
    return Path.of("runs", "trace-" + what.replaceAll("[^\\p{L}\\p{N}]+", "-") + ".png");
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private WalkTrace walks() {
    Surface surface = Surfaces.find(function);
    if (optimizers.isEmpty()) {
      throw new InputException("--optimizer is missing; submit/bellows optimizers lists them");
    }
    List<TracedOptimizer> traced = TracedOptimizer.parse(optimizers, sets);
    int count = steps == null ? Math.toIntExact(STEPS.defaultValue()) : steps();
    return new WalkTrace(surface, traced, start(surface), count);
  }

  private double[] start(Surface surface) {
    if (start == null) {
      return surface.start();
    }
    double[] point =
        Arrays.stream(start.split(",", -1))
            .mapToDouble(word -> COORDINATE.parse(word.strip()))
            .toArray();
    if (point.length != surface.variables()) {
      throw new InputException(
          "--start = %s has %d coordinate%s; %s takes %d"
              .formatted(
                  start,
                  point.length,
                  point.length == 1 ? "" : "s",
                  surface.name(),
                  surface.variables()));
    }
    return point;
  }

  private int steps() {
    return Math.toIntExact(STEPS.parse(steps));
  }

  private void drawWeights(PictureFile picture) {
    if (!sets.isEmpty()) {
      throw new InputException("--set does not go with --weights");
    }
    if (steps != null) {
      throw new InputException("--steps does not go with --weights, which shows the last 40");
    }
    List<Double> gammas =
        Arrays.stream(weights.split(",", -1)).map(word -> WEIGHT.parse(word.strip())).toList();
    WeightsChart chart = new WeightsChart(WEIGHTS_BACK);
    gammas.forEach(chart::add);
    picture.write(place("weights"), chart::write, err(), "is the picture");
    for (double gamma : gammas) {
      out()
          .printf(
              Locale.ROOT,
              "γ = %s: averages about %.3g steps; the last %d weigh %.4f of all%n",
              PythonNumbers.repr(gamma),
              1 / (1 - gamma),
              WEIGHTS_BACK,
              1 - Math.pow(gamma, WEIGHTS_BACK));
    }
  }

  private void drawSchedules(PictureFile picture) {
    double rate = OptimizerSettings.LEARNING_RATE.defaultValue();
    for (String word : sets) {
      Config config = SetOption.parse(word);
      for (String key : config.root().keySet()) {
        if (!key.equals(OptimizerSettings.LEARNING_RATE.name())) {
          throw new InputException(
              "--set %s: with --schedule it takes learning-rate alone".formatted(word));
        }
        rate = OptimizerSettings.LEARNING_RATE.parse(config.root().get(key).unwrapped());
      }
    }
    int count = steps == null ? SCHEDULE_STEPS : steps();
    ScheduleChart chart = new ScheduleChart("learning rate over %,d steps".formatted(count));
    List<String> lines = new ArrayList<>();
    for (String word : schedules) {
      String origin = "--schedule " + word;
      Object written = SetOption.parse("schedule", word, origin).root().get("schedule").unwrapped();
      ScheduleSpec spec;
      Schedule schedule;
      try {
        spec = ScheduleSpec.SETTING.parse(written);
        schedule = spec.build(rate, count);
      } catch (InputException e) {
        throw new InputException(origin + ": " + e.getMessage(), e);
      }
      if (spec.plateau().isPresent()) {
        throw new InputException(origin + ": plateau depends on losses and cannot be drawn");
      }
      double[] rates = new double[count];
      Arrays.setAll(rates, step -> schedule.rate(step + 1));
      chart.add(spec.toString(), 1, rates);
      lines.add(
          "%s: %s at step 1, %s at step %d"
              .formatted(
                  spec,
                  PythonNumbers.rounded(rates[0]),
                  PythonNumbers.rounded(rates[count - 1]),
                  count));
    }
    picture.write(place("schedule"), chart::write, err(), "is the picture");
    lines.forEach(out()::println);
  }
}
