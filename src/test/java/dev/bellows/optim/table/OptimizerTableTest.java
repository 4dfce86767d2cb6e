package dev.bellows.optim.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.LimitedMemoryBfgs;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.SparseVector;
import dev.bellows.linalg.Tensor;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.optim.Outcome;
import dev.bellows.optim.StateTensors;
import dev.bellows.optim.TouchedRows;
import dev.bellows.optim.table.OptimizerTable.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** All optimizers × all properties. */
class OptimizerTableTest {
  /** A table of rows, a matrix and a bias; more elements than one range. */
  private static final Layout LAYOUT =
      Layout.builder().add("table", 300, 4).add("weight", 1, 5).add("bias", 1).build();

  /** The rate with which each gets to the bottom of Rosenbrock's valley; see there. */
  private static final Map<String, Double> ROSENBROCK_RATES =
      Map.ofEntries(
          Map.entry("gd", 0.001),
          Map.entry("sgd", 0.001),
          Map.entry("momentum", 0.0005),
          Map.entry("adagrad", 1.0),
          Map.entry("sparse-adagrad", 1.0),
          Map.entry("ftrl", 1.0),
          Map.entry("rmsprop", 0.01),
          Map.entry("adadelta", 0.05),
          Map.entry("adam", 0.02),
          Map.entry("sparse-adam", 0.02),
          Map.entry("amsgrad", 0.05),
          Map.entry("adamW", 0.02),
          Map.entry("adamax", 0.05),
          Map.entry("nadam", 0.02),
          Map.entry("radam", 0.001),
          Map.entry("lion", 0.005),
          Map.entry("lars", 0.5),
          Map.entry("lamb", 0.01));

  /** Those whose step for a zero gradient is zero at any time, by their definition. */
  private static final Set<String> WITHOUT_MEMORY_OF_DIRECTION =
      Set.of(
          "gd", "sgd", "adagrad", "sparse-adagrad", "ftrl", "sparse-adam", "rmsprop", "adadelta");

  static Stream<Entry> all() {
    return OptimizerTable.ENTRIES.stream();
  }

  /** All but L-BFGS, which has no steps to look at. */
  static Stream<Entry> chains() {
    return all().filter(entry -> !entry.name().equals("lbfgs"));
  }

  private static Optimizer build(Entry entry, Settings settings, Layout layout) {
    return (Optimizer) entry.build(settings, new Setup(layout, 100, 1));
  }

  private static Optimizer build(Entry entry, Settings settings, int size) {
    return build(entry, settings, Layout.builder().add("parameters", size).build());
  }

  private static Settings withoutDecay(Entry entry) {
    boolean decays = entry.own().stream().anyMatch(s -> s.name().equals("weight-decay"));
    return decays ? Settings.DEFAULTS.with(OptimizerSettings.WEIGHT_DECAY, 0.0) : Settings.DEFAULTS;
  }

  private static Settings with(Settings settings, Entry entry, String key, Object written) {
    return settings.withWritten(entry.setting(key), written);
  }

  /** Everything that may stand around a rule, at once. */
  private static Settings everythingAround(Entry entry) {
    Settings settings = Settings.DEFAULTS;
    settings =
        with(
            settings, entry, "schedule", List.of(Map.of("name", "cosine", "steps", 50), "plateau"));
    settings = with(settings, entry, "clip-value", 2);
    settings = with(settings, entry, "clip-norm", 3);
    settings = with(settings, entry, "clip-global-norm", 4);
    settings = with(settings, entry, "gradient-noise", 0.01);
    settings = with(settings, entry, "accumulate", 2);
    settings = with(settings, entry, "skip-not-finite", 3);
    settings = with(settings, entry, "lookahead", 3);
    settings = with(settings, entry, "average", "ema");
    return with(settings, entry, "groups", Map.of("tensors", "bias", "learning-rate-factor", 2));
  }

