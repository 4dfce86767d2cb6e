package dev.bellows.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static final ToDoubleFunction<double[]> VALLEY =
      point -> 0.1 * point[0] * point[0] + 2 * point[1] * point[1];

  @Test
  void aWalkThatConvergesIsInItWhole() {
    double[][] walk = valleyWalk(0.4, 20);
    Frame frame = Frame.around(List.<double[][]>of(walk), VALLEY);
    for (double[] point : walk) {
      assertThat(frame.contains(point[0], point[1])).isTrue();
    }
  }

  @Test
  void aWalkThatRunsAwayDoesNotDictateIt() {
    double[][] walk = valleyWalk(0.6, 20);
    assertThat(walk[20][1]).isCloseTo(-1673.365, within(1e-3)); // the book's 12.6
    Frame frame = Frame.around(List.<double[][]>of(walk), VALLEY);
    assertThat(frame.contains(-5, -2)).isTrue();
    assertThat(frame.yHigh() - frame.yLow()).isBetween(10.0, 100.0);
  }

  @Test
  void aStartOfValueZeroDoesNotMakeEveryOtherPointWild() {
    double[][] walk = {{2, 2}, {1, 3}, {0.5, 4}};
    Frame frame = Frame.around(List.<double[][]>of(walk), p -> p[0] * p[0] - p[1] * p[1]);
    assertThat(frame.contains(0.5, 4)).isTrue();
  }

  @Test
  void oneFlatOrMissingPathStillGivesAFrame() {
    for (List<double[][]> paths :
        List.of(
            List.<double[][]>of(),
            List.<double[][]>of(new double[0][]),
            List.<double[][]>of(new double[][] {{3, 4}}),
            List.<double[][]>of(new double[][] {{3, 4}, {5, 4}}),
            List.<double[][]>of(new double[][] {{Double.NaN, 4}, {5, 4}}),
            List.<double[][]>of(new double[][] {{0, 0}, {1 / 0.0, 4}}))) {
      Frame frame = Frame.around(paths, VALLEY);
      assertThat(frame.xHigh() - frame.xLow()).isPositive().isLessThan(10);
      assertThat(frame.yHigh() - frame.yLow()).isPositive().isLessThan(10);
    }
  }

  @Property
  void whatIsClippedLiesInTheFrameAndOnTheLine(
      @ForAll @DoubleRange(min = -9, max = 9) double x1,
      @ForAll @DoubleRange(min = -9, max = 9) double y1,
      @ForAll @DoubleRange(min = -9, max = 9) double x2,
      @ForAll @DoubleRange(min = -9, max = 9) double y2) {
    Frame frame = new Frame(-2, 3, -1, 1);
    double[] ends = frame.clip(new double[] {x1, y1}, new double[] {x2, y2});
    boolean anyInside = false;
    for (int i = 0; i <= 100; i++) {
      double part = i / 100.0;
      anyInside |= frame.contains(x1 + part * (x2 - x1), y1 + part * (y2 - y1));
    }
    if (ends == null) {
      assertThat(anyInside).isFalse();
      return;
    }
    for (int end = 0; end < 4; end += 2) {
      assertThat(ends[end]).isBetween(-2 - 1e-9, 3 + 1e-9);
      assertThat(ends[end + 1]).isBetween(-1 - 1e-9, 1 + 1e-9);
      double cross = (ends[end] - x1) * (y2 - y1) - (ends[end + 1] - y1) * (x2 - x1);
      assertThat(cross).isCloseTo(0, within(1e-9));
    }
  }

  private static double[][] valleyWalk(double rate, int steps) {
    double[][] walk = new double[steps + 1][];
    walk[0] = new double[] {-5, -2};
    for (int i = 1; i <= steps; i++) {
      walk[i] = new double[] {walk[i - 1][0] * (1 - 0.2 * rate), walk[i - 1][1] * (1 - 4 * rate)};
    }
    return walk;
  }
}
