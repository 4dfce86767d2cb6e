package dev.bellows.optim.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.Settings;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Tensor;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.optim.StateTensors;
import dev.bellows.optim.schedule.ScheduleSettings;
import dev.bellows.optim.schedule.ScheduleTable;
import dev.bellows.optim.table.OptimizerTable.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Optimizers go to other processes and on from there, and begin anew in the middle of a run. */
class TravelTest {
  private static final Layout LAYOUT =
      Layout.builder().add("table", 3, 4).add("weight", 1, 5).add("bias", 1).build();

  /** Everything that may stand around a rule but schedules, in two sets. */
  private static final List<Map<String, Object>> AROUND =
      List.of(
          Map.of(),
          Map.of(
              "clip-value", 2,
              "clip-norm", 3,
              "clip-global-norm", 4,
              "gradient-noise", 0.01,
              "accumulate", 2,
              "skip-not-finite", 3,
              "lookahead", 3,
              "average", "ema"),
          Map.of(
              "average",
              "mean",
              "average-from",
              3,
              "groups",
              List.of(
                  Map.of("tensors", "bias", "learning-rate-factor", 2, "schedule", "cosine"),
                  Map.of("tensors", "table", "frozen", true))));

  static Stream<Entry> chains() {
    return OptimizerTable.ENTRIES.stream().filter(entry -> !entry.name().equals("lbfgs"));
  }

  static Stream<String> schedules() {
    return ScheduleTable.names().stream();
  }

  /** A schedule with what it needs at least. */
  private static Map<String, Object> schedule(String name) {
    return switch (name) {
      case "step" -> Map.of("name", name, "every", 4);
      case "multi-step" -> Map.of("name", name, "milestones", List.of(5, 9));
      case "exponential" -> Map.of("name", name, "factor", 0.9);
      case "cosine-restarts" -> Map.of("name", name, "period", 7);
      case "piecewise" ->
          Map.of("name", name, "milestones", List.of(3, 8), "factors", List.of(0.5, 1, 0.1));
      case "plateau" -> Map.of("name", name, "patience", 0, "factor", 0.5);
      default -> Map.of("name", name);
    };
  }

  private static Settings settings(Entry entry, Map<String, Object> written) {
    Settings settings = Settings.DEFAULTS;
    for (Map.Entry<String, Object> one : written.entrySet()) {
      settings = settings.withWritten(entry.setting(one.getKey()), one.getValue());
    }
    return settings;
  }

  private static Optimizer build(Entry entry, Map<String, Object> written, long batches) {
    return (Optimizer) entry.build(settings(entry, written), new Setup(LAYOUT, batches, 1));
  }

