package dev.bellows.report.chart;

import dev.bellows.report.chart.TrialPoints.Point;
import dev.bellows.report.chart.TrialScale.Tick;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The metric of a search against each of its settings: a small picture for each of them, all at one
 * scale of the metric. Trials that failed, and those that are far worse than most, stand at the
 * edge where bad ones are.
 */
public final class SettingsChart {
  private static final Color WHOLE = new Color(0x1F, 0x4E, 0x8C, 150);
  private static final Color LEFT = new Color(0x7F, 0x9C, 0xC0, 130);
  private static final Color BEST = new Color(0xE8, 0x8A, 0x00);
  private static final Color FAILED = new Color(0xB3, 0x26, 0x1E, 190);
  private static final Color GRID = new Color(0xE4, 0xE4, 0xE4);

  /** Pixels. */
  private static final int CELL_WIDTH = 400;

  private static final int CELL_HEIGHT = 300;
  private static final int PLOT_LEFT = 74;
  private static final int PLOT_RIGHT = 14;
  private static final int PLOT_TOP = 14;
  private static final int PLOT_BOTTOM = 50;
  private static final int UPRIGHT_ROOM = 70;
  private static final int HEAD = 44;
  private static final int FOOT = 34;
  private static final int COLUMNS = 3;
  private static final int PIXELS_PER_TICK = 60;
  private static final double DOT = 3.2;

  /** Dots of one name are spread over this part of its room. */
  private static final double SPREAD = 0.55;

  private static final double GOLDEN = 0.6180339887498949;

  private final TrialPoints points;
  private final MetricScale metric;
  private final List<TrialScale> scales = new ArrayList<>();

  /** The picture of these trials. */
  public SettingsChart(TrialPoints points) {
    this.points = points;
    metric = new MetricScale(points);
    for (int i = 0; i < points.settings().size(); i++) {
      scales.add(TrialScale.of(points.settings().get(i).scale(), points.valuesOf(i)));
    }
  }

  /** Draws a PNG. */
  public void write(OutputStream out) throws IOException {
    int cells = Math.max(1, points.settings().size());
    // Four stand better two by two.
    int columns = cells == 4 ? 2 : Math.min(COLUMNS, cells);
    int rows = (cells + columns - 1) / columns;
    int width = Math.max(2, columns) * CELL_WIDTH + PLOT_RIGHT;
    int cellWidth = (width - PLOT_RIGHT) / columns;
    int cellHeight = CELL_HEIGHT + (anyOnEnd(cellWidth) ? UPRIGHT_ROOM : 0);
    try (Canvas canvas = new Canvas(width, HEAD + rows * cellHeight + FOOT)) {
      canvas.font(Font.BOLD, Canvas.TITLE);
      canvas.text(
          canvas.fitted(points.title(), width - 40), width / 2.0, HEAD / 2.0, 0.5, ChartStyle.INK);
      for (int i = 0; i < points.settings().size(); i++) {
        panel(canvas, i, i % columns * cellWidth, HEAD + i / columns * cellHeight, cellWidth);
      }
      legend(canvas, width, HEAD + rows * cellHeight + FOOT / 2);
      canvas.writePng(out);
    }
  }

  private boolean anyOnEnd(int cellWidth) {
    try (Canvas probe = new Canvas(1, 1)) {
      probe.font(Font.PLAIN, Canvas.SMALL);
      int width = cellWidth - PLOT_LEFT - PLOT_RIGHT;
      return scales.stream().anyMatch(scale -> standsOnEnd(probe, scale, width));
    }
  }

  private void panel(Canvas canvas, int setting, int x, int y, int cellWidth) {
    TrialPoints.Axis axis = points.settings().get(setting);
    TrialScale scale = scales.get(setting);
    Plot plot =
        new Plot(
            x + PLOT_LEFT,
            y + PLOT_TOP,
            cellWidth - PLOT_LEFT - PLOT_RIGHT,
            CELL_HEIGHT - PLOT_TOP - PLOT_BOTTOM);
    canvas.font(Font.PLAIN, Canvas.SMALL);
    for (Tick tick : metric.ticks(5)) {
      double at = plot.y(tick.at());
      canvas.line(plot.left, at, plot.left + plot.width, at, GRID, 1);
      canvas.text(tick.label(), plot.left - 6, at, 1, ChartStyle.INK);
    }
    canvas.line(plot.left, plot.top, plot.left, plot.top + plot.height, ChartStyle.PALE, 1);
    canvas.line(
        plot.left,
        plot.top + plot.height,
        plot.left + plot.width,
        plot.top + plot.height,
        ChartStyle.PALE,
        1);
    boolean onEnd = standsOnEnd(canvas, scale, plot.width);
    valueTicks(canvas, scale, plot);
    canvas.font(Font.BOLD, Canvas.TEXT);
    canvas.text(
        canvas.fitted(axis.name(), plot.width),
        plot.left + plot.width / 2.0,
        y + CELL_HEIGHT - 18 + (onEnd ? UPRIGHT_ROOM - 8 : 0),
        0.5,
        ChartStyle.INK);
    if (x == 0) {
      canvas.font(Font.PLAIN, Canvas.TEXT);
      canvas.upright(points.metric(), 12, plot.top + plot.height / 2.0, 0.5, ChartStyle.INK);
    }
    dots(canvas, setting, scale, plot);
  }

