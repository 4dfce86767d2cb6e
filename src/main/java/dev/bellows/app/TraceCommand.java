package dev.bellows.app;

import com.typesafe.config.Config;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.optim.Schedule;
import dev.bellows.optim.schedule.ScheduleSpec;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.report.AtomicFile;
import dev.bellows.report.chart.CurveChart;
import dev.bellows.report.chart.PathChart;
import dev.bellows.report.chart.ScheduleChart;
import dev.bellows.report.chart.WeightsChart;
import dev.bellows.surface.CriticalPoint;
import dev.bellows.surface.Surface;
import dev.bellows.surface.Surfaces;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
  private static final double LONGEST_NUMBER = 1e9;
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
  public Integer call() throws IOException {
    int modes =
        (function == null ? 0 : 1) + (weights == null ? 0 : 1) + (schedules.isEmpty() ? 0 : 1);
    if (modes != 1) {
      throw new InputException(
          "trace draws one thing at a time: give --function with --optimizer, or --weights, or"
              + " --schedule");
    }
    if (output != null && !output.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new InputException("--output %s: pictures are PNG; name a .png file".formatted(output));
    }
    if (function == null && !optimizers.isEmpty()) {
      throw new InputException("--optimizer goes with --function");
    }
    if (function == null && start != null) {
      throw new InputException("--start goes with --function");
    }
    if (function != null) {
      return walk();
    }
    if (weights != null) {
      drawWeights();
    } else {
      drawSchedules();
    }
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  // --- walks ------------------------------------------------------------------------------------

  private int walk() throws IOException {
    Surface surface = Surfaces.find(function);
    if (optimizers.isEmpty()) {
      throw new InputException("--optimizer is missing; submit/bellows optimizers lists them");
    }
    List<TracedOptimizer> traced = TracedOptimizer.parse(optimizers, sets);
    double[] from = start(surface);
    int count = steps == null ? Math.toIntExact(STEPS.defaultValue()) : steps();
    List<Walk> walks = new ArrayList<>();
    for (TracedOptimizer one : traced) {
      walks.add(Walk.over(surface, one.build(Walk.layout(surface), count), from, count));
    }
    if (walks.stream().anyMatch(walk -> walk.steps() > 0 || walk.problem().isEmpty())) {
      draw(surface, traced, walks, from);
    }
    int code = 0;
    for (int i = 0; i < walks.size(); i++) {
      print(surface, traced.size() > 1 ? traced.get(i).label() : "", walks.get(i));
      if (!walks.get(i).problem().isEmpty()) {
        spec.commandLine()
            .getErr()
            .println("bellows: %s: %s".formatted(traced.get(i).label(), walks.get(i).problem()));
        code = Main.FAILED;
      }
    }
    return code;
  }

  private void print(Surface surface, String label, Walk walk) {
    if (!label.isEmpty()) {
      out().println(label);
    }
    double[] end = walk.end();
    out()
        .println(
            surface.variables() == 1
                ? "epoch %d, x: %s".formatted(walk.steps(), PythonNumbers.repr(end[0]))
                : "epoch %d, x1 %s, x2 %s".formatted(walk.steps(), six(end[0]), six(end[1])));
    CriticalPoint.at(surface, end).describe().forEach(line -> out().println("  " + line));
  }

  /** Six decimals, as the books have it, as long as they can be read. */
  private static String six(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < LONGEST_NUMBER ? "%.6f" : "%.6e", value);
  }

  private void draw(Surface surface, List<TracedOptimizer> traced, List<Walk> walks, double[] from)
      throws IOException {
    String title = "%s from %s".formatted(title(surface), coordinates(from));
    AtomicFile.Content content;
    if (surface.variables() == 1) {
      CurveChart chart = new CurveChart(title, surface::value);
      for (int i = 0; i < walks.size(); i++) {
        double[] path = walks.get(i).points().stream().mapToDouble(point -> point[0]).toArray();
        chart.addPath(traced.get(i).label(), path);
      }
      surface.landmarks().forEach(point -> chart.show(point[0]));
      content = chart::write;
    } else {
      PathChart chart = new PathChart(title, surface::value);
      for (int i = 0; i < walks.size(); i++) {
        chart.addPath(traced.get(i).label(), walks.get(i).points().toArray(double[][]::new));
      }
      surface.landmarks().forEach(point -> chart.show(point[0], point[1]));
      content = chart::write;
    }
    write(surface.name(), content);
  }

  private static String title(Surface surface) {
    return surface.name().equals(surface.expression())
        ? surface.name()
        : surface.name() + ": " + surface.expression();
  }

  private static String coordinates(double[] point) {
    String all =
        Arrays.stream(point)
            .mapToObj(value -> PythonNumbers.repr(value).replaceFirst("\\.0$", ""))
            .collect(Collectors.joining(", "));
    return point.length == 1 ? all : "(" + all + ")";
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

  // --- weights and schedules --------------------------------------------------------------------

  private void drawWeights() throws IOException {
    requireNoSets();
    if (steps != null) {
      throw new InputException("--steps does not go with --weights, which shows the last 40");
    }
    List<Double> gammas =
        Arrays.stream(weights.split(",", -1)).map(word -> WEIGHT.parse(word.strip())).toList();
    WeightsChart chart = new WeightsChart(WEIGHTS_BACK);
    gammas.forEach(chart::add);
    write("weights", chart::write);
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

  private void requireNoSets() {
    if (!sets.isEmpty()) {
      throw new InputException("--set does not go with --weights");
    }
  }

  private void drawSchedules() throws IOException {
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
    write("schedule", chart::write);
    lines.forEach(out()::println);
  }

  /** Writes the picture and says where. */
  private void write(String what, AtomicFile.Content content) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Path file =
        output == null
            ? Path.of("runs", "trace-" + what.replaceAll("[^\\p{L}\\p{N}]+", "-") + ".png")
            : output;
    if (Files.isDirectory(file)) {
      throw new InputException("--output %s is a folder; name a .png file".formatted(file));
    }
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      AtomicFile.write(file, content);
    } catch (IOException e) {
      throw new InputException(
          "--output %s cannot be written; name a .png in a folder that you may write to"
              .formatted(file),
          e);
    }
    spec.commandLine().getErr().println(file + " is the picture");
  }
}