  private static double[] randomPoint(int size, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, size).mapToDouble(i -> random.nextGaussian()).toArray();
  }

  /** A gradient that depends on the point and on the step. */
  private static double[] gradient(double[] x, int step) {
    double[] gradient = new double[x.length];
    Arrays.setAll(gradient, i -> x[i] / (1 + i % 7) + Math.sin(step + i));
    return gradient;
  }

  private static void walk(
      Optimizer optimizer, OptimizerState state, double[] x, int from, int to) {
    for (int step = from; step < to; step++) {
      optimizer.step(gradient(x, step), x, state);
      if (step % 5 == 4) {
        optimizer.observe(1.0 / step, state);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void convergesOnAParabola(Entry entry) {
    // The own steps of these are small.
    boolean small =
        Set.of("adagrad", "sparse-adagrad", "ftrl", "adadelta", "lars").contains(entry.name());
    Minimizer minimizer = entry.build(rate(entry, small ? 1 : 0.05), Setup.of(2, 3000));
    double[] end = minimize(minimizer, 3000, new double[] {3, -2}, OptimizerTableTest::parabola);

    assertThat(end[0]).isEqualTo(0, within(0.02));
    assertThat(end[1]).isEqualTo(0, within(0.02));
  }

  private static double parabola(double[] x, double[] gradient) {
    gradient[0] = x[0];
    gradient[1] = 4 * x[1];
    return x[0] * x[0] / 2 + 2 * x[1] * x[1];
  }

  @ParameterizedTest
  @MethodSource("all")
  void convergesOnRosenbrock(Entry entry) {
    int steps = 30_000;
    Settings settings = rate(entry, ROSENBROCK_RATES.getOrDefault(entry.name(), 1.0));
    Minimizer minimizer = entry.build(settings, Setup.of(2, steps));
    double[] end =
        minimize(minimizer, steps, new double[] {-1.2, 1}, OptimizerTableTest::rosenbrock);

    assertThat(end[0]).isEqualTo(1, within(0.02));
    assertThat(end[1]).isEqualTo(1, within(0.04));
  }

  private static double rosenbrock(double[] p, double[] gradient) {
    double x = p[0];
    double y = p[1];
    gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
    gradient[1] = 200 * (y - x * x);
    return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
  }

  /** A rate to match, which falls to zero: steps of one size would go round the minimum. */
  private static Settings rate(Entry entry, double rate) {
    if (entry.name().equals("lbfgs")) {
      return Settings.DEFAULTS;
    }
    Settings settings = withoutDecay(entry).with(OptimizerSettings.LEARNING_RATE, rate);
    if (entry.name().equals("lars")) {
      settings = settings.with(OptimizerSettings.TRUST_COEFFICIENT, 0.01);
    }
    if (entry.name().equals("adadelta")) {
      settings = settings.with(OptimizerSettings.EPSILON, 1e-3); // it sets the size of the steps
    }
    return with(settings, entry, "schedule", "cosine");
  }

  private interface Function {
    double valueAndGradient(double[] x, double[] gradient);
  }

  private static double[] minimize(Minimizer minimizer, int steps, double[] start, Function f) {
    if (minimizer instanceof Lbfgs lbfgs) {
      return LimitedMemoryBfgs.minimize(
              f::valueAndGradient,
              start,
              new LimitedMemoryBfgs.Options(lbfgs.memory(), lbfgs.tolerance(), 100))
          .point();
    }
    Optimizer optimizer = (Optimizer) minimizer;
    double[] x = start.clone();
    OptimizerState state = optimizer.init(x);
    double[] gradient = new double[2];
    for (int step = 0; step < steps; step++) {
      f.valueAndGradient(x, gradient);
      optimizer.step(gradient, x, state);
    }
    return x;
  }

  @ParameterizedTest
  @MethodSource("chains")
  void keepsItsArraysTheSizeOfTheParametersAndCountsUpdates(Entry entry) {
    Optimizer optimizer = build(entry, everythingAround(entry), LAYOUT);
    double[] x = randomPoint(LAYOUT.size(), 1);
    OptimizerState state = optimizer.init(x);
    walk(optimizer, state, x, 0, 6);

    assertThat(state.steps()).isEqualTo(3); // of two batches each
    assertThat(state.arrays().values())
        .hasSize(optimizer.stateArrays())
        .allSatisfy(array -> assertThat(array).hasSize(LAYOUT.size()));
  }

  @ParameterizedTest
  @MethodSource("chains")
  void equalsItselfAfterSaveAndLoadInMidRun(Entry entry, @TempDir Path folder) throws IOException {
    for (Settings settings : List.of(Settings.DEFAULTS, everythingAround(entry))) {
      Optimizer optimizer = build(entry, settings, LAYOUT);
      double[] x = randomPoint(LAYOUT.size(), 2);
      OptimizerState state = optimizer.init(x);
      walk(optimizer, state, x, 0, 23); // an odd number: a gradient is held
      double[] saved = x.clone();
      Path file = folder.resolve(entry.name() + settings.values().size());
      try (OutputStream out = Files.newOutputStream(file)) {
        List<Tensor> tensors = new ArrayList<>(StateTensors.of("optimizer/", optimizer, state));
        tensors.add(Tensor.vector("weight", x)); // a checkpoint has others beside them
        Safetensors.write(out, Map.of(), tensors);
      }
      walk(optimizer, state, x, 23, 40);

      Optimizer later = build(entry, settings, LAYOUT);
      OptimizerState loaded =
          StateTensors.read("x", "optimizer/", Safetensors.read(file).tensors().values(), later);
      walk(later, loaded, saved, 23, 40);

      assertThat(saved).isEqualTo(x);
      assertThat(loaded.steps()).isEqualTo(state.steps());
      assertThat(loaded.counters()).isEqualTo(state.counters());
      state
          .arrays()
          .forEach(
              (name, array) -> assertThat(loaded.arrays().get(name)).as(name).isEqualTo(array));
      assertThat(later.averaged(loaded).orElse(saved))
          .isEqualTo(optimizer.averaged(state).orElse(x));
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void isUnmovedByAZeroGradientWhereItsDefinitionSaysSo(Entry entry) {
    Optimizer optimizer = build(entry, withoutDecay(entry), 2);
    double[] x = {1, -2};
    OptimizerState state = optimizer.init(x);

    optimizer.step(new double[2], x, state);
    assertThat(x).as("at the beginning").containsExactly(1, -2);

    optimizer.step(new double[] {1, 1}, x, state);
    double[] before = x.clone();
    optimizer.step(new double[2], x, state);
    if (WITHOUT_MEMORY_OF_DIRECTION.contains(entry.name())) {
      assertThat(x).as("after a step").isEqualTo(before);
    } else {
      assertThat(x[0]).as("velocity goes on").isLessThan(before[0]);
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void leavesAFrozenGroupBitIdentical(Entry entry) {
    Settings settings =
        with(
            everythingAround(entry),
            entry,
            "groups",
            List.of(Map.of("tensors", List.of("table", "b*"), "frozen", true)));
    Optimizer optimizer = build(entry, settings, LAYOUT);
    double[] start = randomPoint(LAYOUT.size(), 3);
    double[] x = start.clone();
    OptimizerState state = optimizer.init(x);
    walk(optimizer, state, x, 0, 20);

    for (double[] parameters : List.of(x, optimizer.averaged(state).orElseThrow())) {
      for (String frozen : List.of("table", "bias")) {
        assertThat(LAYOUT.read(frozen, parameters)).isEqualTo(LAYOUT.read(frozen, start));
      }
      double[] moved = LAYOUT.read("weight", parameters);
      double[] from = LAYOUT.read("weight", start);
      for (int i = 0; i < moved.length; i++) {
        assertThat(moved[i]).isNotEqualTo(from[i]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void multipliesTheRatesOfGroups(Entry entry) {
    double[] start = randomPoint(LAYOUT.size(), 4);
    double[] once = start.clone();
    double[] tenfold = start.clone();
    double[] absolute = start.clone();
    double[] g = gradient(start, 1);
    double base = (Double) entry.setting("learning-rate").defaultValue();
    Settings factor =
        with(
            Settings.DEFAULTS,
            entry,
            "groups",
            Map.of("tensors", "w*", "learning-rate-factor", 10));
    Settings rate =
        with(
            Settings.DEFAULTS,
            entry,
            "groups",
            Map.of("tensors", "w*", "learning-rate", 10 * base));
    takeOne(build(entry, Settings.DEFAULTS, LAYOUT), once, g);
    takeOne(build(entry, factor, LAYOUT), tenfold, g);
    takeOne(build(entry, rate, LAYOUT), absolute, g);

    Layout.Slot weight = LAYOUT.get("weight");
    for (int i = 0; i < start.length; i++) {
      boolean member = i >= weight.offset() && i < weight.offset() + weight.size();
      double step = once[i] - start[i];
      assertThat(tenfold[i] - start[i])
          .isEqualTo(member ? 10 * step : step, within(1e-9 * Math.abs(step) + 1e-14));
    }
    assertThat(absolute).isEqualTo(tenfold);
  }

  private static void takeOne(Optimizer optimizer, double[] x, double[] gradient) {
    optimizer.step(gradient.clone(), x, optimizer.init(x));
  }

  @ParameterizedTest
  @MethodSource("chains")
  void itsSparseFormEqualsItsDenseFormWhenEveryRowIsTouched(Entry entry) {
    Optimizer optimizer = build(entry, Settings.DEFAULTS, LAYOUT);
    double[] dense = randomPoint(LAYOUT.size(), 5);
    double[] sparse = dense.clone();
    OptimizerState stateOfDense = optimizer.init(dense);
    OptimizerState stateOfSparse = optimizer.init(sparse);
    TouchedRows all = new TouchedRows(Map.of("table", IntStream.range(0, 300).toArray()));
    for (int step = 0; step < 10; step++) {
      optimizer.step(gradient(dense, step), dense, stateOfDense);
      optimizer.step(gradient(sparse, step), all, sparse, stateOfSparse);
    }

    assertThat(sparse).isEqualTo(dense);
    stateOfDense
        .arrays()
        .forEach((name, array) -> assertThat(stateOfSparse.arrays().get(name)).isEqualTo(array));
  }

  @ParameterizedTest
  @MethodSource("chains")
  void movesOnlyTouchedRowsAndOnlyTheirMoments(Entry entry) {
    Optimizer optimizer = build(entry, Settings.DEFAULTS, LAYOUT);
    double[] start = randomPoint(LAYOUT.size(), 6);
    double[] x = start.clone();
    OptimizerState state = optimizer.init(x);
    int[] rows = {7, 8, 100};
    for (int step = 0; step < 3; step++) {
      double[] g = new double[x.length];
      for (int row : rows) {
        Arrays.fill(g, 4 * row, 4 * row + 4, 1);
      }
      optimizer.step(g, new TouchedRows(Map.of("table", rows)), x, state);
    }
    Map<String, double[]> fresh = optimizer.init(start).arrays();
    for (int i = 0; i < 1200; i++) {
      int row = i / 4;
      boolean touched = Arrays.binarySearch(rows, row) >= 0;
      assertThat(x[i] != start[i]).as("row %d", row).isEqualTo(touched);
      for (String name : fresh.keySet()) {
        boolean changed = state.arrays().get(name)[i] != fresh.get(name)[i];
        assertThat(changed).as("%s of row %d", name, row).isEqualTo(touched);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void allocatesNothingInAStep(Entry entry) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Optimizer optimizer = build(entry, Settings.DEFAULTS, LAYOUT);
    double[] x = randomPoint(LAYOUT.size(), 7);
    double[] gradient = new double[x.length];
    OptimizerState state = optimizer.init(x);
    long least = Long.MAX_VALUE;
    // Until the compiler has come to it, a step is interpreted, and there vectors of the Vector API
    // are objects: patience, on a busy machine.
    for (int attempt = 0; attempt < 3000 && least > 0; attempt++) {
      long before = thread.getThreadAllocatedBytes(Thread.currentThread().getId());
      for (int step = 0; step < 200; step++) {
        Arrays.fill(gradient, 0.1);
        optimizer.step(gradient, x, state);
      }
      long bytes = thread.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
      least = Math.min(least, bytes);
    }
    assertThat(least).as("bytes in 200 steps").isZero();
  }

  @ParameterizedTest
  @MethodSource("chains")
  void treatsEveryElementAlikeHoweverManyThereAre(Entry entry) {
    // More elements than one range: the last ones must move as the first ones do.
    int size = 2500;
    Optimizer optimizer = build(entry, Settings.DEFAULTS, size);
    Optimizer single = build(entry, Settings.DEFAULTS, 1);
    double[] many = new double[size];
    Arrays.fill(many, 0.5);
    double[] one = {0.5};
    OptimizerState stateOfMany = optimizer.init(many);
    OptimizerState stateOfOne = single.init(one);
    Random random = new Random(1);
    for (int step = 0; step < 5; step++) {
      double g = random.nextGaussian();
      double[] gradient = new double[size + 1];
      Arrays.fill(gradient, g);
      optimizer.step(gradient, many, stateOfMany);
      single.step(new double[] {g}, one, stateOfOne);
      assertThat(gradient[size]).isEqualTo(g);
    }
    assertThat(many).containsOnly(many[0]);
    assertThat(many[0]).isEqualTo(one[0], within(1e-12)); // a trust ratio sums in another order
  }

  @ParameterizedTest
  @MethodSource("chains")
  void takesTheSameStepsAgain(Entry entry) {
    double[][] ends = new double[2][];
    for (int run = 0; run < 2; run++) {
      Optimizer optimizer = build(entry, everythingAround(entry), LAYOUT);
      ends[run] = randomPoint(LAYOUT.size(), 8);
      walk(optimizer, optimizer.init(ends[run]), ends[run], 0, 20);
    }
    assertThat(ends[1]).isEqualTo(ends[0]);
  }

  /** "Dive into Deep Learning", optimization chapter, from (−5, −2), 20 steps. */
  @ParameterizedTest
  @CsvSource({
    "bowl,   gd,       0.1, 0,   -0.057646, -0.000073",
    "valley, gd,       0.4, 0,   -0.943467, -0.000073",
    "valley, gd,       0.6, 0,   -0.387814, -1673.365109",
    "valley, momentum, 0.4, 0.5, -0.062843, 0.001202",
    "valley, momentum, 0.6, 0.5, 0.007188,  0.002553",
    "valley, adagrad,  0.4, 0,   -2.382563, -0.158591",
    "valley, adagrad,  2,   0,   -0.002295, -0.000000",
    "valley, rmsprop,  0.4, 0.9, -0.010599, 0.000000"
  })
  void endsWhereTheBooksPrint(
      String surface, String name, double rate, double memory, double x1, double x2) {
    Map<String, Object> written = new LinkedHashMap<>(Map.of("learning-rate", rate));
    if (name.equals("momentum")) {
      written.putAll(Map.of("momentum", memory, "momentum-form", "books"));
    }
    if (name.equals("adagrad") || name.equals("rmsprop")) {
      written.putAll(Map.of("epsilon", 1e-6, "epsilon-placement", "inside"));
    }
    if (name.equals("rmsprop")) {
      written.put("decay", memory);
    }
    Entry entry = OptimizerTable.entry(name);
    Settings settings = Settings.DEFAULTS;
    for (Map.Entry<String, Object> one : written.entrySet()) {
      settings = with(settings, entry, one.getKey(), one.getValue());
    }
    Optimizer optimizer = build(entry, settings, 2);
    double[] x = {-5, -2};
    OptimizerState state = optimizer.init(x);
    double slope = surface.equals("bowl") ? 2 : 0.2; // of x² and of 0.1x²
    for (int step = 0; step < 20; step++) {
      optimizer.step(new double[] {slope * x[0], 4 * x[1]}, x, state);
    }
    assertThat(x[0]).isEqualTo(x1, within(5e-7));
    assertThat(x[1]).isEqualTo(x2, within(5e-7));
  }

  @Test
  void theThreeFormsOfMomentumWalkAlikeWithAConstantRate() {
    // v' = (1−μ)v, and η/(1−μ)·v' = ηv.
    Entry entry = OptimizerTable.entry("momentum");
    double[] torch = afterTwentySteps(entry, "pytorch");
    for (String form : List.of("books", "average")) {
      double[] other = afterTwentySteps(entry, form);
      for (int i = 0; i < torch.length; i++) {
        assertThat(other[i]).isEqualTo(torch[i], within(1e-12));
      }
    }
  }

  private static double[] afterTwentySteps(Entry entry, String form) {
    Optimizer optimizer =
        build(entry, with(Settings.DEFAULTS, entry, "momentum-form", form), LAYOUT);
    double[] x = randomPoint(LAYOUT.size(), 9);
    walk(optimizer, optimizer.init(x), x, 0, 20);
    return x;
  }

  @Test
  void decoupledDecayLeavesTheMomentsAlone() {
    Optimizer adamW = decaying("adamW");
    Optimizer adam = decaying("adam");
    double[] x = {10};
    double[] y = {10};
    OptimizerState stateW = adamW.init(x);
    OptimizerState stateL2 = adam.init(y);

    adamW.step(new double[] {1}, x, stateW);
    adam.step(new double[] {1}, y, stateL2);

    assertThat(stateW.arrays().get("adam/first-moment")[0]).isEqualTo(0.1, within(1e-15));
    assertThat(stateL2.arrays().get("adam/first-moment")[0]).isEqualTo(0.2, within(1e-15));
    // 10 − 0.001·(1 + 0.1·10)
    assertThat(x[0]).isEqualTo(9.998, within(1e-9));
  }

  private static Optimizer decaying(String name) {
    Settings decay = Settings.DEFAULTS.with(OptimizerSettings.WEIGHT_DECAY, 0.1);
    return build(OptimizerTable.entry(name), decay, 1);
  }

  @Test
  void sparseAdamIsAdamButForItsEpsilon() {
    double[] x = randomPoint(LAYOUT.size(), 10);
    double[] y = x.clone();
    Settings small = Settings.DEFAULTS.with(OptimizerSettings.EPSILON, 1e-14);
    Optimizer adam = build(OptimizerTable.entry("adam"), small, LAYOUT);
    Optimizer sparse = build(OptimizerTable.entry("sparse-adam"), small, LAYOUT);
    walk(adam, adam.init(x), x, 0, 20);
    walk(sparse, sparse.init(y), y, 0, 20);
    for (int i = 0; i < x.length; i++) {
      assertThat(y[i]).isEqualTo(x[i], within(1e-12));
    }
  }

  @Test
  void rowWiseOptimizersFindTheTouchedRowsInTheGradient() {
    for (String name : List.of("sparse-adam", "sparse-adagrad", "ftrl")) {
      Optimizer optimizer = build(OptimizerTable.entry(name), Settings.DEFAULTS, LAYOUT);
      double[] found = randomPoint(LAYOUT.size(), 11);
      double[] told = found.clone();
      OptimizerState stateOfFound = optimizer.init(found);
      OptimizerState stateOfTold = optimizer.init(told);
      for (int step = 0; step < 5; step++) {
        int[] rows = {step, 50 + step, 299};
        double[] g = new double[found.length];
        for (int row : rows) {
          g[4 * row + 1] = 1 + step; // one element that is not zero makes a touched row
        }
        g[1200] = 1;
        optimizer.step(g.clone(), found, stateOfFound);
        TouchedRows touched =
            new TouchedRows(Map.of("table", rows, "weight", new int[] {0}, "bias", new int[0]));
        optimizer.step(g, touched, told, stateOfTold);
      }
      assertThat(found).isEqualTo(told);
    }
  }

  @Test
  void onlyRulesThatLeaveWhatHasNoGradientAloneTakeSparseGradients() {
    List<String> names =
        OptimizerTable.ENTRIES.stream()
            .filter(entry -> !entry.name().equals("lbfgs"))
            .filter(entry -> build(entry, Settings.DEFAULTS, LAYOUT).takesSparse())
            .map(Entry::name)
            .toList();
    assertThat(names)
        .containsExactlyInAnyOrder("gd", "sgd", "adagrad", "sparse-adagrad", "sparse-adam", "ftrl");

    Entry sgd = OptimizerTable.entry("sgd");
    for (String setting : List.of("weight-decay", "momentum", "gradient-noise", "l1")) {
      Settings settings = with(Settings.DEFAULTS, sgd, setting, 0.1);
      assertThat(build(sgd, settings, LAYOUT).takesSparse()).as(setting).isFalse();
    }
    Settings accumulating = with(Settings.DEFAULTS, sgd, "accumulate", 2);
    assertThat(build(sgd, accumulating, LAYOUT).takesSparse()).isFalse();
    Settings spared =
        with(
            with(Settings.DEFAULTS, sgd, "weight-decay", 0.1),
            sgd,
            "no-weight-decay",
            List.of("*"));
    assertThat(build(sgd, spared, LAYOUT).takesSparse()).as("a decay of no tensor").isTrue();
    Entry adam = OptimizerTable.entry("adam");
    Optimizer dense = build(adam, Settings.DEFAULTS, LAYOUT);
    double[] x = new double[LAYOUT.size()];
    SparseVector nothing = new SparseVector(x.length, new int[0], new double[0]);
    assertThatThrownBy(() -> dense.step(nothing, x, dense.init(x)))
        .isInstanceOf(IllegalStateException.class);
  }

  static Stream<Optimizer> takersOfSparseGradients() {
    Entry adagrad = OptimizerTable.entry("adagrad");
    Entry sparseAdam = OptimizerTable.entry("sparse-adam");
    Entry sparseAdagrad = OptimizerTable.entry("sparse-adagrad");
    Entry ftrl = OptimizerTable.entry("ftrl");
    return Stream.of(
        build(OptimizerTable.entry("sgd"), Settings.DEFAULTS, LAYOUT),
        build(adagrad, Settings.DEFAULTS, LAYOUT),
        build(adagrad, with(Settings.DEFAULTS, adagrad, "clip-norm", 0.5), LAYOUT),
        build(adagrad, with(Settings.DEFAULTS, adagrad, "average", "ema"), LAYOUT),
        build(adagrad, with(Settings.DEFAULTS, adagrad, "lookahead", 2), LAYOUT),
        build(OptimizerTable.entry("sparse-adagrad"), Settings.DEFAULTS, LAYOUT),
        build(sparseAdagrad, with(Settings.DEFAULTS, sparseAdagrad, "l1", 0.3), LAYOUT),
        build(ftrl, with(Settings.DEFAULTS, ftrl, "l1", 0.3), LAYOUT),
        build(sparseAdam, Settings.DEFAULTS, LAYOUT),
        build(sparseAdam, with(Settings.DEFAULTS, sparseAdam, "gradient-noise", 0.1), LAYOUT),
        build(sparseAdam, with(Settings.DEFAULTS, sparseAdam, "clip-global-norm", 1), LAYOUT));
  }

  @ParameterizedTest
  @MethodSource("takersOfSparseGradients")
  void aListOfElementsMovesWhatTheWholeGradientMoves(Optimizer optimizer) {
    Random random = new Random(3);
    double[] whole = randomPoint(LAYOUT.size(), 12);
    whole[3] = -0.0; // it would become a positive zero if a negative one were subtracted
    double[] listed = whole.clone();
    OptimizerState stateOfWhole = optimizer.init(whole);
    OptimizerState stateOfListed = optimizer.init(listed);
    for (int step = 0; step < 12; step++) {
      // Zeros among the elements that are listed too: a row of nothing else has no gradient.
      int[] indices = random.ints(40, 0, LAYOUT.size() + 1).sorted().distinct().toArray();
      double[] values =
          Arrays.stream(indices)
              .mapToDouble(i -> random.nextInt(3) == 0 ? 0 : random.nextGaussian())
              .toArray();
      SparseVector gradient = new SparseVector(LAYOUT.size() + 1, indices, values);
      double[] before = listed.clone();
      optimizer.step(gradient.toArray(), whole, stateOfWhole);
      assertThat(optimizer.step(gradient, listed, stateOfListed)).isEqualTo(Outcome.UPDATED);

      assertThat(bits(listed)).isEqualTo(bits(whole));
      stateOfListed
          .moved()
          .ifPresent(
              moved ->
                  IntStream.range(0, before.length)
                      .filter(i -> listed[i] != before[i])
                      .forEach(i -> assertThat(Arrays.binarySearch(moved, i)).isNotNegative()));
    }
    stateOfWhole
        .arrays()
        .forEach(
            (name, array) ->
                assertThat(bits(stateOfListed.arrays().get(name))).isEqualTo(bits(array)));
  }

  private static long[] bits(double[] array) {
    return Arrays.stream(array).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @Test
  void manyListedElementsAreMovedOnAllCores() {
    Layout large = Layout.builder().add("weight", 1, 60_000).add("bias", 1).build();
    Optimizer optimizer = build(OptimizerTable.entry("adagrad"), Settings.DEFAULTS, large);
    double[] whole = randomPoint(large.size(), 13);
    double[] listed = whole.clone();
    OptimizerState stateOfWhole = optimizer.init(whole);
    OptimizerState stateOfListed = optimizer.init(listed);
    int[] indices = IntStream.range(0, large.size()).filter(i -> i % 3 > 0).toArray();
    for (int step = 0; step < 3; step++) {
      double[] values = new Random(step).doubles(indices.length, -1, 1).toArray();
      SparseVector gradient = new SparseVector(large.size(), indices, values);
      optimizer.step(gradient.toArray(), whole, stateOfWhole);
      optimizer.step(gradient, listed, stateOfListed);
    }
    assertThat(Arrays.equals(bits(listed), bits(whole))).isTrue();
  }

  @Test
  void aGradientThatIsNotFiniteIsSkippedUntilThereAreTooMany() {
    Entry entry = OptimizerTable.entry("adam");
    Optimizer optimizer = build(entry, with(Settings.DEFAULTS, entry, "skip-not-finite", 3), 2);
    double[] x = {1, 2};
    OptimizerState state = optimizer.init(x);
    double[] bad = {Double.NaN, 1};

    assertThat(optimizer.step(bad, x, state)).isEqualTo(Outcome.SKIPPED);
    assertThat(optimizer.step(bad, x, state)).isEqualTo(Outcome.SKIPPED);
    assertThat(x).containsExactly(1, 2);
    assertThat(optimizer.step(new double[] {1, 1}, x, state)).isEqualTo(Outcome.UPDATED);
    assertThat(optimizer.step(bad, x, state)).isEqualTo(Outcome.SKIPPED);
    assertThat(optimizer.step(bad, x, state)).isEqualTo(Outcome.SKIPPED);
    assertThat(optimizer.step(bad, x, state)).isEqualTo(Outcome.REFUSED);
    assertThat(state.steps()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void everySettingRefusesWhatLiesOutsideItsRange(Entry entry) {
    for (Setting<?> setting : entry.settings()) {
      List<?> bad =
          switch (setting.name()) {
            case "learning-rate", "epsilon", "tolerance", "trust-coefficient" ->
                List.of(0, -1, Double.NaN, "fast");
            case "clip-value", "clip-norm", "clip-global-norm" -> List.of(0, -1, "much");
            case "weight-decay",
                "l1",
                "l2",
                "beta",
                "learning-rate-decay",
                "initial-accumulator",
                "momentum-decay",
                "gradient-noise",
                "gradient-noise-decay" ->
                List.of(-0.1, Double.POSITIVE_INFINITY);
            case "nesterov", "centered", "amsgrad" -> List.of("perhaps");
            case "momentum-form", "epsilon-placement", "weight-decay-form", "average" ->
                List.of("sideways");
            case "memory", "accumulate", "average-from", "average-every" -> List.of(0, 1.5, "two");
            case "lookahead", "skip-not-finite" -> List.of(-1, 0.5);
            case "unfreeze-after" -> List.of(0, -1, 1.5, "never");
            case "lookahead-rate" -> List.of(0, 1.1);
            case "schedule", "groups", "freeze", "no-weight-decay" -> List.of();
            default -> List.of(-0.1, 1, 1.5);
          };
      for (Object value : bad) {
        assertThatThrownBy(() -> setting.parse(value))
            .as("%s %s = %s", entry.name(), setting.name(), value)
            .isInstanceOf(InputException.class)
            .hasMessageContaining(setting.name())
            .hasMessageContaining(setting.allowed());
      }
    }
  }

  @Test
  void settingsThatDoNotFitTogetherAreRefused() {
    Settings nesterov = Settings.DEFAULTS.with(OptimizerSettings.NESTEROV, true);

    assertThatThrownBy(() -> build(OptimizerTable.entry("sgd"), nesterov, 1))
        .hasMessage("nesterov = true needs a momentum above 0 and dampening 0");
    assertThatThrownBy(() -> build(OptimizerTable.entry("adam"), nesterov, 1))
        .hasMessageStartingWith("nesterov: adam has no such setting; it takes learning-rate, ");
    assertThatThrownBy(() -> OptimizerTable.entry("adamm"))
        .hasMessageContaining("did you mean 'adam'?")
        .hasMessageContaining("gd, sgd");
  }

  @Test
  void aStateOfAnotherOptimizerIsRefused() {
    Optimizer adam = build(OptimizerTable.entry("adam"), Settings.DEFAULTS, 3);
    Optimizer sgd = build(OptimizerTable.entry("momentum"), Settings.DEFAULTS, 3);
    Optimizer larger = build(OptimizerTable.entry("adam"), Settings.DEFAULTS, 4);
    List<Tensor> saved = StateTensors.of("o/", adam, adam.init(new double[3]));

    assertThatThrownBy(() -> StateTensors.read("20.safetensors", "o/", saved, sgd))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "20.safetensors holds the state of another optimizer or of other parameters: it lacks"
                + " momentum/velocity/parameters and has adam/first-moment/parameters and 1 more");
    assertThatThrownBy(() -> StateTensors.read("20.safetensors", "o/", saved, larger))
        .isInstanceOf(InputException.class)
        .hasMessage("20.safetensors: adam/first-moment/parameters has the shape [3], not [4]");
    assertThatThrownBy(() -> StateTensors.read("20.safetensors", "p/", saved, adam))
        .hasMessageContaining("it lacks adam/first-moment/parameters and 3 more and has nothing");
    List<Tensor> odd = new ArrayList<>(saved);
    odd.set(0, new Tensor(saved.get(0).name(), List.of(), new double[] {0.5}));
    assertThatThrownBy(() -> StateTensors.read("20.safetensors", "o/", odd, adam))
        .isInstanceOf(InputException.class)
        .hasMessage("20.safetensors: counter/steps is 0.5");
  }
}
