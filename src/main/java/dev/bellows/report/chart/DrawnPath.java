package dev.bellows.report.chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.Marker;

/**
 * A walk as it stands in a picture: cut where a point is not finite, clipped at the frame, and left
 * alone once it is out of the picture for good.
 *
 * @param name for the legend
 * @param points x and y of each step, the start first
 */
record DrawnPath(String name, double[][] points) {
  /** With more steps than this the dots would run into each other. */
  private static final int MOST_DOTS = 150;

  private static final float WIDTH = 1.8f;
  private static final double[] GAP = {Double.NaN, Double.NaN};

  /**
   * Draws the line, a dot a step, and the marks of start and end where they are in the picture.
   *
   * @param number the path's, for its colour and dashes
   * @return whether the end is
   */
  boolean draw(XYChart chart, Frame frame, int number) {
    Color color = ChartStyle.color(number);
    int count = Frame.drawable(points);
    int visible = 0;
    for (int i = 0; i < count; i++) {
      visible = frame.contains(points[i][0], points[i][1]) ? i + 1 : visible;
    }
    if (visible == 0) {
      return false;
    }
    boolean leaves = visible < points.length;
    double[][] line = clipped(points, frame, Math.min(visible + 1, count));
    String legend = leaves ? name + ", leaves the picture" : name;
    ChartStyle.dash(ChartStyle.line(chart, legend, x(line), y(line), color, WIDTH), number, WIDTH);
    if (visible <= MOST_DOTS) {
      double[][] dots =
          Arrays.stream(points, 0, visible)
              .filter(point -> frame.contains(point[0], point[1]))
              .toArray(double[][]::new);
      ChartStyle.points(chart, "steps of " + name, x(dots), y(dots), color, PathMarker.STEP)
          .setShowInLegend(false);
    }
    mark(chart, "start of " + name, points[0], frame, color, PathMarker.START);
    if (!leaves) {
      mark(chart, "end of " + name, points[visible - 1], frame, color, PathMarker.END);
    }
    return !leaves;
  }

  private static void mark(
      XYChart chart, String name, double[] point, Frame frame, Color color, Marker marker) {
    if (frame.contains(point[0], point[1])) {
      double[] x = {point[0]};
      double[] y = {point[1]};
      ChartStyle.points(chart, name, x, y, color, marker).setShowInLegend(false);
    }
  }

  /** Draws the curve that walks go on; a gap where it is not finite. */
  static void drawCurve(XYChart chart, String name, double[][] points, Frame frame) {
    double[][] line = clipped(points, frame, points.length);
    ChartStyle.line(chart, name, x(line), y(line), ChartStyle.PALE, 2.6f);
  }

  /** The first {@code count} points joined, without what is outside the frame or not finite. */
  private static double[][] clipped(double[][] points, Frame frame, int count) {
    List<double[]> line = new ArrayList<>();
    line.add(frame.contains(points[0][0], points[0][1]) ? points[0] : GAP);
    for (int i = 1; i < count; i++) {
      double[] ends = isFinite(points, i) ? frame.clip(points[i - 1], points[i]) : null;
      if (ends == null) {
        line.add(GAP);
        continue;
      }
      double[] last = line.get(line.size() - 1);
      if (i + 1 < count && frame.isSameSpot(last, ends[2], ends[3])) {
        continue;
      }
      if (!frame.isSameSpot(last, ends[0], ends[1])) {
        line.add(GAP);
        line.add(new double[] {ends[0], ends[1]});
      }
      line.add(new double[] {ends[2], ends[3]});
    }
    return line.toArray(double[][]::new);
  }

  private static boolean isFinite(double[][] points, int i) {
    return Double.isFinite(points[i - 1][1]) && Double.isFinite(points[i][1]);
  }

  private static double[] x(double[][] points) {
    return ContourLabels.coordinate(points, 0);
  }

  private static double[] y(double[][] points) {
    return ContourLabels.coordinate(points, 1);
  }
}
