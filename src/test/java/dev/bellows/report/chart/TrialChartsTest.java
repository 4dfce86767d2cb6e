package dev.bellows.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.report.AtomicFile;
import dev.bellows.report.chart.TrialPoints.Axis;
import dev.bellows.report.chart.TrialPoints.Point;
import dev.bellows.report.chart.TrialPoints.Scale;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The pictures of a search as pixels, and the scales under them. */
class TrialChartsTest {
  private static final int BEST_DOT = 0xE88A00;
  private static final int BEST_LINE = 0xE86A00;
  private static final List<Axis> AXES =
      List.of(
          new Axis("optimizer.name", Scale.NAMES),
          new Axis("optimizer.learning-rate", Scale.LOG),
          new Axis("optimizer.momentum", Scale.LINEAR));

  private static TrialPoints points(int best, double... metrics) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < metrics.length; i++) {
      List<Object> values = Arrays.asList(i % 2 == 0 ? "sgd" : "adam", 0.01 * (i + 1), null);
      if (i % 2 == 0) {
        values.set(2, 0.1 * i);
      }
      points.add(new Point(i, values, metrics[i], i % 3 == 0));
    }
    return new TrialPoints("a search", AXES, "validation-loss", true, points, best);
  }

  private static BufferedImage image(AtomicFile.Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    return ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
  }

  private static long pixels(BufferedImage image, int rgb) {
    return Arrays.stream(
            image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
        .filter(pixel -> (pixel & 0xFFFFFF) == rgb)
        .count();
  }

  @Test
  void theBestTrialIsMarkedInEveryPanelThatHasIt() throws IOException {
    double[] metrics = {0.5, 0.4, 0.3, 0.2, Double.NaN, 1e9};
    long withMomentum = pixels(image(new SettingsChart(points(2, metrics))::write), BEST_DOT);
    long without = pixels(image(new SettingsChart(points(3, metrics))::write), BEST_DOT);

    assertThat(withMomentum).isGreaterThan(without).isGreaterThan(100);
    assertThat(pixels(image(new ParallelChart(points(3, metrics))::write), BEST_LINE))
        .isGreaterThan(500);
  }

  @Test
  void nothingThatASearchCanGiveCrashesThePictures() throws IOException {
    double[][] searches = {
      {},
      {Double.NaN},
      {0.5},
      {0.5, 0.5, 0.5},
      {-1e300, 1e300, 0},
      {0, 0, 1e-300},
      {1e-5, 1, 1e5, Double.NaN},
      {Double.NaN, Double.POSITIVE_INFINITY}
    };
    for (double[] search : searches) {
      TrialPoints points = points(0, search);
      BestSoFarChart best = new BestSoFarChart("a search", "loss", true);
      for (int i = 0; i < search.length; i++) {
        best.add(i, search[i]);
      }
      assertThat(image(new SettingsChart(points)::write).getWidth()).isGreaterThan(700);
      assertThat(image(new ParallelChart(points)::write).getWidth()).isGreaterThanOrEqualTo(900);
      assertThat(image(best::write).getWidth()).isGreaterThanOrEqualTo(900);
    }
  }

  @Test
  void namesStandEvenlyAndNumbersAmongThemInOrder() {
    TrialScale scale = TrialScale.of(Scale.NAMES, List.of(32L, 8L, 16L));

    assertThat(scale.ticks(1).stream().map(TrialScale.Tick::label))
        .containsExactly("8", "16", "32");
    assertThat(scale.at(16L)).isEqualTo(0.5);
  }

  @Test
  void decadesAreEvenlySpacedOnALogarithmicScale() {
    TrialScale scale = TrialScale.of(Scale.LOG, List.of(1e-4, 1e-2, 1.0));

    assertThat(scale.at(1e-2)).isEqualTo(0.5);
    assertThat(scale.ticks(6).stream().map(TrialScale.Tick::label))
        .containsExactly("0.0001", "0.001", "0.01", "0.1", "1");
    assertThat(TrialScale.label(1.5e-7)).isEqualTo("1.5e-7");
    assertThat(TrialScale.label(123456.0)).isEqualTo("1.23e5");
  }

  @Test
  void wildTrialsStandAtTheEdge() {
    MetricScale scale =
        new MetricScale(points(0, 0.2, 0.3, 0.25, 0.4, 0.35, 0.3, 0.2, 0.3, 0.3, 1e9));

    assertThat(scale.isBeyond(1e9)).isTrue();
    assertThat(scale.at(1e9)).isEqualTo(1);
    assertThat(scale.isBeyond(0.4)).isFalse();
    assertThat(scale.goodness(0.2)).isGreaterThan(0.9);
  }
}