  /**
   * Names that are too wide for their room stand on end, and where even that is full, some only.
   */
  private static void valueTicks(Canvas canvas, TrialScale scale, Plot plot) {
    List<Tick> ticks = scale.ticks(plot.width / PIXELS_PER_TICK);
    boolean upright = standsOnEnd(canvas, scale, plot.width);
    int every = Math.max(1, (int) Math.ceil(ticks.size() * (Canvas.SMALL + 1.0) / plot.width));
    for (int i = 0; i < ticks.size(); i += upright ? every : 1) {
      Tick tick = ticks.get(i);
      double x = plot.x(tick.at());
      double y = plot.top + plot.height;
      canvas.line(x, y, x, y + 3, ChartStyle.PALE, 1);
      if (upright) {
        canvas.upright(canvas.fitted(tick.label(), UPRIGHT_ROOM), x, y + 5, 1, ChartStyle.INK);
      } else {
        canvas.text(tick.label(), x, y + 12, 0.5, ChartStyle.INK);
      }
    }
  }

  private static boolean standsOnEnd(Canvas canvas, TrialScale scale, int width) {
    List<Tick> ticks = scale.named() ? scale.ticks(1) : List.of();
    int room = width / Math.max(1, ticks.size());
    return ticks.stream().anyMatch(tick -> canvas.width(tick.label()) + 6 > room);
  }

  private void dots(Canvas canvas, int setting, TrialScale scale, Plot plot) {
    double edge = plot.y(metric.worstEnd());
    for (Point trial : points.trials()) {
      Object value = trial.values().get(setting);
      if (value != null && !trial.measured()) {
        canvas.cross(place(trial, value, scale, plot), edge, DOT, FAILED);
      }
    }
    for (Point trial : points.worstFirst()) {
      Object value = trial.values().get(setting);
      if (value == null) {
        continue;
      }
      double x = place(trial, value, scale, plot);
      double y = plot.y(metric.at(trial.metric()));
      if (metric.isBeyond(trial.metric())) {
        canvas.triangle(x, edge, DOT, points.ascending(), trial.whole() ? WHOLE : LEFT);
      } else {
        canvas.dot(x, y, DOT, trial.whole() ? WHOLE : LEFT);
      }
    }
    points
        .winner()
        .filter(best -> best.values().get(setting) != null)
        .ifPresent(
            best ->
                canvas.diamond(
                    place(best, best.values().get(setting), scale, plot),
                    plot.y(metric.at(best.metric())),
                    2 * DOT,
                    BEST));
  }

  /** The x of a trial; those of one name stand beside each other. */
  private static double place(Point trial, Object value, TrialScale scale, Plot plot) {
    double at = scale.at(value);
    if (scale.named()) {
      double fraction = trial.number() * GOLDEN % 1;
      at += (fraction - 0.5) * SPREAD / scale.count();
    }
    return plot.x(at);
  }

  private void legend(Canvas canvas, int width, int y) {
    canvas.font(Font.PLAIN, Canvas.TEXT);
    boolean failed = points.trials().stream().anyMatch(trial -> !trial.measured());
    boolean left = points.trials().stream().anyMatch(trial -> trial.measured() && !trial.whole());
    boolean beyond =
        points.trials().stream()
            .anyMatch(trial -> trial.measured() && metric.isBeyond(trial.metric()));
    double x = width / 2.0 - 60 - (failed ? 45 : 0) - (left ? 55 : 0) - (beyond ? 60 : 0);
    canvas.dot(x, y, DOT + 1, WHOLE);
    x = entry(canvas, "trial", x, y);
    if (left) {
      canvas.dot(x, y, DOT + 1, LEFT);
      x = entry(canvas, "left early", x, y);
    }
    canvas.diamond(x, y, 2 * DOT, BEST);
    x = entry(canvas, "best", x, y);
    if (beyond) {
      canvas.triangle(x, y, DOT + 1, points.ascending(), WHOLE);
      x = entry(canvas, "off the scale", x, y);
    }
    if (failed) {
      canvas.cross(x, y, DOT, FAILED);
      entry(canvas, "failed", x, y);
    }
  }

  /** The x of the next entry. */
  private static double entry(Canvas canvas, String name, double x, int y) {
    canvas.text(name, x + 10, y, 0, ChartStyle.INK);
    return x + 10 + canvas.width(name) + 28;
  }

  /** Where the dots are. */
  private record Plot(int left, int top, int width, int height) {
    double x(double at) {
      return left + at * width;
    }

    double y(double at) {
      return top + (1 - at) * height;
    }
  }
}
