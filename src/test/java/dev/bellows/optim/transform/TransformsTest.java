package dev.bellows.optim.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.optim.Outcome;
import dev.bellows.optim.Schedule;
import dev.bellows.optim.TensorRule;
import dev.bellows.optim.Transform;
import dev.bellows.optim.Wrapper;
import dev.bellows.optim.transform.ScaleByAdam.EpsilonForm;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Links, gates and wrappers against numbers worked out by hand. */
class TransformsTest {
  private static final Layout TWO = Layout.builder().add("a", 2).add("b", 1).build();

  /** What a chain subtracts from zero parameters for one gradient. */
  private static double[] update(List<Transform> links, double[] gradient, double... parameters) {
    Optimizer optimizer = Optimizer.builder(TWO).links(links).build();
    double[] x = parameters.length == 0 ? new double[3] : parameters;
    double[] before = x.clone();
    optimizer.step(gradient.clone(), x, optimizer.init(x));
    double[] update = new double[3];
    Arrays.setAll(update, i -> before[i] - x[i]);
    return update;
  }

  @Test
  void clippingByValueBoundsEveryElement() {
    assertThat(update(List.of(new ClipByValue(1)), new double[] {-3, 0.5, 2}))
        .containsExactly(-1, 0.5, 1);
  }

  @Test
  void clippingByNormShortensEachTensorByItself() {
    double[] update = update(List.of(new ClipByNorm(1, false)), new double[] {3, 4, 0.5});
    assertThat(update[0]).isEqualTo(3 / (5 + 1e-6), within(1e-15));
    assertThat(update[1]).isEqualTo(4 / (5 + 1e-6), within(1e-15));
    assertThat(update[2]).isEqualTo(0.5);
  }

  @Test
  void clippingByTheGlobalNormShortensAllAlike() {
    double[] update = update(List.of(new ClipByNorm(6.5, true)), new double[] {3, 4, 12});
    double factor = 6.5 / (13 + 1e-6);
    assertThat(update[0]).isEqualTo(3 * factor, within(1e-14));
    assertThat(update[2]).isEqualTo(12 * factor, within(1e-14));
  }

  @Property
  void noGradientIsLongerThanTheBoundAfterClipping(
      @ForAll @Size(3) List<@DoubleRange(min = -1e6, max = 1e6) Double> gradient,
      @ForAll @DoubleRange(min = 0.01, max = 1e3) double bound) {
    double[] g = gradient.stream().mapToDouble(Double::doubleValue).toArray();
    double[] clipped = update(List.of(new ClipByNorm(bound, true)), g);
    double norm = Math.sqrt(Arrays.stream(clipped).map(v -> v * v).sum());
    assertThat(norm).isLessThanOrEqualTo(bound * (1 + 1e-12));
    for (int i = 0; i < 3; i++) {
      assertThat(Math.signum(clipped[i]) * Math.signum(g[i])).isGreaterThanOrEqualTo(0);
    }
  }

  @Test
  void aNormBehindOtherLinksIsTheNormOfWhatTheyMade() {
    // Scaled by 10 first: (3, 4, 0) has the norm 50, so the factor is 5 / 50.
    List<Transform> links = List.of(new Scale(10), new ClipByNorm(5, true));
    double[] update = update(links, new double[] {3, 4, 0});
    assertThat(update[0]).isEqualTo(3, within(1e-6));
    assertThat(update[1]).isEqualTo(4, within(1e-6));
  }

  @Test
  void theTrustRatioOfLarsIsThatOfTheNorms() {
    // ‖x‖ = 5, ‖g‖ = 1, λ = 0.1: 0.01·5/(1 + 0.5) for tensor a; b is zero, so its ratio is 1.
    double[] update =
        update(List.of(new ScaleByTrustRatio(0.01, 0, 0.1)), new double[] {1, 0, 2}, 3, 4, 0);
    double ratio = 0.01 * 5 / 1.5;
    assertThat(update[0]).isEqualTo(ratio * (1 + 0.1 * 3), within(1e-15));
    assertThat(update[1]).isEqualTo(ratio * 0.1 * 4, within(1e-15));
    assertThat(update[2]).isEqualTo(2);
  }

  @Test
  void lambStepsAreAsLongAsTheirTensor() {
    List<Transform> lamb =
        List.of(
            new ScaleByAdam(0.9, 0.999, 1e-6, EpsilonForm.CORRECTED),
            new AddDecayedWeights(0.01),
            new ScaleByTrustRatio(1, 0, Double.NaN));
    double[] update = update(lamb, new double[] {0.3, -7, 1}, 3, 4, -2);
    assertThat(Math.hypot(update[0], update[1])).isEqualTo(5, within(1e-12));
    assertThat(update[2]).isEqualTo(2, within(1e-12));
    // Adam's first step is the sign; with decay 1 + 0.03 and −1 + 0.04.
    assertThat(update[0] / update[1]).isEqualTo(1.03 / -0.96, within(1e-5));
  }

  @Test
  void lionTakesTheSignOfTheInterpolatedMomentum() {
    Optimizer lion = Optimizer.builder(TWO).links(List.of(new ScaleByLion(0.9, 0.99))).build();
    double[] x = new double[3];
    OptimizerState state = lion.init(x);
    lion.step(new double[] {5, -0.1, 0}, x, state);
    assertThat(x).containsExactly(-1, 1, 0);
    // m = (0.05, −0.001, 0); 0.9·0.05 − 0.1·0.4 > 0, and 0.9·(−0.001) + 0.1·0.1 > 0.
    lion.step(new double[] {-0.4, 0.1, 0}, x, state);
    assertThat(x).containsExactly(-2, 0, 0);
    assertThat(state.arrays().get("lion/first-moment")[0])
        .isEqualTo(0.99 * 0.05 - 0.01 * 0.4, within(1e-15));
  }

