package dev.bellows.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ContourGridTest {
  private static final Frame SQUARE = new Frame(-1, 1, -1, 1);

  @Property(tries = 200)
  void onAPlaneAllPointsLieOnTheirLevel(
      @ForAll @DoubleRange(min = -3, max = 3) double a,
      @ForAll @DoubleRange(min = -3, max = 3) double b,
      @ForAll @DoubleRange(min = -4, max = 4) double level) {
    ContourGrid grid = new ContourGrid(SQUARE, 20, (x, y) -> a * x + b * y);
    for (List<double[]> line : grid.lines(level)) {
      for (double[] point : line) {
        assertThat(a * point[0] + b * point[1]).isCloseTo(level, within(1e-12));
      }
    }
  }

  /** Between grid points h apart a function with curvature c strays from a line by c h^2 / 8. */
  @Property(tries = 50)
  void onACurvedFunctionTheyDoToTheSquareOfACell(
      @ForAll @DoubleRange(min = -1.5, max = 1.5) double level) {
    ContourGrid grid = new ContourGrid(SQUARE, 100, (x, y) -> Math.sin(3 * x) + y * y * x);
    double bound = (9 + 2) * 0.02 * 0.02 / 8;
    for (List<double[]> line : grid.lines(level)) {
      for (double[] point : line) {
        double value = Math.sin(3 * point[0]) + point[1] * point[1] * point[0];
        assertThat(value).isCloseTo(level, within(bound));
      }
    }
  }

  @Test
  void aCircleIsOneClosedLineOfTheRightLength() {
    ContourGrid grid = new ContourGrid(SQUARE, 200, (x, y) -> x * x + y * y);
    List<List<double[]>> lines = grid.lines(0.25);
    assertThat(lines).hasSize(1);
    List<double[]> circle = lines.get(0);
    assertThat(circle.get(0)).isEqualTo(circle.get(circle.size() - 1));
    double length = 0;
    for (int i = 1; i < circle.size(); i++) {
      length +=
          Math.hypot(
              circle.get(i)[0] - circle.get(i - 1)[0], circle.get(i)[1] - circle.get(i - 1)[1]);
    }
    assertThat(length).isCloseTo(Math.PI, within(1e-3));
  }

  @Test
  void aLineThatLeavesTheGridIsOneOpenLineHoweverItIsMet() {
    ContourGrid grid = new ContourGrid(SQUARE, 50, (x, y) -> y - 0.9 * Math.sin(5 * x) * x);
    List<List<double[]>> lines = grid.lines(0.001);
    assertThat(lines).hasSize(1);
    List<double[]> line = lines.get(0);
    assertThat(Math.abs(line.get(0)[0])).isEqualTo(1);
    assertThat(line.get(line.size() - 1)[0]).isEqualTo(-line.get(0)[0]);
  }

  @Test
  void inASaddleCellTheMiddleDecidesWhichCornersBelongTogether() {
    // One cell: corners 1, 0, 1, 0. The level below the middle keeps the high corners together.
    ContourGrid grid = new ContourGrid(SQUARE, 1, (x, y) -> x * y > 0 ? 1 : 0);
    assertThat(grid.lines(0.4)).hasSize(2).allSatisfy(line -> cutsCorner(line, -1));
    assertThat(grid.lines(0.6)).hasSize(2).allSatisfy(line -> cutsCorner(line, 1));
  }

  private static void cutsCorner(List<double[]> line, int signOfProduct) {
    double x = line.get(0)[0] + line.get(1)[0];
    double y = line.get(0)[1] + line.get(1)[1];
    assertThat(x * y * signOfProduct).isPositive();
  }

  @Test
  void cellsWhereTheFunctionIsNotFiniteStayEmpty() {
    ContourGrid grid = new ContourGrid(SQUARE, 40, (x, y) -> Math.log(x) + y);
    assertThat(grid.lines(-0.5)).isNotEmpty();
    for (List<double[]> line : grid.lines(-0.5)) {
      assertThat(line).allSatisfy(point -> assertThat(point[0]).isPositive());
    }
    assertThat(new ContourGrid(SQUARE, 5, (x, y) -> Double.NaN).lines(0)).isEmpty();
  }

  @Test
  void aFloorIsALowestValueInside() {
    assertThat(new ContourGrid(SQUARE, 10, (x, y) -> x * x + y * y).hasFloor()).isTrue();
    assertThat(new ContourGrid(SQUARE, 10, (x, y) -> x * x - y * y).hasFloor()).isFalse();
    assertThat(new ContourGrid(SQUARE, 10, (x, y) -> Double.NaN).hasFloor()).isFalse();
  }
}
