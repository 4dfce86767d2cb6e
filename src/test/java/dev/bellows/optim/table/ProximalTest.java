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
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.optim.TouchedRows;
import dev.bellows.optim.table.OptimizerTable.Entry;
import dev.bellows.optim.transform.ScaleByLion;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The L1 penalty of optimizers that take steps, and FTRL's own. */
class ProximalTest {
  private static final Layout LAYOUT = Layout.builder().add("weight", 1, 8).add("bias", 1).build();
  private static final int SIZE = 9;
  private static final int ROWS = 40;
  private static final double ALPHA = 0.3;
  private static final double RIDGE = 0.1;

  private final double[][] rows = new double[ROWS][SIZE];
  private final double[] labels = new double[ROWS];

  /** A regression of which half the features are of no use; correlated, so none is alone. */
  ProximalTest() {
    Random random = new Random(1);
    for (int r = 0; r < ROWS; r++) {
      double common = random.nextGaussian();
      for (int c = 0; c < SIZE - 1; c++) {
        rows[r][c] = random.nextGaussian() + 0.5 * common;
        labels[r] += (c < 4 ? c - 1.5 : 0) * rows[r][c];
      }
      rows[r][SIZE - 1] = 1;
      labels[r] += 3 + 0.5 * random.nextGaussian();
    }
  }

  private double squaredLoss(double[] x, double[] gradient) {
    Arrays.fill(gradient, 0);
    double sum = 0;
    for (int r = 0; r < ROWS; r++) {
      double error = -labels[r];
      for (int c = 0; c < SIZE; c++) {
        error += rows[r][c] * x[c];
      }
      sum += error * error / 2 / ROWS;
      for (int c = 0; c < SIZE; c++) {
        gradient[c] += error * rows[r][c] / ROWS;
      }
    }
    return sum;
  }

  /** The optimum of the elastic net, bias spared, by OWL-QN. */
  private double[] optimum() {
    double[] l1 = new double[SIZE];
    Arrays.fill(l1, 0, SIZE - 1, ALPHA);
    return LimitedMemoryBfgs.minimize(
            (x, gradient) -> {
              double loss = squaredLoss(x, gradient);
              for (int c = 0; c < SIZE - 1; c++) {
                gradient[c] += RIDGE * x[c];
                loss += RIDGE * x[c] * x[c] / 2;
              }
              return loss;
            },
            new double[SIZE],
            l1,
            new LimitedMemoryBfgs.Options(10, 1e-14, 1000),
            LimitedMemoryBfgs.Listener.NONE)
        .point();
  }

  private static Optimizer build(Entry entry, Map<String, Object> written) {
    Settings settings = Settings.DEFAULTS;
    for (Map.Entry<String, Object> one : written.entrySet()) {
      settings = settings.withWritten(entry.setting(one.getKey()), one.getValue());
    }
    return (Optimizer) entry.build(settings, new Setup(LAYOUT, 20_000, 1));
  }

  /** Those with proximal steps, in all their forms. */
  static Stream<Map.Entry<String, Map<String, Object>>> forms() {
    Stream<Map.Entry<String, Map<String, Object>>> plain =
        OptimizerTable.ENTRIES.stream()
            .filter(entry -> !Set.of("lbfgs", "ftrl").contains(entry.name()))
            .filter(entry -> entry.own().stream().anyMatch(s -> s.name().equals("l1")))
            .map(entry -> Map.entry(entry.name(), Map.of()));
    return Stream.concat(
        plain,
        Stream.of(
            Map.entry("sgd", Map.of("momentum", 0.8, "nesterov", true)),
            Map.entry("sgd", Map.of("momentum", 0.5, "dampening", 0.3)),
            Map.entry("momentum", Map.of("momentum-form", "average")),
            Map.entry("adagrad", Map.of("epsilon-placement", "inside")),
            Map.entry("rmsprop", Map.of("momentum", 0.5)),
            Map.entry("adam", Map.of("amsgrad", true)),
            Map.entry("nadam", Map.of("momentum-product", "pytorch-1"))));
  }

