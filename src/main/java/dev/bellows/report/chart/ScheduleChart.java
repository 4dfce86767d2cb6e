package dev.bellows.report.chart;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** The picture of schedules: the learning rate of each step. */
public final class ScheduleChart {
  private final XYChart chart;
  private int curves;
  private double highest;

  /** An empty chart. */
  public ScheduleChart(String title) {
    chart = ChartStyle.chart(title, "step", "learning rate");
    chart.getStyler().setYAxisMin(0.0);
  }

  /**
   * Adds a schedule.
   *
   * @param name for the legend
   * @param rates the learning rate of each step, the first at {@code firstStep}; gaps where it is
   *     not finite
   */
  public void add(String name, int firstStep, double[] rates) {
    double[] steps = IntStream.range(0, rates.length).mapToDouble(i -> firstStep + i).toArray();
    double[] finite =
        Arrays.stream(rates).map(rate -> Double.isFinite(rate) ? rate : Double.NaN).toArray();
    ChartStyle.dash(
        ChartStyle.line(chart, name, steps, finite, ChartStyle.color(curves), 2), curves, 2);
    curves++;
    highest = Math.max(highest, Arrays.stream(finite).filter(Double::isFinite).max().orElse(0));
  }

  /** Draws a PNG. */
  public void write(OutputStream out) throws IOException {
    ChartStyle.plainNumbers(chart, highest);
    ChartStyle.write(chart, out);
  }
}
