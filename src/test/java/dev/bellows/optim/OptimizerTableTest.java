package dev.bellows.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.optim.OptimizerTable.Entry;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** All optimizers × all properties. */
class OptimizerTableTest {

  static Stream<Entry> entries() {
    return OptimizerTable.ENTRIES.stream();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void convergesOnAParabola(Entry entry) {
    // AdaGrad's and AdaDelta's own steps are small: they get a rate to match.
    double rate = entry.name().startsWith("ada") && !entry.name().startsWith("adam") ? 1 : 0.05;
    Optimizer optimizer = entry.build(Settings.DEFAULTS.with(OptimizerTable.LEARNING_RATE, rate));
    double[] x = {3, -2};
    OptimizerState state = optimizer.init(2);
    for (int step = 0; step < 3000; step++) {
      optimizer.step(new double[] {x[0], 4 * x[1]}, x, state);
    }
    assertThat(x[0]).isEqualTo(0, within(0.06));
    assertThat(x[1]).isEqualTo(0, within(0.06));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void keepsItsStateTheSizeOfTheParametersAndCountsSteps(Entry entry) {
    Optimizer optimizer = entry.build(Settings.DEFAULTS);
    OptimizerState state = optimizer.init(5);
    for (int step = 0; step < 3; step++) {
      optimizer.step(new double[] {1, 2, 3, 4, 5}, new double[5], state);
    }
    assertThat(state.steps()).isEqualTo(3);
    assertThat(state.arrays().values()).allSatisfy(array -> assertThat(array).hasSize(5));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void doesNotMoveForAZeroGradientAtTheBeginning(Entry entry) {
    Settings plain = Settings.DEFAULTS.with(OptimizerTable.WEIGHT_DECAY, 0.0);
    Optimizer optimizer = entry.build(plain);
    double[] x = {1, -2};

    optimizer.step(new double[2], x, optimizer.init(2));

    assertThat(x).containsExactly(1, -2);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void treatsEveryElementAlikeHoweverManyThereAre(Entry entry) {
    // More elements than one range: the last ones must move as the first ones do.
    int size = 2500;
    Optimizer optimizer = entry.build(Settings.DEFAULTS);
    double[] many = new double[size];
    Arrays.fill(many, 0.5);
    double[] one = {0.5};
    OptimizerState stateOfMany = optimizer.init(size);
    OptimizerState stateOfOne = optimizer.init(1);
    Random random = new Random(1);
    for (int step = 0; step < 5; step++) {
      double g = random.nextGaussian();
      double[] gradient = new double[size + 1];
      Arrays.fill(gradient, g);
      optimizer.step(gradient, many, stateOfMany);
      optimizer.step(new double[] {g}, one, stateOfOne);
      assertThat(gradient[size]).isEqualTo(g);
    }
    assertThat(many).containsOnly(one[0]);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void takesTheSameStepsAgain(Entry entry) {
    assertThat(walk(entry.build(Settings.DEFAULTS)))
        .isEqualTo(walk(entry.build(Settings.DEFAULTS)));
  }

  private static double[] walk(Optimizer optimizer) {
    double[] x = {1, -1, 2};
    OptimizerState state = optimizer.init(3);
    for (int step = 1; step <= 20; step++) {
      optimizer.step(new double[] {x[0] / step, x[1] * x[2], Math.sin(step)}, x, state);
    }
    return x;
  }

  /** "Dive into Deep Learning", optimization chapter: 0.1x² + 2y² from (−5, −2), 20 steps. */
  @ParameterizedTest
  @CsvSource({
    "gd,       0.4, 0,   -0.943467, -0.000073",
    "gd,       0.6, 0,   -0.387814, -1673.365109",
    "momentum, 0.4, 0.5, -0.062843, 0.001202",
    "momentum, 0.6, 0.5, 0.007188,  0.002553",
    "adagrad,  0.4, 0,   -2.382563, -0.158591",
    "adagrad,  2,   0,   -0.002295, -0.000000",
    "rmsprop,  0.4, 0.9, -0.010599, 0.000000"
  })
  void endsWhereTheBooksPrint(String name, double rate, double memory, double x1, double x2) {
    Settings settings = Settings.DEFAULTS.with(OptimizerTable.LEARNING_RATE, rate);
    if (name.equals("momentum")) {
      settings =
          settings
              .with(OptimizerTable.MOMENTUM, memory)
              .with(OptimizerTable.MOMENTUM_FORM, MomentumForm.BOOKS);
    }
    if (name.equals("adagrad") || name.equals("rmsprop")) {
      settings =
          settings
              .with(OptimizerTable.EPSILON, 1e-6)
              .with(OptimizerTable.EPSILON_PLACEMENT, EpsilonPlacement.INSIDE);
    }
    if (name.equals("rmsprop")) {
      settings = settings.with(OptimizerTable.DECAY, memory);
    }
    Optimizer optimizer = OptimizerTable.entry(name).build(settings);
    double[] x = {-5, -2};
    OptimizerState state = optimizer.init(2);
    for (int step = 0; step < 20; step++) {
      optimizer.step(new double[] {0.2 * x[0], 4 * x[1]}, x, state);
    }
    assertThat(x[0]).isEqualTo(x1, within(5e-7));
    assertThat(x[1]).isEqualTo(x2, within(5e-7));
  }

  @Test
  void pyTorchsAndTheBooksMomentumWalkAlikeWithAConstantRate() {
    double[] torch = walk(momentum(MomentumForm.PYTORCH));
    double[] books = walk(momentum(MomentumForm.BOOKS));

    for (int i = 0; i < 3; i++) {
      assertThat(books[i]).isEqualTo(torch[i], within(1e-12));
    }
  }

  @Test
  void theLeakyAverageWalksLikeMomentumWithTheSameRate() {
    // v' = (1−μ)v, and η/(1−μ)·v' = ηv.
    double[] torch = walk(momentum(MomentumForm.PYTORCH));
    double[] average = walk(momentum(MomentumForm.AVERAGE));

    for (int i = 0; i < 3; i++) {
      assertThat(average[i]).isEqualTo(torch[i], within(1e-12));
    }
  }

  private static Optimizer momentum(MomentumForm form) {
    return OptimizerTable.entry("momentum")
        .build(Settings.DEFAULTS.with(OptimizerTable.MOMENTUM_FORM, form));
  }

  @Test
  void decoupledDecayLeavesTheMomentsAlone() {
    Settings decay = Settings.DEFAULTS.with(OptimizerTable.WEIGHT_DECAY, 0.1);
    Optimizer adamW = OptimizerTable.entry("adamW").build(decay);
    Optimizer adam = OptimizerTable.entry("adam").build(decay);
    double[] x = {10};
    double[] y = {10};
    OptimizerState stateW = adamW.init(1);
    OptimizerState stateL2 = adam.init(1);

    adamW.step(new double[] {1}, x, stateW);
    adam.step(new double[] {1}, y, stateL2);

    assertThat(stateW.arrays().get("adam/first-moment")[0]).isEqualTo(0.1, within(1e-15));
    assertThat(stateL2.arrays().get("adam/first-moment")[0]).isEqualTo(0.2, within(1e-15));
    // 10 − 0.001·(1 + 0.1·10)
    assertThat(x[0]).isEqualTo(9.998, within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void everySettingRefusesWhatLiesOutsideItsRange(Entry entry) {
    for (Setting<?> setting : entry.settings()) {
      List<?> bad =
          switch (setting.name()) {
            case "learning-rate", "epsilon" -> List.of(0, -1, Double.NaN, "fast");
            case "weight-decay" -> List.of(-0.1, Double.POSITIVE_INFINITY);
            case "nesterov" -> List.of("perhaps");
            case "momentum-form", "epsilon-placement" -> List.of("sideways");
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
    Settings nesterov = Settings.DEFAULTS.with(OptimizerTable.NESTEROV, true);

    assertThatThrownBy(() -> OptimizerTable.entry("sgd").build(nesterov))
        .hasMessage("nesterov = true needs a momentum above 0 and dampening 0");
    assertThatThrownBy(() -> OptimizerTable.entry("adam").build(nesterov))
        .hasMessage("adam has no setting 'nesterov'");
    assertThatThrownBy(() -> OptimizerTable.entry("adamm")).hasMessageContaining("gd, sgd");
  }
}
