package dev.bellows.report.chart;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.knowm.xchart.XYChart;

/**
 * The picture of walks over a function of one variable: its curve, and on it each walk from a ring
 * to a diamond. A walk that diverges leaves the picture.
 */
public final class CurveChart {
  private static final int SAMPLES = 2000;

  /** Room beside the points, in parts of what they span. */
  private static final double MARGIN = 0.25;

  private final String title;
  private final DoubleUnaryOperator function;
  private final List<DrawnPath> paths = new ArrayList<>();
  private final List<Double> landmarks = new ArrayList<>();

  /** A chart of a function, which may be NaN or infinite in places. */
  public CurveChart(String title, DoubleUnaryOperator function) {
    this.title = title;
    this.function = function;
  }

  /** Adds a walk: the variable after each step, the start first. */
  public void addPath(String name, double[] x) {
    double[][] points =
        Arrays.stream(x)
            .mapToObj(at -> new double[] {at, function.applyAsDouble(at)})
            .toArray(double[][]::new);
    paths.add(new DrawnPath(name, points));
  }

  /** Makes the picture show that place too. */
  public void show(double x) {
    landmarks.add(x);
  }

  /** Draws a PNG. */
  public void write(OutputStream out) throws IOException {
    double[] extent =
        Frame.extent(paths.stream().map(DrawnPath::points).toList(), point -> point[1], 0);
    for (double landmark : landmarks) {
      extent[0] = Math.min(extent[0], landmark);
      extent[1] = Math.max(extent[1], landmark);
    }
    double span = extent[1] - extent[0];
    double room = span > 0 ? MARGIN * span : Math.max(1, Math.abs(extent[0]) / 2);
    double[] x = new double[SAMPLES + 1];
    double[] y = new double[SAMPLES + 1];
    for (int i = 0; i <= SAMPLES; i++) {
      x[i] = extent[0] - room + (span + 2 * room) * i / SAMPLES;
      y[i] = function.applyAsDouble(x[i]);
    }
    Frame frame = frame(x, y);
    XYChart chart = ChartStyle.chart(title, "x", "f(x)");
    ChartStyle.show(chart, frame);
    double[][] curve = new double[SAMPLES + 1][];
    for (int i = 0; i <= SAMPLES; i++) {
      boolean pole =
          i > 0
              && (y[i] > frame.yHigh() && y[i - 1] < frame.yLow()
                  || y[i] < frame.yLow() && y[i - 1] > frame.yHigh());
      curve[i] = new double[] {x[i], pole ? Double.NaN : y[i]};
    }
    DrawnPath.drawCurve(chart, "f", curve, frame);
    boolean anyEnd = false;
    for (int i = 0; i < paths.size(); i++) {
      anyEnd |= paths.get(i).draw(chart, frame, i + 1);
    }
    ChartStyle.explainMarks(chart, frame, anyEnd);
    ChartStyle.write(chart, out);
  }

  /** All of the curve, but not the wild ends beside a pole: they would flatten everything else. */
  private Frame frame(double[] x, double[] y) {
    double[] heights = Arrays.stream(y).filter(Double::isFinite).sorted().toArray();
    double low = heights.length == 0 ? -1 : heights[0];
    double high = heights.length == 0 ? 1 : heights[heights.length - 1];
    if (heights.length > 0) {
      double calmLow = heights[heights.length / 50];
      double calmHigh = heights[heights.length - 1 - heights.length / 50];
      double reach = calmHigh - calmLow;
      low = Math.max(low, calmLow - reach);
      high = Math.min(high, calmHigh + reach);
    }
    for (DrawnPath path : paths) {
      int count = Frame.drawable(path.points());
      for (int i = 0; i < count; i++) {
        double[] point = path.points()[i];
        if (point[0] >= x[0] && point[0] <= x[x.length - 1]) {
          low = Math.min(low, point[1]);
          high = Math.max(high, point[1]);
        }
      }
    }
    double room = high > low ? 0.06 * (high - low) : Math.max(1, Math.abs(high) / 2);
    return new Frame(x[0], x[x.length - 1], low - room, high + room);
  }
}
