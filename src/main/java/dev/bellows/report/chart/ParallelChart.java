package dev.bellows.report.chart;

import dev.bellows.report.chart.TrialPoints.Point;
import dev.bellows.report.chart.TrialScale.Tick;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The trials of a search in parallel coordinates: an axis for each setting and one for the metric,
 * and a line through them for each trial that was measured, coloured by its metric, the best one
 * bold. Where a setting does not apply, the line passes below its axis.
 */
public final class ParallelChart {
  private static final Color GOOD = new Color(0x1F, 0x4E, 0x8C);
  private static final Color BAD = new Color(0xD9, 0xC8, 0xB4);
  private static final Color BEST = new Color(0xE8, 0x6A, 0x00);

  /** Pixels. */
  private static final int PER_AXIS = 150;

  private static final int NARROWEST = 900;
  private static final int LEFT = 118;
  private static final int RIGHT = 110;
  private static final int TOP = 92;
  private static final int HEIGHT = 420;
  private static final int WITHOUT = 34;
  private static final int BOTTOM = 60;
  private static final int LABEL_ROOM = 100;
  private static final int PIXELS_PER_LABEL = 14;

  /** From this many lines on they are drawn ever fainter. */
  private static final int MANY = 100;

  private static final double FAINTEST = 25;
  private static final double STRONGEST = 190;

  private final TrialPoints points;
  private final MetricScale metric;
  private final List<TrialScale> scales = new ArrayList<>();
  private final int width;
  private final boolean anyWithout;

  /** The picture of these trials. */
  public ParallelChart(TrialPoints points) {
    this.points = points;
    metric = new MetricScale(points);
    for (int i = 0; i < points.settings().size(); i++) {
      scales.add(TrialScale.of(points.settings().get(i).scale(), points.valuesOf(i)));
    }
    width = Math.max(NARROWEST, LEFT + RIGHT + PER_AXIS * scales.size());
    anyWithout = points.trials().stream().anyMatch(trial -> trial.values().contains(null));
  }

  /** Draws a PNG. */
  public void write(OutputStream out) throws IOException {
    try (Canvas canvas = new Canvas(width, TOP + HEIGHT + (anyWithout ? WITHOUT : 0) + BOTTOM)) {
      canvas.font(Font.BOLD, Canvas.TITLE);
      canvas.text(canvas.fitted(points.title(), width - 40), width / 2.0, 22, 0.5, ChartStyle.INK);
      List<Point> worstFirst = points.worstFirst();
      int alpha =
          (int)
              Math.max(
                  FAINTEST, Math.min(STRONGEST, STRONGEST * MANY / Math.max(1, worstFirst.size())));
      for (Point trial : worstFirst) {
        double good = metric.goodness(trial.metric());
        canvas.draw(
            path(trial), color(good, (int) (alpha + (STRONGEST - alpha) * good * good)), 1.1);
      }
      axes(canvas);
      points.winner().ifPresent(best -> canvas.draw(path(best), BEST, 3));
      labels(canvas);
      legend(canvas, worstFirst.size());
      canvas.writePng(out);
    }
  }

  private static Color color(double goodness, int alpha) {
    double good = goodness * goodness; // those near the best are told apart
    return new Color(
        mix(BAD.getRed(), GOOD.getRed(), good),
        mix(BAD.getGreen(), GOOD.getGreen(), good),
        mix(BAD.getBlue(), GOOD.getBlue(), good),
        alpha);
  }

  private static int mix(int from, int to, double part) {
    return (int) Math.round(from + (to - from) * part);
  }

  private double x(int axis) {
    return LEFT + (width - LEFT - RIGHT) * (axis / (double) scales.size());
  }

  private static double y(double at) {
    return TOP + (1 - at) * HEIGHT;
  }

  private static double below() {
    return TOP + HEIGHT + WITHOUT - 6;
  }

  private Path2D path(Point trial) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < scales.size(); i++) {
      Object value = trial.values().get(i);
      double y = value == null ? below() : y(scales.get(i).at(value));
      if (i == 0) {
        path.moveTo(x(i), y);
      } else {
        path.lineTo(x(i), y);
      }
    }
    path.lineTo(x(scales.size()), y(metric.at(trial.metric())));
    return path;
  }

  private void axes(Canvas canvas) {
    for (int i = 0; i <= scales.size(); i++) {
      canvas.line(x(i), TOP, x(i), TOP + HEIGHT, ChartStyle.INK, 1.2);
    }
    for (int y = 0; y < HEIGHT; y++) {
      double at = 1 - y / (double) HEIGHT;
      double good = points.ascending() ? 1 - at : at;
      canvas.line(
          x(scales.size()) + 4, TOP + y, x(scales.size()) + 10, TOP + y, color(good, 255), 1);
    }
  }

  private void labels(Canvas canvas) {
    for (int i = 0; i <= scales.size(); i++) {
      boolean last = i == scales.size();
      name(canvas, last ? points.metric() : points.settings().get(i).name(), x(i));
      canvas.font(Font.PLAIN, Canvas.SMALL);
      List<Tick> ticks = last ? metric.ticks(8) : scales.get(i).ticks(6);
      int every = Math.max(1, (int) Math.ceil(ticks.size() * (double) PIXELS_PER_LABEL / HEIGHT));
      for (int t = 0; t < ticks.size(); t += every) {
        Tick tick = ticks.get(t);
        double y = y(tick.at());
        canvas.line(x(i) - 3, y, x(i) + 3, y, ChartStyle.INK, 1.2);
        if (last) {
          canvas.text(tick.label(), x(i) + 15, y, 0, ChartStyle.INK);
        } else {
          canvas.label(canvas.fitted(tick.label(), LABEL_ROOM), x(i) - 7, y, 1, ChartStyle.INK);
        }
      }
      int setting = i;
      if (!last && points.trials().stream().anyMatch(t -> t.values().get(setting) == null)) {
        canvas.label("not set", x(i) - 7, below(), 1, ChartStyle.INK);
        canvas.dot(x(i), below(), 3, ChartStyle.INK);
      }
    }
  }

  /** A key in two lines, its section above. */
  private static void name(Canvas canvas, String key, double x) {
    int dot = key.lastIndexOf('.');
    canvas.font(Font.PLAIN, Canvas.SMALL);
    if (dot > 0) {
      canvas.text(canvas.fitted(key.substring(0, dot), PER_AXIS - 8.0), x, 54, 0.5, ChartStyle.INK);
    }
    canvas.font(Font.BOLD, Canvas.TEXT);
    canvas.text(canvas.fitted(key.substring(dot + 1), PER_AXIS - 8.0), x, 72, 0.5, ChartStyle.INK);
  }

  private void legend(Canvas canvas, int lines) {
    canvas.font(Font.PLAIN, Canvas.TEXT);
    int y = TOP + HEIGHT + (anyWithout ? WITHOUT : 0) + BOTTOM / 2 + 4;
    int without = points.trials().size() - lines;
    String rest =
        "other trials, the better the bluer"
            + (without == 0
                ? ""
                : String.format(Locale.ROOT, "; %,d without a result are not shown", without));
    double x = width / 2.0 - (canvas.width(rest) + canvas.width("best trial") + 110) / 2.0;
    canvas.line(x, y, x + 26, y, BEST, 3);
    canvas.text("best trial", x + 34, y, 0, ChartStyle.INK);
    x += 34 + canvas.width("best trial") + 28;
    canvas.line(x, y, x + 26, y, GOOD, 1.4);
    canvas.text(rest, x + 34, y, 0, ChartStyle.INK);
  }
}
