package dev.bellows.report.chart;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How a search got on: each result, and the best one until then. */
public final class BestSoFarChart {
  private final String title;
  private final String metric;
  private final boolean ascending;
  private final List<Double> times = new ArrayList<>();
  private final List<Double> metrics = new ArrayList<>();
  private double last;

  /**
   * An empty chart.
   *
   * @param metric the name of what was measured
   * @param ascending whether a smaller metric is the better one
   */
  public BestSoFarChart(String title, String metric, boolean ascending) {
    this.title = title;
    this.metric = metric;
    this.ascending = ascending;
  }

  /**
   * Adds a result, in the order of time; one that is not finite takes its time, and is not drawn.
   *
   * @param seconds of training until then, of all trials together
   */
  public void add(double seconds, double value) {
    last = seconds;
    if (Double.isFinite(value)) {
      times.add(seconds);
      metrics.add(value);
    }
  }

  /** Draws a PNG. */
  public void write(OutputStream out) throws IOException {
    XYChart chart = ChartStyle.chart(title, "seconds of training, all trials together", metric);
    chart
        .getStyler()
        .setLegendPosition(ascending ? LegendPosition.InsideNE : LegendPosition.InsideSE);
    if (!times.isEmpty()) {
      results(chart);
      best(chart);
      frame(chart);
    }
    ChartStyle.write(chart, out);
  }

  private void results(XYChart chart) {
    ChartStyle.points(
        chart, "a result", array(times), array(metrics), ChartStyle.PALE, SeriesMarkers.CIRCLE);
  }

  /** A staircase. */
  private void best(XYChart chart) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    double best = metrics.get(0);
    x.add(times.get(0));
    y.add(best);
    for (int i = 1; i < times.size(); i++) {
      double value = metrics.get(i);
      if (ascending ? value < best : value > best) {
        x.add(times.get(i));
        y.add(best);
        best = value;
        x.add(times.get(i));
        y.add(best);
      }
    }
    x.add(Math.max(last, times.get(times.size() - 1)));
    y.add(best);
    ChartStyle.line(chart, "the best until then", array(x), array(y), ChartStyle.color(1), 2.4f);
  }

  /** Wild results are left out of the frame; a wide span of what is left is logarithmic. */
  private void frame(XYChart chart) {
    List<TrialPoints.Point> points = new ArrayList<>();
    for (int i = 0; i < metrics.size(); i++) {
      points.add(new TrialPoints.Point(i, List.of(), metrics.get(i), true));
    }
    MetricScale scale =
        new MetricScale(new TrialPoints(title, List.of(), metric, ascending, points, -1));
    chart.getStyler().setYAxisLogarithmic(scale.logarithmic());
    chart.getStyler().setYAxisMin(scale.lowEnd());
    chart.getStyler().setYAxisMax(scale.highEnd());
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
