package dev.bellows.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.report.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The pictures as pixels: what must be there has its colour, and nothing odd crashes. */
class ChartsTest {
  private static final DoubleBinaryOperator BOWL = (x, y) -> x * x + 2 * y * y;

  @Test
  void everyPathIsDrawnInAColourOfItsOwn() throws IOException {
    PathChart chart = new PathChart("six", BOWL);
    for (int i = 0; i < 6; i++) {
      chart.addPath("path " + i, new double[][] {{-5, -2 + i}, {-1, i - 3}, {0, 0}});
    }
    BufferedImage image = image(chart::write);
    for (int i = 0; i < 6; i++) {
      assertThat(pixels(image, ChartStyle.color(i).getRGB())).as("path %d", i).isGreaterThan(100);
    }
  }

  @Test
  void pathsOfOneNameStayApart() throws IOException {
    PathChart chart = new PathChart("two", BOWL);
    chart.addPath("adam", new double[][] {{-5, -2}, {0, 0}});
    chart.addPath("adam", new double[][] {{-5, 2}, {0, 0}});
    assertThat(pixels(image(chart::write), ChartStyle.color(1).getRGB())).isGreaterThan(100);
  }

  @Test
  void aLongPathIsDrawnAsALineWithoutDots() throws IOException {
    PathChart chart = new PathChart("spiral", BOWL);
    double[][] spiral = new double[50_000][];
    for (int i = 0; i < spiral.length; i++) {
      double r = 5 * Math.exp(-i / 10_000.0);
      spiral[i] = new double[] {r * Math.cos(i / 500.0), r * Math.sin(i / 500.0)};
    }
    chart.addPath("spiral", spiral);
    assertThat(pixels(image(chart::write), ChartStyle.color(0).getRGB())).isGreaterThan(1000);
  }

  @Test
  void nothingThatAWalkCanDoCrashesThePicture() throws IOException {
    double[][][] walks = {
      {},
      {{1, 2}},
      {{0, 0}, {0, 0}},
      {{-5, -2}, {Double.NaN, 1}},
      {{Double.NaN, 1}},
      {{-5, -2}, {4, 1e9}, {-4, -1e90}, {3, 1e200}, {1 / 0.0, -1 / 0.0}},
      {{1e99, -1e99}, {1, 1}},
      {{1e-12, 2e-12}, {2e-12, 1e-12}},
      {{1e6, 1e6}, {1e6 + 1e-9, 1e6}},
    };
    DoubleBinaryOperator[] functions = {
      BOWL,
      (x, y) -> 3,
      (x, y) -> Double.NaN,
      (x, y) -> Math.log(x) + y,
      (x, y) -> 1 / (x * y),
      (x, y) -> Math.exp(x * x),
      (x, y) -> x > 0 ? 1 : 0
    };
    for (double[][] walk : walks) {
      for (DoubleBinaryOperator function : functions) {
        PathChart paths = new PathChart(Arrays.deepToString(walk), function);
        paths.addPath("a walk", walk);
        CurveChart curve = new CurveChart("curve", x -> function.applyAsDouble(x, 1));
        curve.addPath("a walk", ContourLabels.coordinate(walk, 0));
        assertThat(image(paths::write).getWidth()).isGreaterThanOrEqualTo(900);
        assertThat(image(curve::write).getWidth()).isGreaterThanOrEqualTo(900);
      }
    }
  }

  @Test
  void aChartWithoutPathsShowsTheFunction() throws IOException {
    assertThat(image(new PathChart("", BOWL)::write)).isNotNull();
    BufferedImage curve = image(new CurveChart("", x -> x * x)::write);
    assertThat(pixels(curve, ChartStyle.PALE.getRGB())).isGreaterThan(500);
  }

  @Test
  void theCurveIsBehindItsPath() throws IOException {
    CurveChart chart = new CurveChart("x^2", x -> x * x);
    chart.addPath("gd", new double[] {10, 6, 3.6, 2.16});
    BufferedImage image = image(chart::write);
    assertThat(pixels(image, ChartStyle.PALE.getRGB())).isGreaterThan(500);
    assertThat(pixels(image, ChartStyle.color(1).getRGB())).isGreaterThan(200);
  }

  @Test
  void weightsAndSchedulesHaveACurveEach() throws IOException {
    WeightsChart weights = new WeightsChart(40);
    ScheduleChart schedules = new ScheduleChart("schedules");
    for (double gamma : new double[] {0.95, 0.9, 0.8, 0.7}) {
      weights.add(gamma);
      schedules.add("rate " + gamma, 1, new double[] {gamma, Double.NaN, gamma / 2, gamma / 3});
    }
    BufferedImage first = image(weights::write);
    BufferedImage second = image(schedules::write);
    for (int i = 0; i < 4; i++) {
      assertThat(pixels(first, ChartStyle.color(i).getRGB())).isGreaterThan(200);
      assertThat(pixels(second, ChartStyle.color(i).getRGB())).isGreaterThan(200);
    }
    assertThat(image(new WeightsChart(40)::write)).isNotNull();
    assertThat(image(new ScheduleChart("none")::write)).isNotNull();
  }

  @Test
  void theLossChartStillHasItsCurves() throws IOException {
    LossChart chart = new LossChart("loss");
    for (int i = 1; i < 9; i++) {
      chart.addBatch(i, 1.0 / i);
      chart.addTraining(i, 0.9 / i);
    }
    assertThat(pixels(image(chart::write), ChartStyle.color(0).getRGB())).isGreaterThan(500);
  }

  private static BufferedImage image(AtomicFile.Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.writeTo(bytes);
    return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
  }

  private static int pixels(BufferedImage image, int color) {
    int count = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == (color & 0xFFFFFF) ? 1 : 0;
      }
    }
    return count;
  }
}
