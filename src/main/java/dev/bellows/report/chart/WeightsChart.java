package dev.bellows.report.chart;

import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;

/**
 * How much a leaky average remembers: the weight (1 - γ) γ^k that the gradient of k steps ago has
 * in it ("Dive into Deep Learning", section 12.6, where γ is called β).
 */
public final class WeightsChart {
  private static final char GAMMA = 'γ';

  private final int steps;
  private final List<Double> gammas = new ArrayList<>();

  /** A chart of the last {@code steps} steps. */
  public WeightsChart(int steps) {
    this.steps = steps;
  }

  /** Adds a curve; {@code gamma} from 0 to below 1. */
  public void add(double gamma) {
    gammas.add(gamma);
  }

  /** Draws a PNG. */
  public void write(OutputStream out) throws IOException {
    String letter =
        new Font(Font.SANS_SERIF, Font.PLAIN, 12).canDisplay(GAMMA)
            ? String.valueOf(GAMMA)
            : "gamma";
    XYChart chart =
        ChartStyle.chart(
            "weights of a leaky average, (1 - %s) %s^k".formatted(letter, letter),
            "steps back, k",
            "weight");
    for (int i = 0; i < gammas.size(); i++) {
      double[] back = new double[steps];
      double[] weights = new double[steps];
      for (int k = 0; k < steps; k++) {
        back[k] = k;
        weights[k] = (1 - gammas.get(i)) * Math.pow(gammas.get(i), k);
      }
      ChartStyle.line(
              chart,
              "%s = %s".formatted(letter, gammas.get(i)),
              back,
              weights,
              ChartStyle.color(i),
              2)
          .setMarker(PathMarker.STEP);
    }
    ChartStyle.plainNumbers(chart, 1);
    chart.getStyler().setXAxisMin(0.0);
    chart.getStyler().setYAxisMin(0.0);
    ChartStyle.write(chart, out);
  }
}
