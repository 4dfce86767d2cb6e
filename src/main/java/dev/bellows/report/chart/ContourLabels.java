package dev.bellows.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * Finds a place for the number on each contour line: on the line, well inside the picture, and far
 * from the paths and from other numbers.
 */
final class ContourLabels {
  /** Rows and columns of the coarse map of what is taken. */
  private static final int TILES = 48;

  /** Numbers stay this part of the picture away from its edges. */
  private static final double MARGIN = 0.05;

  /** Nothing nearer than this part of the picture to something else. */
  private static final double NEAREST = 0.035;

  private final Frame frame;

  /** Points in parts of the picture's width and height that numbers keep away from. */
  private final List<double[]> taken = new ArrayList<>();

  private final DoubleBinaryOperator function;

  ContourLabels(Frame frame, DoubleBinaryOperator function, Collection<double[][]> paths) {
    this.frame = frame;
    this.function = function;
    boolean[] tiles = new boolean[TILES * TILES];
    for (double[][] path : paths) {
      int points = Frame.drawable(path);
      for (int i = 0; i < points; i++) {
        mark(tiles, path[i], path[Math.min(i + 1, points - 1)]);
      }
    }
    for (int tile = 0; tile < tiles.length; tile++) {
      if (tiles[tile]) {
        taken.add(new double[] {(tile % TILES + 0.5) / TILES, (tile / TILES + 0.5) / TILES});
      }
    }
  }

  private void mark(boolean[] tiles, double[] from, double[] to) {
    double[] ends = frame.clip(from, to);
    for (int step = 0; ends != null && step <= 2 * TILES; step++) {
      double part = step / (2.0 * TILES);
      int column = tile(across(ends[0] + part * (ends[2] - ends[0])));
      int row = tile(up(ends[1] + part * (ends[3] - ends[1])));
      tiles[row * TILES + column] = true;
    }
  }

  private static int tile(double part) {
    return (int) Math.max(0, Math.min(TILES - 1, part * TILES));
  }

  /**
   * Takes the best place on the lines of one level.
   *
   * @param gap how far the next level is, as a value: where lines are dense is no place
   * @return x and y, or null if there is no room
   */
  double[] place(List<List<double[]>> lines, double gap) {
    double[] best = null;
    double widest = NEAREST;
    for (List<double[]> line : lines) {
      if (length(line) < 4 * NEAREST) {
        continue;
      }
      for (int i = 0; i < line.size(); i += 3) {
        double room = Math.min(room(line.get(i)), 2 * spacing(line.get(i), gap));
        if (room > widest) {
          widest = room;
          best = line.get(i);
        }
      }
    }
    if (best != null) {
      taken.add(new double[] {across(best[0]), up(best[1])});
    }
    return best;
  }

  private double room(double[] point) {
    double x = across(point[0]);
    double y = up(point[1]);
    double edge = Math.min(Math.min(x, 1 - x), Math.min(y, 1 - y));
    if (edge < MARGIN) {
      return 0;
    }
    double nearest = 0.2; // more room than this is no better
    for (double[] other : taken) {
      nearest = Math.min(nearest, Math.hypot(x - other[0], y - other[1]));
    }
    return nearest;
  }

  /** How far the next line is, from the slope here; in parts of the picture. */
  private double spacing(double[] point, double gap) {
    double part = 1e-3;
    double dx = part * (frame.xHigh() - frame.xLow());
    double dy = part * (frame.yHigh() - frame.yLow());
    double here = function.applyAsDouble(point[0], point[1]);
    double slope =
        Math.hypot(
                function.applyAsDouble(point[0] + dx, point[1]) - here,
                function.applyAsDouble(point[0], point[1] + dy) - here)
            / part;
    return gap / slope;
  }

  private double length(List<double[]> line) {
    double length = 0;
    for (int i = 1; i < line.size(); i++) {
      double[] one = line.get(i - 1);
      double[] other = line.get(i);
      length += Math.hypot(across(other[0]) - across(one[0]), up(other[1]) - up(one[1]));
    }
    return length;
  }

  private double across(double x) {
    return (x - frame.xLow()) / (frame.xHigh() - frame.xLow());
  }

  private double up(double y) {
    return (y - frame.yLow()) / (frame.yHigh() - frame.yLow());
  }

  /** The line without what stands under a number; NaN marks the gap. */
  static double[][] withGap(
      List<double[]> line, double[] label, double halfWidth, double halfHeight) {
    return line.stream()
        .map(
            point ->
                label != null
                        && Math.abs(point[0] - label[0]) < halfWidth
                        && Math.abs(point[1] - label[1]) < halfHeight
                    ? new double[] {Double.NaN, Double.NaN}
                    : point)
        .toArray(double[][]::new);
  }

  /** One coordinate of points that stand in a row. */
  static double[] coordinate(double[][] points, int index) {
    return Arrays.stream(points).mapToDouble(point -> point[index]).toArray();
  }
}
