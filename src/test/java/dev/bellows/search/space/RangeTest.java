package dev.bellows.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RangeTest {
  private static final int PLACES = 1_000_000_007;
  private static final OptionalInt NONE = OptionalInt.empty();

  private static OptionalInt points(int count) {
    return OptionalInt.of(count);
  }

  @Property(tries = 300)
  void whatIsDrawnLiesBetweenTheEndsAndGrowsWithItsPlace(
      @ForAll @DoubleRange(min = -1e300, max = 1e300) double one,
      @ForAll @DoubleRange(min = -1e300, max = 1e300) double other,
      @ForAll @IntRange(max = PLACES - 1) int first,
      @ForAll @IntRange(max = PLACES - 1) int second) {
    double u = first / (double) PLACES;
    double v = second / (double) PLACES;
    double low = Math.min(one, other);
    double high = Math.max(one, other);
    inside(new Uniform(low, high), low, high, u, v);
    double positive = 1e-300 + Math.abs(low);
    double above = 2 * positive + Math.abs(high);
    inside(new LogUniform(positive, above), positive, above, u, v);
  }

  private static void inside(Range range, double low, double high, double u, double v) {
    double first = (double) range.at(Math.min(u, v));
    double second = (double) range.at(Math.max(u, v));
    double rounding = 1e-12 * Math.max(Math.abs(low), Math.abs(second));
    assertThat(first).isBetween(low, second + rounding);
    assertThat(second).isLessThanOrEqualTo(high);
  }

  @Property(tries = 300)
  void aGridHasItsEndsExactlyAndGrows(
      @ForAll @DoubleRange(min = 0.01, max = 1e3) double low,
      @ForAll @DoubleRange(min = 0.01, max = 1e6) double width,
      @ForAll @IntRange(min = 2, max = 50) int count) {
    double high = low + width;
    for (Range range :
        List.of(new Uniform(low, high, points(count)), new LogUniform(low, high, points(count)))) {
      assertThat(range.grid())
          .hasSize(count)
          .startsWith(low)
          .endsWith(high)
          .doesNotHaveDuplicates();
      assertThat(range.grid().stream().mapToDouble(v -> (double) v).toArray()).isSorted();
    }
  }

  @Property(tries = 300)
  void wholeNumbersLieBetweenTheirEndsAndNoneIsTwiceInAGrid(
      @ForAll @LongRange(min = 1, max = 1L << 40) long low,
      @ForAll @LongRange(min = 1, max = 1L << 40) long width,
      @ForAll boolean log,
      @ForAll @IntRange(max = PLACES - 1) int place,
      @ForAll @IntRange(min = 2, max = 50) int count) {
    Whole range = new Whole(low, low + width, log, points(count));
    assertThat((Long) range.at(place / (double) PLACES)).isBetween(low, low + width);
    assertThat(range.grid()).startsWith(low).endsWith(low + width).doesNotHaveDuplicates();
    assertThat(range.grid().size()).isLessThanOrEqualTo(count);
  }

  @Test
  void aLogarithmicGridHasAFactorBetweenItsPoints() {
    assertThat(new LogUniform(1e-3, 10, points(5)).grid())
        .zipSatisfy(
            List.of(1e-3, 1e-2, 1e-1, 1.0, 10.0),
            (value, expected) -> assertThat((double) value / expected).isCloseTo(1, within(1e-14)));
    assertThat(new Whole(8, 64, true, points(4)).grid()).containsExactly(8L, 16L, 32L, 64L);
    assertThat(new Whole(1, 3, false, points(9)).grid()).containsExactly(1L, 2L, 3L);
    assertThat(new Uniform(-1, 1, points(3)).grid()).containsExactly(-1.0, 0.0, 1.0);
    assertThat(new Uniform(0, 0.3, points(4)).grid()).containsExactly(0.0, 0.1, 0.2, 0.3);
    assertThat(new LogUniform(1e-12, 1e6, points(19)).grid())
        .as("as a person writes them")
        .isEqualTo(IntStream.rangeClosed(-12, 6).mapToObj(e -> Double.valueOf("1e" + e)).toList());
    assertThat(new LogUniform(1, 2, points(3)).grid())
        .as("no decimal was meant")
        .containsExactly(1.0, StrictMath.exp(0.5 * StrictMath.log(2)), 2.0);
  }

  @Test
  void linearWholeNumbersAreAllAlikeLikely() {
    Whole die = new Whole(1, 6);
    long[] drawn = IntStream.range(0, 600).mapToLong(i -> (Long) die.at(i / 600.0)).toArray();
    for (int face = 1; face <= 6; face++) {
      long wanted = face;
      // 100 each, and one more or less where u · 6 is rounded
      assertThat(Arrays.stream(drawn).filter(n -> n == wanted).count()).isBetween(99L, 101L);
    }
  }

  @Test
  void logarithmicWholeNumbersAreAsOftenFrom8To15AsFrom16To31() {
    Whole range = new Whole(8, 31, true, NONE);
    long small =
        DoubleStream.iterate(0.0005, u -> u < 1, u -> u + 0.001)
            .filter(u -> (Long) range.at(u) < 16)
            .count();
    assertThat(small).isBetween(499L, 501L);
    assertThat(range.at(0)).isEqualTo(8L);
    assertThat(range.at(Math.nextDown(1.0))).isEqualTo(31L);
  }

  @Test
  void aChoiceHasEachOfItsValuesInTurn() {
    Choice choice = Choice.of("sgd", "adam", true, 3);
    assertThat(
            List.of(choice.at(0), choice.at(0.25), choice.at(0.5), choice.at(Math.nextDown(1.0))))
        .isEqualTo(choice.values())
        .isEqualTo(choice.grid());
  }

  static List<Object[]> faults() {
    return List.of(
        new Object[] {new Choice(List.of()), "an empty list"},
        new Object[] {Choice.of("a", "b", "a"), "a is twice in the list"},
        new Object[] {Choice.of(8, 8.0), "8.0 is twice in the list"},
        new Object[] {new Choice(Arrays.asList(1, null)), "value 2 of the list is missing"},
        new Object[] {new Uniform(1, -1), "from 1.0 to -1.0; the first end has to be the lower"},
        new Object[] {new Uniform(1, 1), "the first end has to be the lower one"},
        new Object[] {new Uniform(0, Double.NaN), "two finite numbers"},
        new Object[] {new Uniform(0, 1 / 0.0), "two finite numbers"},
        new Object[] {new Uniform(0, 1, points(1)), "grid = 1; a grid takes at least 2 points"},
        new Object[] {new LogUniform(0, 1), "from 0.0; a logarithmic range begins above 0"},
        new Object[] {new LogUniform(-1, 1), "from -1.0; a logarithmic range begins above 0"},
        new Object[] {new LogUniform(1, 0.1), "the first end has to be the lower one"},
        new Object[] {new LogUniform(1, 2, points(-3)), "grid = -3"},
        new Object[] {new Whole(64, 8), "from 64 to 8; the first end has to be the lower one"},
        new Object[] {new Whole(0, 8, true, NONE), "from 0; a logarithmic range begins above 0"},
        new Object[] {new Whole(0, 8, false, points(0)), "grid = 0"},
        new Object[] {new Whole(0, Long.MAX_VALUE), "within ±2⁵³"});
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatCannotBeDrawnFromIsRefusedInOneLineWithItsKey(Range range, String fault) {
    assertThatThrownBy(() -> new Dimension("optimizer.momentum", range))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("optimizer.momentum: ")
        .hasMessageContaining(fault)
        .hasMessageNotContaining("\n");
  }
}