  @Test
  void noiseIsAFunctionOfSeedStepAndElement() {
    List<Transform> noise = List.of(new AddNoise(0.5, 0, 7));
    double[] once = update(noise, new double[3]);
    assertThat(update(noise, new double[3])).isEqualTo(once);
    assertThat(update(List.of(new AddNoise(0.5, 0, 8)), new double[3])).isNotEqualTo(once);
    assertThat(once[0]).isNotEqualTo(once[1]);
  }

  @Test
  void noiseIsNormalWithItsDeviationWhichMayFall() {
    int size = 100_000;
    Layout layout = Layout.builder().add("many", size).build();
    Optimizer optimizer = Optimizer.builder(layout).links(List.of(new AddNoise(2, 1, 3))).build();
    double[] x = new double[size];
    OptimizerState state = optimizer.init(x);
    for (int step = 1; step <= 4; step++) {
      Arrays.fill(x, 0);
      optimizer.step(new double[size], x, state);
      double deviation = Math.sqrt(Arrays.stream(x).map(v -> v * v).sum() / size);
      // 2·t^(−1/2); the sample's own deviation is within 1 % (over 4 standard errors).
      assertThat(deviation).isEqualTo(2 / Math.sqrt(step), within(0.02 / Math.sqrt(step)));
      assertThat(Arrays.stream(x).average().orElseThrow()).isEqualTo(0, within(0.03));
    }
  }

  @Test
  void accumulationUpdatesWithTheMeanOfItsBatches() {
    Optimizer optimizer =
        Optimizer.builder(TWO)
            .gate(new AccumulateGradients(3))
            .links(List.of(new Scale(1)))
            .build();
    double[] x = new double[3];
    OptimizerState state = optimizer.init(x);

    assertThat(optimizer.step(new double[] {1, 0, 3}, x, state)).isEqualTo(Outcome.HELD);
    assertThat(optimizer.step(new double[] {2, 0, 3}, x, state)).isEqualTo(Outcome.HELD);
    assertThat(x).containsOnly(0);
    assertThat(optimizer.step(new double[] {6, 3, 3}, x, state)).isEqualTo(Outcome.UPDATED);
    assertThat(x).containsExactly(-3, -1, -3);
    optimizer.step(new double[] {9, 9, 9}, x, state);
    assertThat(x).as("a new sum begins").containsExactly(-3, -1, -3);
    assertThat(state.steps()).isEqualTo(1);
  }

  private static OptimizerState walk(Wrapper wrapper, double[] x, int steps) {
    Optimizer optimizer =
        Optimizer.builder(TWO).links(List.of(new Scale(1))).wrapper(wrapper).build();
    OptimizerState state = optimizer.init(x);
    for (int step = 0; step < steps; step++) {
      optimizer.step(new double[] {1, 2, 0}, x, state);
    }
    return state;
  }

  @Test
  void lookaheadGoesAPartOfTheWayAfterEveryFewSteps() {
    double[] x = {10, 10, 10};
    walk(new Lookahead(3, 0.5), x, 3);
    assertThat(x).containsExactly(8.5, 7, 10);
    walk(new Lookahead(3, 0.5), x, 2);
    assertThat(x).containsExactly(6.5, 3, 10);
  }

  @Test
  void theExponentialAverageTrailsBehind() {
    double[] x = {0, 0, 5};
    OptimizerState state = walk(new ExponentialAverage(0.9), x, 2);
    // It begins at −1, after the first update; then −1 + 0.1·(−2 + 1).
    assertThat(state.arrays().get("ema/average")[0]).isEqualTo(-1.1, within(1e-15));
    assertThat(state.arrays().get("ema/average")[2]).isEqualTo(5);
    assertThat(x[0]).isEqualTo(-2);
  }

  @Test
  void theMeanTakesInEveryStepOrEveryFewFromOneOn() {
    assertThat(walk(new UniformAverage(1, 1), new double[3], 4).arrays().get("average/mean")[0])
        .isEqualTo(-2.5);
    // Steps 3, 5, 7.
    assertThat(walk(new UniformAverage(3, 2), new double[3], 8).arrays().get("average/mean")[0])
        .isEqualTo(-5, within(1e-15));
    assertThat(walk(new UniformAverage(9, 1), new double[3], 4).arrays().get("average/mean")[0])
        .as("before its first step it is the parameters")
        .isEqualTo(-4);
  }

  @Test
  void decayLeavesSparedTensorsAlone() {
    Optimizer optimizer =
        Optimizer.builder(TWO)
            .tensors(
                List.of(
                    new TensorRule(TWO.get("a"), Schedule.constant(1), Double.NaN, false),
                    new TensorRule(TWO.get("b"), Schedule.constant(1), 0, false)))
            .links(List.of(new AddDecayedWeights(0.5)))
            .build();
    double[] x = {2, 4, 8};
    optimizer.step(new double[3], x, optimizer.init(x));
    assertThat(x).containsExactly(1, 2, 8);
  }
}
