package dev.bellows.report.chart;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;

/**
 * The picture of walks over a function of two variables: its contour lines with their values, and
 * on them each walk from a ring to a diamond. The picture shows what the walks need; one that
 * diverges leaves it.
 */
public final class PathChart {
  /** Contour lines are exact to a cell of this grid. */
  private static final int CELLS = 400;

  private static final int LEVELS = 14;

  /** What the plot takes of the picture, about, in pixels. */
  private static final double PLOT_WIDTH = 640;

  private static final double PLOT_HEIGHT = 450;

  private static final Color LOW = new Color(0x6E, 0x8F, 0xB5);
  private static final Color HIGH = new Color(0xC2, 0xCC, 0xD6);

  private final String title;
  private final DoubleBinaryOperator function;
  private final List<DrawnPath> paths = new ArrayList<>();
  private final List<double[][]> landmarks = new ArrayList<>();

  /** A chart of a function, which may be NaN or infinite in places. */
  public PathChart(String title, DoubleBinaryOperator function) {
    this.title = title;
    this.function = function;
  }

  /**
   * Adds a walk.
   *
   * @param name for the legend
   * @param points one pair (x1, x2) a step, the start first; cut at the first that is not finite
   */
  public void addPath(String name, double[][] points) {
    paths.add(new DrawnPath(name, points.clone()));
  }

  /** Makes the picture show that point too. */
  public void show(double x1, double x2) {
    landmarks.add(new double[][] {{x1, x2}});
  }

  /** Draws a PNG. */
  public void write(OutputStream out) throws IOException {
    List<double[][]> walks = paths.stream().map(DrawnPath::points).toList();
    List<double[][]> shown = new ArrayList<>(walks);
    shown.addAll(landmarks);
    Frame frame = Frame.around(shown, point -> function.applyAsDouble(point[0], point[1]));
    XYChart chart = ChartStyle.chart(title, "x1", "x2");
    ChartStyle.show(chart, frame);
    drawContours(chart, frame, walks);
    boolean anyEnd = false;
    for (int i = 0; i < paths.size(); i++) {
      anyEnd |= paths.get(i).draw(chart, frame, i);
    }
    ChartStyle.explainMarks(chart, frame, anyEnd);
    ChartStyle.write(chart, out);
  }

  private void drawContours(XYChart chart, Frame frame, List<double[][]> walks) {
    ContourGrid grid = new ContourGrid(frame, CELLS, function);
    double[] values = grid.sortedValues();
    double lowest = values.length == 0 ? 0 : values[0];
    List<BigDecimal> levels = ContourLevels.choose(values, grid.hasFloor(), LEVELS);
    ContourLabels labels = new ContourLabels(frame, function, walks);
    chart.getStyler().setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
    chart.getStyler().setAnnotationTextFontColor(ChartStyle.INK);
    for (int i = 0; i < levels.size(); i++) {
      String label = ContourLevels.label(levels.get(i));
      List<List<double[]>> lines = grid.lines(levels.get(i).doubleValue());
      double[] place = labels.place(lines, gap(levels, i, lowest));
      double halfWidth = (3.2 * label.length() + 4) / PLOT_WIDTH * (frame.xHigh() - frame.xLow());
      double halfHeight = 8 / PLOT_HEIGHT * (frame.yHigh() - frame.yLow());
      List<double[]> joined = new ArrayList<>();
      for (List<double[]> line : lines) {
        joined.addAll(List.of(ContourLabels.withGap(line, place, halfWidth, halfHeight)));
        joined.add(new double[] {Double.NaN, Double.NaN});
      }
      if (!joined.isEmpty()) {
        double[][] all = joined.toArray(double[][]::new);
        ChartStyle.line(
                chart,
                "f = " + label,
                ContourLabels.coordinate(all, 0),
                ContourLabels.coordinate(all, 1),
                between(LOW, HIGH, i / (double) levels.size()),
                1.1f)
            .setShowInLegend(false);
      }
      if (place != null) {
        chart.addAnnotation(new AnnotationText(label, place[0], place[1], false));
      }
    }
  }

  /** How far the nearest other level is, or the floor. */
  private static double gap(List<BigDecimal> levels, int i, double lowest) {
    double here = levels.get(i).doubleValue();
    double below = here - (i > 0 ? levels.get(i - 1).doubleValue() : lowest);
    double above =
        i + 1 < levels.size() ? levels.get(i + 1).doubleValue() - here : Double.POSITIVE_INFINITY;
    return Math.min(below, above);
  }

  private static Color between(Color one, Color other, double part) {
    return new Color(
        (int) (one.getRed() + part * (other.getRed() - one.getRed())),
        (int) (one.getGreen() + part * (other.getGreen() - one.getGreen())),
        (int) (one.getBlue() + part * (other.getBlue() - one.getBlue())));
  }
}
