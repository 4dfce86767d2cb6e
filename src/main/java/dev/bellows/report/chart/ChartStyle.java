package dev.bellows.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What all our pictures have in common: size, colours, frame, and how they become a PNG. */
final class ChartStyle {
  /** Dark enough to read as text. */
  static final Color INK = new Color(0x33, 0x3D, 0x4A);

  /** For what stands behind the data. */
  static final Color PALE = new Color(0xB8, 0xC7, 0xD9);

  private static final Color[] COLORS = {
    new Color(0x1F, 0x4E, 0x8C),
    new Color(0xC8, 0x4B, 0x1E),
    new Color(0x2E, 0x7D, 0x4F),
    new Color(0x7B, 0x3F, 0x8C),
    new Color(0xB0, 0x81, 0x0A),
    new Color(0x0E, 0x8A, 0x9A),
  };

  /** So many colours before they repeat. */
  static final int COLOR_COUNT = COLORS.length;

  private static final int LONGEST_NAME = 56;

  /** A title of so many letters fits at the usual size, and twice as many at half of it. */
  private static final int WIDE_TITLE = 76;

  private static final int LONGEST_TITLE = 130;
  private static final float TITLE_SIZE = 14;

  /** Pixels. */
  private static final int WIDTH = 900;

  private static final int HEIGHT = 560;
  private static final int WIDTH_WITHOUT_LEGEND = 760;

  private ChartStyle() {}

  /** An empty chart in our colours, with the legend beside it. */
  static XYChart chart(String title, String xTitle, String yTitle) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(shortened(title, LONGEST_TITLE))
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    float fit = Math.min(1, WIDE_TITLE / (float) Math.max(1, chart.getTitle().length()));
    chart
        .getStyler()
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.round(TITLE_SIZE * fit)));
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotGridLinesColor(new Color(0xE4, 0xE4, 0xE4));
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setLegendSeriesLineLength(28);
    chart.getStyler().setLegendBorderColor(new Color(0xC0, 0xC0, 0xC0));
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setXAxisTickMarkSpacingHint(90);
    return chart;
  }

  /** The colour of the path or curve of this number; they repeat after six, then dashed. */
  static Color color(int number) {
    return COLORS[number % COLORS.length];
  }

  /** Gives the line of the path or curve of this number its dashes. */
  static void dash(XYSeries series, int number, float width) {
    float[][] dashes = {null, {7, 5}, {2, 4}};
    float[] own = dashes[number / COLORS.length % dashes.length];
    series.setLineStyle(
        new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, own, 0));
  }

  /** A line; of a name that is taken the second gets a number. Points that are NaN are gaps. */
  static XYSeries line(
      XYChart chart, String name, double[] x, double[] y, Color color, float width) {
    String free = shortened(name, LONGEST_NAME);
    for (int i = 2; chart.getSeriesMap().containsKey(free); i++) {
      free = shortened(name, LONGEST_NAME) + " (" + i + ")";
    }
    XYSeries series = chart.addSeries(free, x, y);
    series.setLineColor(color);
    series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    series.setMarkerColor(color);
    series.setMarker(SeriesMarkers.NONE);
    return series;
  }

  /** Single points under a marker. */
  static XYSeries points(
      XYChart chart, String name, double[] x, double[] y, Color color, Marker marker) {
    XYSeries series = line(chart, name, x, y, color, 1);
    series.setLineStyle(SeriesLines.NONE);
    series.setMarker(marker);
    return series;
  }

  /** Fixes the axes to a frame. */
  static void show(XYChart chart, Frame frame) {
    plainNumbers(chart, Math.min(frame.xHigh() - frame.xLow(), frame.yHigh() - frame.yLow()));
    chart.getStyler().setPlotContentSize(1);
    chart.getStyler().setXAxisMin(frame.xLow());
    chart.getStyler().setXAxisMax(frame.xHigh());
    chart.getStyler().setYAxisMin(frame.yLow());
    chart.getStyler().setYAxisMax(frame.yHigh());
  }

  /** Writes 0.08 at the axes and not .08; numbers too small for that stay as they are. */
  static void plainNumbers(XYChart chart, double span) {
    if (span > 1e-4 && span < 1e9) {
      chart.getStyler().setDecimalPattern("0.######");
    }
  }

  /** Rows in the legend for the ring and, if there is one, the diamond. */
  static void explainMarks(XYChart chart, Frame frame, boolean anyEnd) {
    double[] nowhereX = {frame.xLow()};
    double[] nowhereY = {Double.NaN};
    points(chart, "start", nowhereX, nowhereY, INK, PathMarker.START);
    if (anyEnd) {
      points(chart, "last step", nowhereX, nowhereY, INK, PathMarker.END);
    }
  }

  private static String shortened(String name, int most) {
    String line = name.replaceAll("\\s+", " ");
    int half = (most - 1) / 2; // the end tells as much as the beginning
    return line.length() <= most
        ? line
        : line.substring(0, most - 1 - half) + "…" + line.substring(line.length() - half);
  }

  /**
   * XChart puts a tick at every equally spaced x, however many; an invisible odd one prevents it.
   */
  private static void spreadTicks(XYChart chart) {
    double[] all =
        chart.getSeriesMap().values().stream()
            .flatMapToDouble(series -> Arrays.stream(series.getXData()))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (all.length > 0) {
      double low = all[0];
      double high = all[all.length - 1];
      double[] odd = {low + 0.37 * (high - low), low + 0.31 * (high - low)};
      line(chart, " ", odd, new double[] {Double.NaN, Double.NaN}, INK, 1).setShowInLegend(false);
    }
  }

  /** Draws a PNG, wider where the legend beside the plot needs it. */
  static void write(XYChart chart, OutputStream out) throws IOException {
    spreadTicks(chart);
    int width = WIDTH;
    if (chart.getStyler().getLegendPosition() == LegendPosition.OutsideE) {
      int longest =
          chart.getSeriesMap().values().stream()
              .filter(XYSeries::isShowInLegend)
              .mapToInt(series -> series.getName().length())
              .max()
              .orElse(0);
      width = Math.max(WIDTH, WIDTH_WITHOUT_LEGEND + 7 * longest);
    }
    BufferedImage image = new BufferedImage(width, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      // Or else every short piece of a line is moved to the nearest pixel.
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      chart.paint(graphics, width, HEIGHT);
    } finally {
      graphics.dispose();
    }
    writePng(image, out);
  }

  /** Not through a cache file, which Java cannot make once the process has been told to stop. */
  static void writePng(BufferedImage image, OutputStream out) throws IOException {
    try (ImageOutputStream png = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(image, "png", png);
    }
  }
}
