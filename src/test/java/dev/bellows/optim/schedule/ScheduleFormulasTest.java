package dev.bellows.optim.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.optim.ReduceOnPlateau;
import dev.bellows.optim.Schedule;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Every formula against values that were worked out by hand; steps count from 1. */
class ScheduleFormulasTest {

  private static void assertRates(Schedule schedule, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(schedule.rate(i + 1)).as("step %d", i + 1).isEqualTo(expected[i], within(1e-15));
    }
  }

  @Test
  void stepDecayHalvesEveryThirdStep() {
    assertRates(new StepDecay(0.8, 3, 0.5), 0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2);
  }

  @Test
  void aMilestoneThatIsListedTwiceCountsTwice() {
    assertRates(new MultiStep(0.8, List.of(2L, 4L, 4L), 0.5), 0.8, 0.8, 0.4, 0.4, 0.1, 0.1);
  }

  @Test
  void exponentialCountsFromZeroAsPyTorchOrFromOneAsTheBooks() {
    assertRates(new Exponential(0.8, 0.5, 0), 0.8, 0.4, 0.2);
    assertRates(new Exponential(0.8, 0.5, 1), 0.4, 0.2, 0.1);
  }

  @Test
  void polynomialFallsToItsLowestRateAndStays() {
    // 0.1 + 0.8·(1, 9/16, 1/4, 1/16, 0, 0)
    assertRates(new Polynomial(0.9, 0.1, 4, 2), 0.9, 0.55, 0.3, 0.15, 0.1, 0.1);
  }

  @Test
  void timePowerFallsWithTheRootOfTime() {
    assertRates(new TimePower(0.6, -0.5), 0.6, 0.6 / Math.sqrt(2), 0.6 / Math.sqrt(3), 0.3);
    assertRates(new TimePower(0.6, -1), 0.6, 0.3, 0.2);
  }

  @Test
  void inverseSquareRootRisesToItsPeakAndFallsWithTheRootOfTime() {
    Schedule schedule = new InverseSquareRoot(0.8, 4);

    assertRates(schedule, 0.2, 0.4, 0.6, 0.8, 0.8 * Math.sqrt(4.0 / 5));
    assertThat(schedule.rate(16)).isEqualTo(0.4);
    assertRates(new InverseSquareRoot(0.8, 1), 0.8, 0.8 / Math.sqrt(2));
  }

  @Test
  void inverseSquareRootIsTheTransformersScheduleUpToScale() {
    // Vaswani et al. 2017, equation 3, with d = 512 and 4000 warm-up steps: the peak is
    // 512^−½·4000^−½.
    double peak = 1 / Math.sqrt(512.0 * 4000);
    Schedule schedule = new InverseSquareRoot(peak, 4000);
    for (long step : new long[] {1, 100, 4000, 4001, 100_000}) {
      double theirs =
          Math.pow(512, -0.5) * Math.min(Math.pow(step, -0.5), step * Math.pow(4000, -1.5));
      assertThat(schedule.rate(step)).isEqualTo(theirs, within(1e-17));
    }
  }

  @Test
  void linearWarmUpRisesAndStays() {
    assertRates(new LinearWarmUp(0.8, 0.25, 1, 3), 0.2, 0.4, 0.6, 0.8, 0.8);
  }

  @Test
  void cosineFallsAlongHalfACosineAndStays() {
    double root = Math.sqrt(0.5);
    assertRates(
        new Cosine(0.9, 0.1, 4, false),
        0.9,
        0.5 + 0.4 * root,
        0.5,
        0.5 - 0.4 * root,
        0.1,
        0.1,
        0.1);
  }

  @Test
  void aMirroredCosineRisesAgainAndSoOn() {
    Schedule schedule = new Cosine(0.9, 0.1, 2, true);

    assertRates(schedule, 0.9, 0.5, 0.1, 0.5, 0.9, 0.5, 0.1, 0.5, 0.9);
  }

  @Test
  void cosineRestartsAfterLongerAndLongerPeriods() {
    // Periods of 2, 4 and 8 steps.
    double root = Math.sqrt(0.5);
    assertRates(
        new CosineRestarts(0.8, 0, 2, 2),
        0.8,
        0.4,
        0.8,
        0.4 + 0.4 * root,
        0.4,
        0.4 - 0.4 * root,
        0.8);
    assertRates(new CosineRestarts(0.8, 0.2, 2, 1), 0.8, 0.5, 0.8, 0.5, 0.8);
  }

  @Test
  void restartsAreStillInTimeAfterSoManyStepsThatPeriodsOverflow() {
    assertThat(new CosineRestarts(1, 0, 3, 1_000_000_000).rate(Long.MAX_VALUE)).isBetween(0.0, 1.0);
    assertThat(new CosineRestarts(1, 0, 3, 1).rate(3_000_000_000_000_001L)).isEqualTo(1);
  }

  @Test
  void oneCycleRisesToItsPeakAndFallsBelowItsFirstRate() {
    // T = 10, rise 0.3: the peak is at t = 2, the end at t = 9; the first rate is 0.1, the last
    // 0.01.
    Schedule line = new OneCycle(1, 10, 0.3, OneCycle.Anneal.LINEAR, 10, 10, false);
    double fall = 0.99 / 7;
    assertRates(line, 0.1, 0.55, 1, 1 - fall, 1 - 2 * fall, 1 - 3 * fall);
    assertThat(line.rate(10)).isEqualTo(0.01, within(1e-15));
    assertThat(line.rate(11)).isEqualTo(0.01, within(1e-15));

    Schedule cosine = new OneCycle(1, 10, 0.3, OneCycle.Anneal.COS, 10, 10, false);
    assertRates(cosine, 0.1, 0.55, 1, 0.505 + 0.495 * Math.cos(Math.PI / 7));
    assertThat(cosine.rate(10)).isEqualTo(0.01, within(1e-15));
  }

  @Test
  void oneCycleInThreePhasesIsSymmetricAroundItsPeak() {
    // The corners: 0.1 at t = 0, 1 at t = 2, 0.1 at t = 4, 0.01 at t = 9.
    assertRates(
        new OneCycle(1, 10, 0.3, OneCycle.Anneal.LINEAR, 10, 10, true),
        0.1,
        0.55,
        1,
        0.55,
        0.1,
        0.1 - 0.018,
        0.1 - 0.036,
        0.1 - 0.054,
        0.1 - 0.072,
        0.01,
        0.01);
  }

  @Test
  void cyclicalGoesUpAndDown() {
    assertRates(
        new Cyclical(0.2, 0.8, 2, 3, Cyclical.Mode.TRIANGULAR, 1),
        0.2,
        0.5,
        0.8,
        0.6,
        0.4,
        0.2,
        0.5,
        0.8);
  }

  @Test
  void cyclesOfTriangular2AreEachHalfAsHigh() {
    assertRates(
        new Cyclical(0.2, 1, 1, 1, Cyclical.Mode.TRIANGULAR2, 1), 0.2, 1, 0.2, 0.6, 0.2, 0.4, 0.2);
  }

  @Test
  void theHeightOfExpRangeFallsWithEveryStep() {
    assertRates(
        new Cyclical(0.2, 1, 2, 2, Cyclical.Mode.EXP_RANGE, 0.5), 0.2, 0.4, 0.4, 0.25, 0.2, 0.2125);
  }

  @Test
  void piecewiseJumpsOrMovesAlongLines() {
    List<Long> milestones = List.of(2L, 4L);
    List<Double> factors = List.of(1.0, 0.5, 0.1);

    assertRates(new Piecewise(2, milestones, factors, false), 2, 2, 1, 1, 0.2, 0.2);
    assertRates(new Piecewise(2, milestones, factors, true), 2, 1.5, 1, 0.6, 0.2, 0.2);
  }

  @Test
  void eachPartOfASequenceHasItsOwnClock() {
    Schedule first = step -> step;
    Schedule second = step -> 10 * step;
    Schedule third = step -> 100 * step;

    assertRates(
        new Sequence(
            List.of(
                new Sequence.Part(first, 2),
                new Sequence.Part(second, 1),
                new Sequence.Part(third, Long.MAX_VALUE))),
        1,
        2,
        10,
        100,
        200,
        300);
    assertRates(
        new Sequence(List.of(new Sequence.Part(first, 1), new Sequence.Part(second, 2))),
        1,
        10,
        20,
        20);
  }

  @Test
  void scheduleWithoutStepsIsOverAtOnceAndDoesNotDivideByThem() {
    assertThat(new Cosine(1, 0.25, 0, false).rate(1)).isEqualTo(0.25);
    assertThat(new Cosine(1, 0.25, 0, true).rate(1)).isEqualTo(0.25);
    assertThat(new Polynomial(1, 0.25, 0, 1).rate(1)).isEqualTo(0.25);
    assertThat(new LinearWarmUp(1, 0.25, 0.5, 0).rate(1)).isEqualTo(0.5);
    for (OneCycle.Anneal anneal : OneCycle.Anneal.values()) {
      for (boolean threePhase : new boolean[] {false, true}) {
        for (long steps = 0; steps < 20; steps++) {
          for (double rise : new double[] {0, 0.1, 0.3, 0.5, 0.99}) {
            OneCycle cycle = new OneCycle(1, steps, rise, anneal, 25, 1e4, threePhase);
            for (long step = 1; step <= steps + 3; step++) {
              assertThat(cycle.rate(step)).as("%s at %d", cycle, step).isBetween(3.9e-6, 1.0);
            }
          }
        }
      }
    }
  }

  @Property(tries = 300)
  void aCycleNeverLeavesItsBounds(
      @ForAll @LongRange(min = 1, max = 50) long up,
      @ForAll @LongRange(min = 0, max = 50) long down,
      @ForAll @DoubleRange(min = 0.5, max = 1) double factor,
      @ForAll @LongRange(min = 1, max = 1000) long step) {
    for (Cyclical.Mode mode : Cyclical.Mode.values()) {
      assertThat(new Cyclical(0.1, 1, up, down, mode, factor).rate(step)).isBetween(0.1, 1 + 1e-15);
    }
  }

  @Property(tries = 300)
  void aFallingScheduleNeverRises(
      @ForAll @LongRange(min = 1, max = 100) long steps,
      @ForAll @LongRange(min = 1, max = 300) long step,
      @ForAll @DoubleRange(min = 0.1, max = 4) double power) {
    List<Schedule> falling =
        List.of(
            new StepDecay(1, steps, 0.5),
            new MultiStep(1, List.of(steps, steps, 2 * steps), 0.5),
            new Exponential(1, 0.9, 0),
            new Polynomial(1, 0.1, steps, power),
            new TimePower(1, -power),
            new InverseSquareRoot(1, 1),
            new Cosine(1, 0.1, steps, false));
    for (Schedule schedule : falling) {
      assertThat(schedule.rate(step + 1))
          .as("%s", schedule)
          .isLessThanOrEqualTo(schedule.rate(step));
    }
  }

  @Test
  void whatHasNoStepsOrDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new StepDecay(1, 0, 0.5)).hasMessage("every = 0 must be at least 1");
    assertThatThrownBy(() -> new CosineRestarts(1, 0, 0, 1)).hasMessageContaining("period = 0");
    assertThatThrownBy(() -> new CosineRestarts(1, 0, 1, 0)).hasMessageContaining("growth = 0");
    assertThatThrownBy(() -> new Cyclical(0, 1, 0, 1, Cyclical.Mode.TRIANGULAR, 1))
        .hasMessageContaining("steps-up = 0");
    assertThatThrownBy(() -> new Piecewise(1, List.of(1L), List.of(1.0), false))
        .hasMessage("1 milestones need 2 factors, not 1");
    assertThatThrownBy(() -> new Sequence(List.of())).hasMessageContaining("at least one part");
    assertThatThrownBy(() -> new Sequence.Part(step -> 1, 0)).hasMessageContaining("0 steps");
    assertThatThrownBy(() -> new ReduceOnPlateau(1, 10, 1e-4, true, 0, 0))
        .hasMessage("factor = 1.0 is out of range");
    assertThatThrownBy(() -> new ReduceOnPlateau(0.1, -1, 1e-4, true, 0, 0))
        .hasMessage("patience = -1 is out of range");
    assertThatThrownBy(() -> new ReduceOnPlateau(0.1, 1, Double.NaN, true, 0, 0))
        .hasMessage("threshold = NaN is out of range");
  }
}
