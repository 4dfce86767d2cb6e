package dev.bellows.optim.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.optim.ReduceOnPlateau;
import dev.bellows.optim.Schedule;
import dev.bellows.optim.schedule.ScheduleTable.Entry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All schedules × all properties. */
class ScheduleTableTest {

  static Stream<Entry> entries() {
    return ScheduleTable.ENTRIES.stream();
  }

  /** What a row needs at least. */
  static Settings needs(Entry entry) {
    return switch (entry.name()) {
      case "step" -> Settings.DEFAULTS.with(ScheduleSettings.EVERY, 10L);
      case "multi-step" -> Settings.DEFAULTS.with(ScheduleSettings.MILESTONES, List.of(5L, 9L));
      case "exponential" -> Settings.DEFAULTS.with(ScheduleSettings.FACTOR, 0.9);
      case "cosine-restarts" -> Settings.DEFAULTS.with(ScheduleSettings.PERIOD, 7L);
      case "piecewise" ->
          Settings.DEFAULTS
              .with(ScheduleSettings.CHANGES, List.of(3L, 8L))
              .with(ScheduleSettings.FACTORS, List.of(0.5, 1.0, 0.1));
      default -> Settings.DEFAULTS;
    };
  }

  @ParameterizedTest
  @MethodSource("entries")
  void everyRateOfARunIsPositiveAndNoneIsAboveTheLearningRate(Entry entry) {
    for (long steps : new long[] {1, 2, 3, 10, 100}) {
      Schedule schedule = entry.build(0.1, steps, needs(entry));
      for (long step = 1; step <= steps; step++) {
        assertThat(schedule.rate(step))
            .as("step %d of %d", step, steps)
            .isGreaterThan(0)
            .isLessThanOrEqualTo(0.1 * (1 + 1e-15));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void ratesAreProportionalToTheLearningRate(Entry entry) {
    Schedule one = entry.build(0.1, 20, needs(entry));
    Schedule two = entry.build(0.2, 20, needs(entry));
    for (long step = 1; step <= 20; step++) {
      assertThat(two.rate(step)).isEqualTo(2 * one.rate(step), within(1e-15));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void ratesBehindTheRunAndInARunWithoutStepsAreFinite(Entry entry) {
    for (long steps : new long[] {0, 1, 10}) {
      Schedule schedule = entry.build(0.1, steps, needs(entry));
      for (long step : new long[] {1, 2, 11, 12, 1_000_000, 1L << 50}) {
        assertThat(schedule.rate(step)).as("step %d of %d", step, steps).isBetween(0.0, 0.1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void everySettingRefusesWhatLiesOutsideItsRange(Entry entry) {
    for (Setting<?> setting : entry.settings()) {
      List<?> bad =
          switch (setting.name()) {
            case "factor", "start-factor", "end-factor" -> List.of(0, -0.1, 2, Double.NaN, "half");
            case "milestones" ->
                List.of(List.of(), 0, List.of(3, 2), List.of(1.5), List.of("x", 2), List.of(-1, 2));
            case "factors" -> List.of(List.of(1, 0), List.of(1, -1), List.of(1, "x"), "1e999");
            case "exponent" -> List.of(0.1, Double.NEGATIVE_INFINITY);
            case "low", "threshold" -> List.of(-0.1, Double.POSITIVE_INFINITY, Double.NaN);
            case "power" -> List.of(0, -1, Double.POSITIVE_INFINITY);
            case "rise" -> List.of(-0.1, 1);
            case "start-divisor", "end-divisor" -> List.of(0, 0.5, Double.POSITIVE_INFINITY);
            case "count-from" -> List.of(-1, 2, 0.5);
            case "patience", "cooldown" -> List.of(-1, 0.5);
            case "mirror", "interpolate", "three-phase" -> List.of("perhaps", 1);
            case "anneal", "mode", "threshold-mode" -> List.of("sideways");
            default -> List.of(0, -1, 1.5, "many");
          };
      for (Object value : bad) {
        assertThatThrownBy(() -> setting.parse(value))
            .as("%s %s = %s", entry.name(), setting.name(), value)
            .isInstanceOf(InputException.class)
            .hasMessageStartingWith(setting.name() + " = ")
            .hasMessageContaining(setting.allowed());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void everyDefaultIsAllowed(Entry entry) {
    for (Setting<?> setting : entry.settings()) {
      if (setting.defaultValue() != null) {
        Object written = Setting.word((Object) setting.defaultValue());
        assertThat((Object) setting.parse(written)).isEqualTo(setting.defaultValue());
      }
    }
  }

  @Test
  void aPlateausFactorLiesBelowOne() {
    assertThatThrownBy(() -> ScheduleSettings.PLATEAU_FACTOR.parse(1))
        .hasMessage("factor = 1 is not allowed; it takes a number between 0 and 1");
  }

  @Test
  void oneNumberAloneIsAListOfOne() {
    assertThat(ScheduleSettings.MILESTONES.parse("100")).containsExactly(100L);
    assertThat(ScheduleSettings.MILESTONES.parse(List.of(5, 1e1, "10")))
        .containsExactly(5L, 10L, 10L);
    assertThatThrownBy(() -> ScheduleSettings.CHANGES.parse(List.of(5, 5)))
        .hasMessageContaining("different, ascending");
    assertThat(ScheduleSettings.FACTORS.parse(List.of(1, "0.5"))).containsExactly(1.0, 0.5);
  }

  @Test
  void aCyclicalScheduleStartsAtAQuarterOfTheRateUnlessItIsTold() {
    Entry cyclical = ScheduleTable.entry("cyclical");

    assertThat(cyclical.build(0.8, 10, Settings.DEFAULTS).rate(1)).isEqualTo(0.2);
    assertThat(
            cyclical.build(0.8, 10, Settings.DEFAULTS.with(ScheduleSettings.TROUGH, 0.1)).rate(1))
        .isEqualTo(0.1);
  }

  @Test
  void settingsOfAnotherRowAndMissingOnesAreRefused() {
    Settings mirror = Settings.DEFAULTS.with(ScheduleSettings.MIRROR, true);

    assertThatThrownBy(() -> ScheduleTable.entry("step").build(1, 1, mirror))
        .hasMessage("step has no setting 'mirror'");
    assertThatThrownBy(() -> ScheduleTable.entry("step").build(1, 1, Settings.DEFAULTS))
        .hasMessage(
            "every is missing: how many steps lie between two falls;"
                + " it takes a whole number of at least 1");
    assertThatThrownBy(() -> ScheduleTable.entry("cosin")).hasMessageContaining("constant, step");
  }

  @Test
  void aPlateauHasPyTorchsDefaults() {
    assertThat(ScheduleTable.plateau(Settings.DEFAULTS))
        .isEqualTo(new ReduceOnPlateau(0.1, 10, 1e-4, true, 0, 0));
  }
}
