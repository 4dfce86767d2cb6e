package dev.bellows.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PointsTest {
  private static final OptionalInt THREE = OptionalInt.of(3);

  private static Dimension choice(String key, Object... values) {
    return new Dimension(key, Choice.of(values));
  }

  private static Condition when(String key, Object... values) {
    return new Condition(key, List.of(values));
  }

  private static Space conditional() {
    return Space.of(
        List.of(
            new Dimension(
                "momentum", new Uniform(0, 1, THREE), List.of(when("name", "sgd", "rmsprop"))),
            choice("name", "sgd", "adam", "rmsprop"),
            new Dimension("nesterov", Choice.of(true, false), List.of(when("momentum", 0.5))),
            new Dimension(
                "decay", new LogUniform(0.1, 10), List.of(when("model", "wide"), when("rows", 8)))),
        Map.<String, Object>of("model", "wide", "rows", 8.0)::get);
  }

  private static Space square() {
    return Space.of(
        List.of(
            new Dimension("x", new Uniform(0, 1)),
            new Dimension("y", new Uniform(0, 1)),
            choice("z", 1, 2, 3)));
  }

  @Test
  void aGridIsEveryCombinationAndItsLastKeyChangesFastest() {
    Space space =
        Space.of(
            List.of(
                choice("name", "sgd", "adam"),
                new Dimension("rate", new LogUniform(0.25, 1, THREE)),
                choice("rows", 10, 100)));
    List<Trial> trials = Points.grid(space);
    assertThat(trials).hasSize(12).extracting(Trial::number).isSorted();
    assertThat(trials.get(0).settings()).isEqualTo(Map.of("name", "sgd", "rate", 0.25, "rows", 10));
    assertThat(trials.get(1).settings())
        .isEqualTo(Map.of("name", "sgd", "rate", 0.25, "rows", 100));
    assertThat(trials.get(2).settings()).containsEntry("rate", 0.5);
    assertThat(trials.get(6).settings()).containsEntry("name", "adam");
    assertThat(new HashSet<>(trials.stream().map(Trial::settings).toList())).hasSize(12);
  }

  @Test
  void aKeyThatDoesNotApplyGivesAGridNoCombinations() {
    Space space =
        Space.of(
            List.of(
                choice("name", "sgd", "adam"),
                new Dimension(
                    "momentum", new Uniform(0, 0.5, THREE), List.of(when("name", "sgd")))));
    assertThat(Points.grid(space).stream().map(Trial::settings))
        .containsExactly(
            Map.of("name", "sgd", "momentum", 0.0),
            Map.of("name", "sgd", "momentum", 0.25),
            Map.of("name", "sgd", "momentum", 0.5),
            Map.of("name", "adam"));
  }

  @Test
  void aRangeWithoutANumberOfPointsMakesNoGrid() {
    assertThatThrownBy(() -> Points.grid(conditional()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "decay: a grid takes a list, or a range with its number of points: { log-uniform ="
                + " [0.1, 10.0], grid = 5 }");
  }

  @Test
  void aGridOfMoreThanAMillionTrialsIsRefused() {
    List<Dimension> many =
        Stream.of("a", "b", "c", "d")
            .map(key -> new Dimension(key, new Whole(1, 100, false, OptionalInt.of(100))))
            .toList();
    assertThatThrownBy(() -> Points.grid(Space.of(many)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the grid of a, b, c, d has over 1,000,000 trials; give fewer values, or take random"
                + " ones");
  }

  @ParameterizedTest
  @EnumSource
  void trialsDependOnTheSeedAndNotOnHowManyThereAre(Sampler sampler) {
    List<Trial> many = sampler.draw(conditional(), 50, 7);
    assertThat(sampler.draw(conditional(), 20, 7)).isEqualTo(many.subList(0, 20));
    assertThat(sampler.draw(conditional(), 50, 8)).isNotEqualTo(many);
    assertThat(many).extracting(Trial::number).isEqualTo(IntStream.range(0, 50).boxed().toList());
  }

  @ParameterizedTest
  @EnumSource
  void aSettingIsThereWhereItsConditionsHoldAndInTheOrderOfTheSpace(Sampler sampler) {
    Set<Object> names = new HashSet<>();
    for (Trial trial : sampler.draw(conditional(), 60, 3)) {
      Map<String, Object> settings = trial.settings();
      names.add(settings.get("name"));
      assertThat(settings.containsKey("momentum")).isEqualTo(!settings.get("name").equals("adam"));
      assertThat(settings).containsKey("decay").doesNotContainKey("nesterov");
      assertThat(List.copyOf(settings.keySet()))
          .isEqualTo(Stream.of("momentum", "name", "decay").filter(settings::containsKey).toList());
    }
    assertThat(names).containsExactlyInAnyOrder("sgd", "adam", "rmsprop");
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatDoesNotApplyUsesUpItsCoordinateAllTheSame(Sampler sampler) {
    Space always = Space.of(List.of(choice("name", 1, 2), dimension("x"), dimension("y")));
    Space sometimes =
        Space.of(
            List.of(
                choice("name", 1, 2),
                new Dimension("x", new Uniform(0, 1), List.of(when("name", 2))),
                dimension("y")));
    List<Trial> all = sampler.draw(always, 30, 5);
    List<Trial> some = sampler.draw(sometimes, 30, 5);
    assertThat(some).anyMatch(trial -> !trial.settings().containsKey("x"));
    for (int k = 0; k < 30; k++) {
      assertThat(all.get(k).settings()).containsAllEntriesOf(some.get(k).settings());
      assertThat(some.get(k).settings()).containsKey("y");
    }
  }

  private static Dimension dimension(String key) {
    return new Dimension(key, new Uniform(0, 1));
  }

  @Property(tries = 50)
  void sixtyFourShiftedPointsOfBaseTwoAreEvenlySpread(@ForAll long seed) {
    for (List<Trial> trials :
        List.of(Points.sobol(square(), 64, seed), Points.halton(square(), 64, seed))) {
      double[] x =
          trials.stream().mapToDouble(t -> (double) t.settings().get("x")).sorted().toArray();
      for (int i = 1; i < x.length; i++) {
        assertThat(x[i] - x[i - 1]).isCloseTo(1 / 64.0, within(1e-12));
      }
    }
  }

  @Property(tries = 30)
  void quasiRandomPointsFillTheSquareMoreEvenlyThanRandomOnes(@ForAll long seed) {
    // Random ones: 256 · 63/64 = 252 on average, with a deviation of 45. Of 3,000 seeds those of
    // Halton had 77 on average, one in a hundred above 118, and 138 at most.
    IntSummaryStatistics ofHalton =
        LongStream.range(0, 16)
            .map(s -> seed + s)
            .mapToInt(s -> unevenness(Points.halton(square(), 256, s)))
            .summaryStatistics();
    assertThat(unevenness(Points.sobol(square(), 256, seed))).isLessThan(126);
    assertThat(ofHalton.getAverage()).isLessThan(100);
    assertThat(ofHalton.getMax()).isLessThan(168);
  }

  /** How far the numbers of trials in 64 equal squares are from 4: the sum of squares. */
  private static int unevenness(List<Trial> trials) {
    int[] counts = new int[64];
    for (Trial trial : trials) {
      int column = (int) (8 * (double) trial.settings().get("x"));
      counts[8 * column + (int) (8 * (double) trial.settings().get("y"))]++;
    }
    return IntStream.of(counts).map(count -> (count - 4) * (count - 4)).sum();
  }

  @Property(tries = 50)
  void randomPointsAreSpreadAlikeOverAChoice(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int value) {
    long count =
        Points.random(square(), 900, seed).stream()
            .filter(trial -> trial.settings().get("z").equals(value))
            .count();
    assertThat(count).isBetween(230L, 370L); // 300, five deviations of 14.1 to each side
  }

  @Test
  void tooFewTrialsAndTooManyKeysAreRefused() {
    assertThatThrownBy(() -> Points.random(square(), 0, 1))
        .isInstanceOf(InputException.class)
        .hasMessage("trials = 0; it takes a whole number of at least 1");
    Space wide =
        Space.of(IntStream.rangeClosed(1, 41).mapToObj(d -> dimension("key" + d)).toList());
    assertThatThrownBy(() -> Points.halton(wide, 10, 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "halton takes at most 40 keys, and the space has 41 (the last is key41); take random"
                + " points");
    assertThat(Points.sobol(wide, 10, 1)).hasSize(10);
    assertThat(Arrays.stream(Sampler.values()).map(s -> s.draw(square(), 1, 1).size()))
        .containsOnly(1);
  }
}