  private static <T> T sent(T value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      @SuppressWarnings("unchecked")
      T read = (T) in.readObject();
      return read;
    }
  }

  private static double[] point() {
    double[] x = new double[LAYOUT.size()];
    Arrays.setAll(x, i -> Math.cos(i) + 1.5);
    return x;
  }

  private static void walk(
      Optimizer optimizer, OptimizerState state, double[] x, int from, int to) {
    double[] gradient = new double[x.length];
    for (int step = from; step < to; step++) {
      int now = step;
      Arrays.setAll(gradient, i -> x[i] / (1 + i % 7) + Math.sin(now + i));
      optimizer.step(gradient, x, state);
      if (step % 5 == 4) {
        optimizer.observe(1 + step % 3, state);
      }
    }
  }

  private static double[] flat(OptimizerState state) {
    double[] flat = new double[state.length()];
    state.copyTo(flat, 0);
    return flat;
  }

  private static void assertTravels(Optimizer optimizer) throws Exception {
    double[] x = point();
    OptimizerState state = optimizer.init(x, 4);
    walk(optimizer, state, x, 0, 23);
    double[] y = x.clone();
    double[] message = new double[state.length() + 5];
    Arrays.fill(message, -7);
    state.copyTo(message, 3);

    Optimizer there = sent(optimizer);
    OptimizerState stateThere = there.init(new double[y.length]);
    assertThat(stateThere.length()).isEqualTo(state.length());
    stateThere.copyFrom(message, 3);
    assertThat(flat(stateThere)).isEqualTo(flat(state));
    assertThat(stateThere.steps()).isEqualTo(state.steps());
    assertThat(stateThere.earlier()).isEqualTo(4);

    walk(optimizer, state, x, 23, 40);
    walk(there, stateThere, y, 23, 40);
    assertThat(y).isEqualTo(x);
    assertThat(flat(stateThere)).isEqualTo(flat(state));
    assertThat(there.learningRate(stateThere)).isEqualTo(optimizer.learningRate(state));
    assertThat(there.averaged(stateThere).orElse(y)).isEqualTo(optimizer.averaged(state).orElse(x));
    assertThat(Arrays.copyOf(message, 3)).containsOnly(-7);
    assertThat(Arrays.copyOfRange(message, message.length - 2, message.length)).containsOnly(-7);
  }

  @ParameterizedTest
  @MethodSource("chains")
  void everyOptimizerGoesOnElsewhereWithTheSameBits(Entry entry) throws Exception {
    for (Map<String, Object> around : AROUND) {
      assertTravels(build(entry, around, 40));
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void everyScheduleGoesOnElsewhereWithTheSameBits(String name) throws Exception {
    Entry adam = OptimizerTable.entry("adam");
    for (Map<String, Object> around : AROUND) {
      Map<String, Object> written = new LinkedHashMap<>(around);
      written.put("schedule", schedule(name));
      assertTravels(build(adam, written, 40));
      written.put(
          "schedule", List.of(Map.of("name", "linear-warm-up", "steps", 5), schedule(name)));
      assertTravels(build(adam, written, 40));
    }
  }

  @Test
  void theOthersTravelToo() throws Exception {
    Settings settings = Settings.DEFAULTS.with(OptimizerSettings.L1, 0.1);
    Object lbfgs = sent(OptimizerTable.entry("lbfgs").build(settings, new Setup(LAYOUT, 40, 1)));
    assertThat(lbfgs).hasToString(lbfgs.toString()).isInstanceOf(Lbfgs.class);
  }

  @Test
  void aFlatStateHasItsPlace() {
    Optimizer adam = build(OptimizerTable.entry("adam"), Map.of(), 40);
    OptimizerState state = adam.init(point());
    assertThat(state.length()).isEqualTo(2 + 2 * LAYOUT.size());
    double[] flat = new double[state.length()];
    assertThatThrownBy(() -> state.copyTo(flat, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> state.copyFrom(flat, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void ratesGoOnWhereMomentsBeginAnew(String name) {
    Entry entry = OptimizerTable.entry("adam");
    Optimizer optimizer = build(entry, Map.of("schedule", schedule(name)), 40);
    double[] x = point();
    OptimizerState whole = optimizer.init(x);
    walk(optimizer, whole, x, 0, 13);

    OptimizerState state = optimizer.restart(x, whole);
    assertThat(state.steps()).isZero();
    assertThat(state.earlier()).isEqualTo(13);
    double rate = optimizer.learningRate(whole);
    assertThat(optimizer.learningRate(state)).isEqualTo(rate);
    assertThat(state.arrays().values()).allSatisfy(array -> assertThat(array).containsOnly(0));

    // Adam's first step with corrections from 1 is one rate along each sign of the gradient.
    double[] before = x.clone();
    double[] gradient = new double[x.length];
    Arrays.fill(gradient, 5);
    optimizer.step(gradient, x, state);
    assertThat(before[0] - x[0]).isCloseTo(rate, within(1e-10));

    List<Tensor> saved = StateTensors.of("", optimizer, state);
    OptimizerState loaded = StateTensors.read("x", "", saved, optimizer);
    assertThat(loaded.earlier()).isEqualTo(13);
    assertThat(loaded.steps()).isEqualTo(1);
    assertThat(flat(loaded)).isEqualTo(flat(state));
    assertThat(optimizer.learningRate(loaded)).isEqualTo(optimizer.learningRate(state));
    OptimizerState third = optimizer.restart(x, loaded);
    assertThat(third.earlier()).isEqualTo(14);
  }

  @Test
  void noiseAndAdaGradsOwnDecayGoOnToo() {
    Optimizer noise =
        build(OptimizerTable.entry("sgd"), Map.of("gradient-noise", 1, "learning-rate", 1), 40);
    double[] first = new double[LAYOUT.size()];
    double[] second = first.clone();
    noise.step(new double[first.length], first, noise.init(first));
    noise.step(new double[first.length], second, noise.init(second, 1));
    assertThat(second[0]).isNotEqualTo(first[0]);

    Optimizer adagrad =
        build(
            OptimizerTable.entry("adagrad"),
            Map.of("learning-rate", 1, "learning-rate-decay", 1),
            40);
    double[] x = new double[LAYOUT.size()];
    double[] gradient = new double[x.length];
    Arrays.fill(gradient, 3);
    adagrad.step(gradient, x, adagrad.init(x, 3));
    assertThat(x[0]).isCloseTo(-0.25, within(1e-9));
  }

  @Test
  void thereAreNoNegativeSteps() {
    Optimizer adam = build(OptimizerTable.entry("adam"), Map.of(), 40);
    assertThatThrownBy(() -> adam.init(point(), -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void aScheduleThatStretchesOverTheRunIsKnown(String name) {
    Entry entry = OptimizerTable.entry("adam");
    List<Object> schedules = new ArrayList<>();
    Map<String, Object> alone = schedule(name);
    schedules.add(alone);
    schedules.add(List.of(Map.of("name", "linear-warm-up", "steps", 5), alone));
    schedules.add(List.of(Map.of("name", "constant", "for", 500), alone));
    if (!name.equals("plateau")) {
      schedules.add(with(alone, "for", 30));
      schedules.add(List.of(alone, "plateau"));
    }
    if (ScheduleTable.entry(name).settings().contains(ScheduleSettings.STEPS)) {
      schedules.add(with(alone, "steps", 30));
    }
    for (Object schedule : schedules) {
      Map<String, Object> group = Map.of("tensors", "weight", "schedule", schedule);
      List<Map<String, Object>> places =
          List.of(Map.of("schedule", schedule), Map.of("groups", List.of(group)));
      for (Map<String, Object> written : places) {
        if (written.containsKey("groups") && schedule.toString().contains("plateau")) {
          continue; // not in groups
        }
        Settings settings = settings(entry, written);
        boolean differs =
            !build(entry, written, 1000).tensors().equals(build(entry, written, 2000).tensors());
        assertThat(entry.dependsOnLength(settings)).as(written.toString()).isEqualTo(differs);
      }
    }
    assertThat(entry.dependsOnLength(Settings.DEFAULTS)).isFalse();
    assertThat(OptimizerTable.entry("lbfgs").dependsOnLength(Settings.DEFAULTS)).isFalse();
  }

  private static Map<String, Object> with(Map<String, Object> part, String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(part);
    more.put(key, value);
    return more;
  }
}
