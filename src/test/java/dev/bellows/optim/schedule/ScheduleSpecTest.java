package dev.bellows.optim.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.optim.ReduceOnPlateau;
import dev.bellows.optim.Schedule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleSpecTest {
  private static final Map<String, Object> WARM_UP =
      Map.of("name", "linear-warm-up", "steps", 4, "start-factor", 0.2);

  private static ScheduleSpec parse(Object written) {
    return ScheduleSpec.SETTING.parse(written);
  }

  @Test
  void theDefaultIsTheLearningRateItself() {
    ScheduleSpec spec = ScheduleSpec.SETTING.defaultValue();

    assertThat(spec).isEqualTo(parse("constant"));
    assertThat(spec.build(0.3, 10).rate(7)).isEqualTo(0.3);
    assertThat(spec.plateau()).isEmpty();
    assertThat(spec.written()).isEqualTo("constant");
  }

  @Test
  void aNameAloneTakesTheWholeRun() {
    Schedule schedule = parse("cosine").build(0.8, 4);

    assertThat(schedule.rate(1)).isEqualTo(0.8);
    assertThat(schedule.rate(3)).isEqualTo(0.4, within(1e-16));
    assertThat(schedule).isEqualTo(new Cosine(0.8, 0, 4, false));
  }

  @Test
  void settingsAreReadAsTheJobFileGivesThem() {
    assertThat(parse(Map.of("name", "step", "every", 100, "factor", "0.5")).build(1, 9))
        .isEqualTo(new StepDecay(1, 100, 0.5));
    assertThat(
            parse(
                    Map.of(
                        "name", "one-cycle", "anneal", "linear", "three-phase", true, "steps", 1e3))
                .build(1, 9))
        .isEqualTo(new OneCycle(1, 1000, 0.3, OneCycle.Anneal.LINEAR, 25, 1e4, true));
    assertThat(parse(Map.of("name", "multi-step", "milestones", List.of(3, 5))).build(1, 9))
        .isEqualTo(new MultiStep(1, List.of(3L, 5L), 0.1));
    assertThat(parse(Map.of("name", "cyclical", "mode", "exp-range", "factor", 0.99)).build(1, 9))
        .isEqualTo(new Cyclical(0.25, 1, 2000, 2000, Cyclical.Mode.EXP_RANGE, 0.99));
  }

  @Test
  void theSecondPartBeginsWhenTheFirstIsOverAndTakesWhatRemainsOfTheRun() {
    Schedule schedule = parse(List.of(WARM_UP, "cosine")).build(1, 14);

    double[] rates = {0.2, 0.4, 0.6, 0.8, 1};
    for (int i = 0; i < rates.length; i++) {
      assertThat(schedule.rate(i + 1)).isEqualTo(rates[i], within(1e-15));
    }
    assertThat(schedule.rate(10)).isEqualTo(0.5, within(1e-15)); // half of 10 steps
    assertThat(schedule.rate(15)).isZero();
  }

  @Test
  void forSaysHowLongAPartLasts() {
    Schedule schedule =
        parse(
                List.of(
                    Map.of("name", "exponential", "factor", 0.5, "for", 2),
                    Map.of("name", "polynomial", "for", 2),
                    Map.of("name", "polynomial", "steps", 2, "for", 3),
                    Map.of("name", "exponential", "factor", 0.5, "for", 2)))
            .build(1, 100);

    double[] rates = {1, 0.5, 1, 0.5, 1, 0.5, 0, 1, 0.5, 0.5, 0.5};
    for (int i = 0; i < rates.length; i++) {
      assertThat(schedule.rate(i + 1)).as("step %d", i + 1).isEqualTo(rates[i]);
    }
  }

  @Property(tries = 200)
  void chainSwitchesAtTheRightStepHoweverLongTheRunIs(
      @ForAll @LongRange(min = 1, max = 40) long first,
      @ForAll @LongRange(min = 1, max = 40) long second,
      @ForAll @LongRange(min = 0, max = 100) long total,
      @ForAll @LongRange(min = 1, max = 150) long step) {
    ScheduleSpec spec =
        parse(
            List.of(
                Map.of("name", "linear-warm-up", "steps", first),
                Map.of("name", "exponential", "factor", 0.9, "for", second),
                "one-cycle"));
    Schedule expected =
        step <= first
            ? new LinearWarmUp(0.1, 1.0 / 3, 1, first)
            : step <= first + second
                ? new Exponential(0.1, 0.9, 0)
                : new OneCycle(
                    0.1,
                    Math.max(0, total - first - second),
                    0.3,
                    OneCycle.Anneal.COS,
                    25,
                    1e4,
                    false);
    long own = step <= first ? step : step <= first + second ? step - first : step - first - second;

    assertThat(spec.build(0.1, total).rate(step)).isEqualTo(expected.rate(own)).isPositive();
  }

  @ParameterizedTest
  @MethodSource("dev.bellows.optim.schedule.ScheduleTableTest#entries")
  void aLastPartWithoutAnyStepLeftDoesNotFail(ScheduleTable.Entry entry) {
    Map<String, Object> last = new HashMap<>(ScheduleTableTest.needs(entry).values());
    last.put("name", entry.name());
    Schedule schedule = parse(List.of(WARM_UP, last)).build(0.1, 2);

    assertThat(schedule.rate(2)).isEqualTo(0.04, within(1e-15));
    for (long step = 1; step < 10; step++) {
      assertThat(schedule.rate(step)).isFinite().isNotNegative();
    }
  }

  @Test
  void aPlateauStandsAloneOrLowersWhatTheOtherPartsGive() {
    Map<String, Object> written =
        Map.of("name", "plateau", "patience", 3, "threshold-mode", "abs", "low", 0.001);
    ReduceOnPlateau plateau = new ReduceOnPlateau(0.1, 3, 1e-4, false, 0, 0.001);

    assertThat(parse("plateau").plateau()).contains(new ReduceOnPlateau(0.1, 10, 1e-4, true, 0, 0));
    assertThat(parse("plateau").build(0.1, 10).rate(5)).isEqualTo(0.1);
    assertThat(parse(written).plateau()).contains(plateau);

    ScheduleSpec chain = parse(List.of(WARM_UP, "cosine", written));
    assertThat(chain.plateau()).contains(plateau);
    assertThat(chain.build(0.1, 14)).isEqualTo(parse(List.of(WARM_UP, "cosine")).build(0.1, 14));
    assertThat(parse(List.of(WARM_UP, "plateau")).build(0.1, 14).rate(14))
        .isEqualTo(0.1, within(1e-15));
  }

  static Stream<Object> written() {
    return Stream.of(
        "cosine",
        "plateau",
        Map.of("name", "cosine"),
        Map.of("name", "cosine", "for", 30),
        Map.of("name", "cosine", "steps", 30, "low", 1e-3, "mirror", "true"),
        Map.of("name", "step", "every", 100, "factor", 0.5),
        Map.of("name", "multi-step", "milestones", List.of(1, 2, 2)),
        Map.of("name", "piecewise", "milestones", 7, "factors", List.of(1, 0.5)),
        Map.of("name", "cyclical", "mode", "triangular2", "low", 0.01),
        Map.of("name", "exponential", "factor", 0.9, "count-from", 1),
        List.of("cosine"),
        List.of(WARM_UP, "cosine"),
        List.of(WARM_UP, Map.of("name", "time-power", "for", 7), "inverse-square-root"),
        List.of(WARM_UP, Map.of("name", "plateau", "threshold-mode", "abs")));
  }

  @ParameterizedTest
  @MethodSource("written")
  void whatIsWrittenBackIsParsedToAnEqualValue(Object written) {
    ScheduleSpec spec = parse(written);

    assertThat(parse(spec.written())).isEqualTo(spec).hasSameHashCodeAs(spec);
    assertThat(parse(spec.written()).build(0.1, 50)).isEqualTo(spec.build(0.1, 50));
  }

  @Test
  void twoWaysOfSayingTheSameAreEqual() {
    assertThat(parse(Map.of("name", "step", "every", 9, "factor", 0.1)))
        .isEqualTo(parse(List.of(Map.of("name", "step", "every", "9"))));
    assertThat(parse(Map.of("name", "cosine", "low", 0)).written()).isEqualTo("cosine");
    Map<String, Object> unset = new HashMap<>(Map.of("name", "cosine"));
    unset.put("steps", null);
    assertThat(parse(unset)).isEqualTo(parse("cosine"));
  }

  static Stream<Arguments> legends() {
    return Stream.of(
        Arguments.of("cosine", "cosine"),
        Arguments.of(
            List.of(Map.of("name", "linear-warm-up", "steps", 500), "cosine"),
            "linear-warm-up 500, cosine"),
        Arguments.of(
            Map.of("name", "step", "every", 100, "factor", 0.5), "step every=100 factor=0.5"),
        Arguments.of(
            List.of(Map.of("name", "time-power", "for", 9), "plateau"),
            "time-power for 9, plateau"),
        Arguments.of(
            Map.of("name", "multi-step", "milestones", List.of(5, 7)), "multi-step milestones=5/7"),
        Arguments.of(Map.of("name", "cyclical", "mode", "exp-range"), "cyclical mode=exp-range"));
  }

  @ParameterizedTest
  @MethodSource("legends")
  void theLegendIsShort(Object written, String legend) {
    assertThat(parse(written)).hasToString(legend);
  }

  private static final String NAMES =
      "constant, step, multi-step, exponential, polynomial, time-power, inverse-square-root,"
          + " linear-warm-up, cosine, cosine-restarts, one-cycle, cyclical, piecewise, plateau";

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            "cosin",
            "schedule = cosin: there is no such schedule (did you mean 'cosine'?); there are "
                + NAMES),
        Arguments.of(
            Map.of("name", "cosin"),
            "schedule.name = cosin: there is no such schedule (did you mean 'cosine'?); there are "
                + NAMES),
        Arguments.of(5, "schedule = 5: there is no such schedule; there are " + NAMES),
        Arguments.of(
            List.of(WARM_UP, "platau"),
            "schedule[1] = platau: there is no such schedule (did you mean 'plateau'?); there are "
                + NAMES),
        Arguments.of(
            Map.of("name", "step", "evry", 10),
            "schedule.evry: step has no such setting (did you mean 'every'?);"
                + " it takes every, factor, for"),
        Arguments.of(
            Map.of("name", "constant", "zzz", 10),
            "schedule.zzz: constant has no such setting; it takes for"),
        Arguments.of(
            Map.of("name", "plateau", "for", 10),
            "schedule.for: plateau has no such setting (did you mean 'low'?);"
                + " it takes factor, patience, threshold, threshold-mode, cooldown, low"),
        Arguments.of(
            List.of(WARM_UP, Map.of("name", "step", "every", 10, "factor", 2)),
            "schedule[1].factor = 2 is not allowed; it takes a number greater than 0, at most 1"),
        Arguments.of(
            Map.of("name", "step", "every", Map.of("a", 1)),
            "schedule.every = {a=1} is not allowed; it takes a whole number of at least 1"),
        Arguments.of(
            Map.of("name", "multi-step", "milestones", List.of(5, 3)),
            "schedule.milestones = [5, 3] is not allowed;"
                + " it takes ascending whole numbers of at least 1"),
        Arguments.of(
            Map.of("name", "multi-step", "milestones", Arrays.asList(5, null)),
            "schedule.milestones = [5, null] is not allowed;"
                + " it takes ascending whole numbers of at least 1"),
        Arguments.of(
            Map.of("name", "piecewise", "milestones", 5, "factors", List.of(1, 2, 3)),
            "schedule.factors = [1.0, 2.0, 3.0] does not fit milestones = [5];"
                + " it takes numbers greater than 0, one more than there are milestones"),
        Arguments.of(
            "step",
            "schedule.every is missing: how many steps lie between two falls;"
                + " it takes a whole number of at least 1"),
        Arguments.of(
            List.of("cosine", "constant"),
            "schedule[0].steps is missing: how many steps cosine lasts before the next one;"
                + " it takes a whole number of at least 1"),
        Arguments.of(
            List.of("time-power", "constant"),
            "schedule[0].for is missing: how many steps time-power lasts before the next one;"
                + " it takes a whole number of at least 1"),
        Arguments.of(
            List.of(Map.of("name", "cosine", "for", 0), "constant"),
            "schedule[0].for = 0 is not allowed; it takes a whole number of at least 1"),
        Arguments.of(
            List.of("plateau", "cosine"),
            "schedule[0] = plateau is not allowed; it takes the last place only"),
        Arguments.of(Map.of("every", 3), "schedule.name is missing; there are " + NAMES),
        Arguments.of(
            List.of(List.of("cosine")),
            "schedule[0] = [cosine] is not allowed;"
                + " it takes a schedule's name or { name = …, its settings }"),
        Arguments.of(
            List.of(),
            "schedule = [] is not allowed;"
                + " it takes a schedule's name, { name = …, its settings }, or a list of these"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldInOneLineWithItsKey(Object written, String message) {
    assertThatThrownBy(() -> parse(written)).isInstanceOf(InputException.class).hasMessage(message);
  }

  @Test
  void ratesThatAreNegativeOrLieBelowTheLowestAreRefused() {
    for (double rate : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> parse("cosine").build(rate, 10))
          .isInstanceOf(InputException.class)
          .hasMessage("learning-rate = %s is not allowed; it takes a number of at least 0", rate);
    }
    Map<String, Object> low = Map.of("name", "cosine", "low", 0.5);
    assertThatThrownBy(() -> parse(low).build(0.1, 10))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "schedule.low = 0.5 is not allowed; it takes a number up to learning-rate = 0.1");
    assertThatThrownBy(() -> parse(List.of(WARM_UP, low)).build(0.1, 10))
        .hasMessageStartingWith("schedule[1].low = 0.5");
    assertThat(parse(low).build(0.5, 10).rate(5)).isEqualTo(0.5);
  }
}
