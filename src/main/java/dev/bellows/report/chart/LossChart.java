package dev.bellows.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The picture of one training: loss against epochs. */
public final class LossChart {
  private static final Color BATCHES = new Color(0xB8, 0xC7, 0xD9);
  private static final Color TRAINING = new Color(0x1F, 0x4E, 0x8C);
  private static final Color VALIDATION = new Color(0xC8, 0x4B, 0x1E);
  private static final double SPREAD = 4;

  private final String title;
  private final LossCurve batches = new LossCurve();
  private final List<Double> epochs = new ArrayList<>();
  private final List<Double> training = new ArrayList<>();
  private final List<Double> validationEpochs = new ArrayList<>();
  private final List<Double> validation = new ArrayList<>();

  /** An empty chart. */
  public LossChart(String title) {
    this.title = title;
  }

  /** Adds the loss of a batch, {@code atEpoch} epochs after the beginning. */
  public void addBatch(double atEpoch, double loss) {
    batches.add(atEpoch, loss);
  }

  /** Adds the loss over all training rows after some epochs. */
  public void addTraining(double atEpoch, double loss) {
    if (Double.isFinite(loss)) {
      epochs.add(atEpoch);
      training.add(loss);
    }
  }

  /** Adds the loss over the rows held out after some epochs. */
  public void addValidation(double atEpoch, double loss) {
    if (Double.isFinite(loss)) {
      validationEpochs.add(atEpoch);
      validation.add(loss);
    }
  }

  /** Whether there is anything to draw. */
  public boolean isEmpty() {
    return batches.x().isEmpty() && training.isEmpty();
  }

  /** Draws a PNG. */
  public void write(OutputStream out) throws IOException {
    XYChart chart = ChartStyle.chart(title, "epoch", "loss");
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.getStyler().setXAxisMin(0.0);
    if (!batches.x().isEmpty()) {
      String name =
          batches.stepsPerPoint() == 1
              ? "one batch"
              : "mean of %d batches".formatted(batches.stepsPerPoint());
      line(chart, name, batches.x(), batches.y(), BATCHES, 1.2f, false);
    }
    if (!training.isEmpty()) {
      line(chart, "all training rows", epochs, training, TRAINING, 2.2f, true);
    }
    if (!validation.isEmpty()) {
      line(chart, "validation rows", validationEpochs, validation, VALIDATION, 2.2f, true);
    }
    cutOutliers(chart);
    ChartStyle.write(chart, out);
  }

  /** A few wild batches would press everything else to the bottom: leave them out of the frame. */
  private void cutOutliers(XYChart chart) {
    double highest = training.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    double lowest = training.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    double wildest = batches.y().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    if (highest > 0 && lowest >= 0 && wildest > SPREAD * highest) {
      chart.getStyler().setYAxisMin(0.0);
      chart.getStyler().setYAxisMax(SPREAD * highest);
    }
  }

  private static void line(
      XYChart chart,
      String name,
      List<Double> x,
      List<Double> y,
      Color color,
      float width,
      boolean marked) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(color);
    series.setLineStyle(width < 2 ? new BasicStroke(width) : SeriesLines.SOLID);
    series.setLineWidth(width);
    series.setMarkerColor(color);
    series.setMarker(marked ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
  }
}