  private static Map<String, Object> elasticNet(Entry entry, Map<String, Object> form) {
    Map<String, Object> written = new LinkedHashMap<>(form);
    written.put("l1", ALPHA);
    if (entry.settings().stream().anyMatch(s -> s.name().equals("weight-decay"))) {
      written.put("weight-decay", RIDGE);
      written.put("weight-decay-form", "l2");
    }
    written.put("no-weight-decay", "bias");
    written.put("schedule", "cosine");
    boolean large = entry.name().endsWith("adagrad");
    written.put("learning-rate", large ? 0.5 : entry.name().contains("momentum") ? 0.02 : 0.05);
    return written;
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theOptimumIsThatOfOwlQn(Map.Entry<String, Map<String, Object>> form) {
    Entry entry = OptimizerTable.entry(form.getKey());
    Optimizer optimizer = build(entry, elasticNet(entry, form.getValue()));
    boolean decays = entry.settings().stream().anyMatch(s -> s.name().equals("weight-decay"));
    double[] x = new double[SIZE];
    Arrays.fill(x, 0.5);
    OptimizerState state = optimizer.init(x);
    double[] gradient = new double[SIZE];
    for (int step = 0; step < 20_000; step++) {
      squaredLoss(x, gradient);
      for (int c = 0; c < SIZE - 1 && !decays; c++) {
        gradient[c] += RIDGE * x[c];
      }
      optimizer.step(gradient, x, state);
    }

    double[] optimum = optimum();
    assertThat(Arrays.stream(optimum).filter(v -> v == 0).count()).isGreaterThanOrEqualTo(3);
    assertThat(x).containsExactly(optimum, within(2e-4));
    for (int c = 0; c < SIZE; c++) {
      assertThat(x[c] == 0).as("element %d is zero: %s", c, x[c]).isEqualTo(optimum[c] == 0);
    }
  }

  @Test
  void aProximalStepOfSgdIsTheSoftThreshold() {
    Optimizer optimizer =
        build(
            OptimizerTable.entry("sgd"),
            Map.of("learning-rate", 0.1, "l1", 2, "no-weight-decay", "b*"));
    double[] x = {1, -1, 0.1, -0.25, 0, 0, 0.2, 5, 0.1};
    double[] before = x.clone();
    double[] gradient = {1, 0, 0, 0, 3, -1, 10, 0, 0.5};

    optimizer.step(gradient, x, optimizer.init(x));

    // x − 0.1g, then 0.2 towards zero; the bias is spared.
    double[] after = {0.7, -0.8, 0, -0.05, -0.1, 0, -0.6, 4.8, 0.05};
    assertThat(x).containsExactly(after, within(1e-15));
    assertThat(x[2]).isZero();
    assertThat(x[5]).isZero();
    for (int i = 0; i < SIZE; i++) {
      assertThat(gradient[i]).as("what was subtracted").isEqualTo(before[i] - x[i], within(1e-15));
    }
  }

  @Test
  void aProximalStepOfAdaGradIsAsLargeAsItsOwn() {
    // Proximal AdaGrad (Duchi and others 2011; TensorFlow's ProximalAdagrad): s = 4, η/√s = 0.25.
    Optimizer optimizer =
        build(
            OptimizerTable.entry("adagrad"),
            Map.of("learning-rate", 0.5, "l1", 1, "epsilon", 1e-300));
    double[] x = {2, 0.7, 0, 0, 0, 0, 0, 0, 0};

    optimizer.step(new double[] {2, 2, 0, 0, 0, 0, 0, 0, 0}, x, optimizer.init(x));

    assertThat(x[0]).isEqualTo(2 - 0.5 - 0.25, within(1e-15));
    assertThat(x[1]).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"adadelta", "lion", "lars", "lamb"})
  void stepsWithoutASizeTakeNoL1(String name) {
    Entry entry = OptimizerTable.entry(name);

    assertThatThrownBy(() -> build(entry, Map.of("l1", 0.1)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("l1: " + name + " has no such setting");
  }

  @Test
  void aVelocityWithTheRatesOfEarlierStepsTakesNoL1() {
    Entry entry = OptimizerTable.entry("momentum");

    assertThatThrownBy(() -> build(entry, Map.of("momentum-form", "books", "l1", 0.1)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "momentum-form = books has the rate inside the velocity; l1 does not go with it");
  }

  @Test
  void aChainOfLinksWithoutSizesTakesNoL1() {
    Optimizer.Builder builder =
        Optimizer.builder(LAYOUT).links(List.of(new ScaleByLion(0.9, 0.99))).l1(0.1);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an L1 weight of 0.1: lion has no step sizes that it could be measured by");
  }

  @Test
  void onlyTouchedRowsArePulled() {
    Optimizer optimizer = build(OptimizerTable.entry("sparse-adagrad"), Map.of("l1", 1));
    double[] x = new double[SIZE];
    Arrays.fill(x, 1);
    double[] gradient = new double[SIZE];
    gradient[2] = 1;

    optimizer.step(gradient, x, optimizer.init(x));

    assertThat(x).containsExactly(new double[] {1, 1, 0.98, 1, 1, 1, 1, 1, 1}, within(1e-9));
    double[] told = new double[SIZE];
    Arrays.fill(told, 1);
    Optimizer sgd = build(OptimizerTable.entry("sgd"), Map.of("learning-rate", 0.1, "l1", 1));
    Map<String, int[]> touched = Map.of("weight", new int[] {2}, "bias", new int[0]);
    sgd.step(new double[SIZE], new TouchedRows(touched), told, sgd.init(told));
    assertThat(told).containsExactly(new double[] {1, 1, 0.9, 1, 1, 1, 1, 1, 1}, within(1e-15));
  }

  @Test
  void largeTensorsArePulledOnAllCoresToTheSameBits() {
    Layout large = Layout.builder().add("weight", 1, 300_001).build();
    Entry entry = OptimizerTable.entry("adam");
    Settings settings = Settings.DEFAULTS.with(OptimizerSettings.L1, 0.2);
    Optimizer whole = (Optimizer) entry.build(settings, new Setup(large, 10, 1));
    Layout small = Layout.builder().add("weight", 1, 1).build();
    Optimizer one = (Optimizer) entry.build(settings, new Setup(small, 10, 1));
    double[] x = new Random(1).doubles(300_001, -0.002, 0.002).toArray();
    double[] start = x.clone();
    OptimizerState state = whole.init(x);
    double[] gradient = new Random(2).doubles(300_001, -1, 1).toArray();
    for (int step = 0; step < 3; step++) {
      whole.step(gradient.clone(), x, state);
    }

    for (int i = 0; i < x.length; i += 997) {
      double[] alone = {start[i]};
      OptimizerState ofOne = one.init(alone);
      for (int step = 0; step < 3; step++) {
        one.step(new double[] {gradient[i]}, alone, ofOne);
      }
      assertThat(x[i]).isEqualTo(alone[0]);
    }
    assertThat(Arrays.stream(x).filter(v -> v == 0).count()).isGreaterThan(1000);
  }

  @Test
  void aProximalStepAllocatesNothing() {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Optimizer optimizer = build(OptimizerTable.entry("adam"), Map.of("l1", 0.01));
    double[] x = new double[SIZE];
    double[] gradient = new double[SIZE];
    OptimizerState state = optimizer.init(x);
    long least = Long.MAX_VALUE;
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

  // --- FTRL -------------------------------------------------------------------------------------

  private static final Map<String, Object> FTRL =
      Map.of("learning-rate", 0.2, "beta", 0.5, "l1", 6, "l2", 0.3, "no-weight-decay", "bias");

  @Test
  void ftrlIsAlgorithmOneOfItsPaper() {
    Optimizer optimizer = build(OptimizerTable.entry("ftrl"), FTRL);
    double[] x = new double[SIZE];
    OptimizerState state = optimizer.init(x);
    double[] w = new double[SIZE];
    double[] z = new double[SIZE];
    double[] n = new double[SIZE];
    Random random = new Random(5);
    int zeros = 0;
    for (int step = 0; step < 500; step++) {
      double[] g = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        // Some gradients lead away from zero and back again, some are rare.
        g[i] = random.nextInt(3) < i % 3 ? 0 : random.nextGaussian() + Math.sin(step / 40.0 + i);
        double l1 = i == SIZE - 1 ? 0 : 6;
        double l2 = i == SIZE - 1 ? 0 : 0.3;
        double sigma = (Math.sqrt(n[i] + g[i] * g[i]) - Math.sqrt(n[i])) / 0.2;
        z[i] += g[i] - sigma * w[i];
        n[i] += g[i] * g[i];
        w[i] =
            Math.abs(z[i]) <= l1
                ? 0
                : -(z[i] - Math.signum(z[i]) * l1) / ((0.5 + Math.sqrt(n[i])) / 0.2 + l2);
        zeros += w[i] == 0 ? 1 : 0;
      }
      optimizer.step(g, x, state);
      assertThat(x).as("step %d", step).containsExactly(w, within(1e-12));
      for (int i = 0; i < SIZE; i++) {
        assertThat(x[i] == 0).isEqualTo(w[i] == 0);
      }
    }
    assertThat(zeros).isBetween(200, 4000);
  }

  @Test
  void ftrlGoesOnFromParametersThatSomethingElseHasMoved() {
    Optimizer optimizer = build(OptimizerTable.entry("ftrl"), FTRL);
    double[] x = new double[SIZE];
    Arrays.fill(x, 2);
    OptimizerState state = optimizer.init(x);
    double[] gradient = new double[SIZE];
    Arrays.fill(gradient, 0.5);

    optimizer.step(gradient, x, state);

    // 2 − g/((β + |g|)/η + λ₂): AdaGrad's step from where it stands.
    assertThat(x[0]).isEqualTo(2 - 0.5 / (1 / 0.2 + 0.3), within(1e-14));
    assertThat(x[SIZE - 1]).isEqualTo(2 - 0.5 / (1 / 0.2), within(1e-14));
  }

  @Test
  void ftrlStandsStillAtTheRateZero() {
    Optimizer optimizer =
        build(
            OptimizerTable.entry("ftrl"),
            Map.of("schedule", Map.of("name", "cosine", "steps", 10), "l1", 1));
    double[] x = new double[SIZE];
    OptimizerState state = optimizer.init(x);
    for (int step = 0; step < 30; step++) {
      double[] gradient = new double[SIZE];
      Arrays.fill(gradient, 1);
      optimizer.step(gradient, x, state);
    }

    assertThat(x[0]).isFinite().isNegative();
  }

  @Test
  void settingsOfFtrlAreItsOwn() {
    Entry entry = OptimizerTable.entry("ftrl");

    assertThat(entry.own()).extracting(Setting::name).contains("beta", "l1", "l2");
    assertThatThrownBy(() -> build(entry, Map.of("weight-decay", 0.1)))
        .hasMessageStartingWith("weight-decay: ftrl has no such setting");
    assertThatThrownBy(
            () -> build(entry, Map.of("groups", Map.of("tensors", "bias", "weight-decay", 1))))
        .hasMessage("groups[0].weight-decay: this optimizer has no weight decay");
  }
}
