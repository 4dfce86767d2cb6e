package dev.bellows.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.Settings;
import dev.bellows.linalg.DenseVector;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors that are moving averages go their own way, whatever rule moves the parameters. */
class MovingAverageTest {
  private static final Layout LAYOUT =
      Layout.builder().add("weight", 2).add("mean", List.of(2), 0.25).build();

  private static double[] step(String name, Settings settings) {
    Optimizer optimizer =
        (Optimizer) OptimizerTable.entry(name).build(settings, new Setup(LAYOUT, 10, 1));
    double[] parameters = {1, 1, 4, 8};
    OptimizerState state = optimizer.init(parameters);
    optimizer.step(new double[] {1, 2, 4, -4}, parameters, state);
    return parameters;
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam", "adamW", "rmsprop", "lamb", "adagrad"})
  void itsOwnPartIsTakenOffByEveryRule(String name) {
    double[] after = step(name, Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, 0.5));
    assertThat(after[0]).isNotEqualTo(1);
    assertThat(after[2]).isEqualTo(4 - 0.25 * 4);
    assertThat(after[3]).isEqualTo(8 + 0.25 * 4);
  }

  @Test
  void neitherDecayNorClippingReachesIt() {
    Settings settings =
        Settings.DEFAULTS
            .with(OptimizerSettings.LEARNING_RATE, 1.0)
            .with(OptimizerSettings.WEIGHT_DECAY, 0.1)
            .with(OptimizerSettings.CLIP_GLOBAL_NORM, Math.sqrt(5) / 2);
    double[] after = step("sgd", settings);
    // The norm is that of (1, 2) alone: they are halved, and the decay 0.1 added.
    assertThat(after[0]).isEqualTo(1 - 0.6, within(1e-6));
    assertThat(after[1]).isEqualTo(1 - 1.1, within(1e-6));
    assertThat(after[2]).isEqualTo(3);
    assertThat(after[3]).isEqualTo(9);
  }

  @Test
  void whatStandsThereIsNoPartOfTheNorm() {
    Optimizer optimizer =
        (Optimizer) OptimizerTable.entry("sgd").build(Settings.DEFAULTS, new Setup(LAYOUT, 10, 1));
    double[] parameters = {1, 1, 4, 8};
    BatchUpdate update = new BatchUpdate(optimizer, parameters, optimizer.init(parameters));
    update.apply(new DenseVector(new double[] {6, 8, 40, -40, 1}), 2);
    assertThat(update.norm()).isEqualTo(5);
    assertThat(update.loss()).isEqualTo(0.5);
  }

  @Test
  void oneThatIsFrozenStays() {
    Settings settings =
        Settings.DEFAULTS
            .with(OptimizerSettings.LEARNING_RATE, 1.0)
            .withWritten(
                OptimizerSettings.GROUPS, List.of(Map.of("tensors", "mean", "frozen", true)));
    assertThat(step("sgd", settings)).containsExactly(0, -1, 4, 8);
  }
}
