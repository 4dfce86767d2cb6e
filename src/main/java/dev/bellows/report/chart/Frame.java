package dev.bellows.report.chart;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The part of the plane that a picture shows.
 *
 * @param xLow left edge
 * @param xHigh right edge, above {@code xLow}
 * @param yLow lower edge
 * @param yHigh upper edge, above {@code yLow}
 */
record Frame(double xLow, double xHigh, double yLow, double yHigh) {
  /** A walk that climbs to this many times the value of its start has run away. */
  private static final double WILD = 50;

  /** Points within this many times the size of the start never count as run away. */
  private static final double NEAR = 2;

  /** The frame is this many times as wide as the points, so that it shows where they go. */
  private static final double ROOM = 1.5;

  /** Beyond this no pixel can be computed. */
  private static final double FARTHEST = 1e100;

  /** Spots that can be told apart, across the picture. */
  private static final double FINEST = 1500;

  /** No side is shorter than this part of the other. */
  private static final double THINNEST = 0.4;

  /** A frame with room around the points of walks, without what belongs to a walk running away. */
  static Frame around(Collection<double[][]> paths, ToDoubleFunction<double[]> value) {
    double[] x = extent(paths, value, 0);
    double[] y = extent(paths, value, 1);
    double xSpan = x[1] - x[0];
    double ySpan = y[1] - y[0];
    double least =
        Math.max(xSpan, ySpan) > 0
            ? THINNEST * Math.max(xSpan, ySpan)
            : Math.max(1, Math.max(Math.abs(x[0]), Math.abs(y[0])) / 2);
    double[] wideX = widened(x, Math.max(xSpan, least) * ROOM);
    double[] wideY = widened(y, Math.max(ySpan, least) * ROOM);
    return new Frame(wideX[0], wideX[1], wideY[0], wideY[1]);
  }

  /** Lowest and highest coordinate of the points that count; (-1, 1) if none does. */
  static double[] extent(
      Collection<double[][]> paths, ToDoubleFunction<double[]> value, int coordinate) {
    double limit = 0;
    for (double[][] path : paths) {
      double first = path.length > 0 ? Math.abs(value.applyAsDouble(path[0])) : 0;
      limit = Double.isFinite(first) ? Math.max(limit, WILD * first) : limit;
    }
    List<Double> seen = new ArrayList<>();
    for (double[][] path : paths) {
      int count = drawable(path);
      for (int i = 0; i < count; i++) {
        double height = Math.abs(value.applyAsDouble(path[i]));
        if (i == 0 || isNear(path[0], path[i]) || !(height > limit)) {
          seen.add(path[i][coordinate]);
        }
      }
    }
    return seen.isEmpty()
        ? new double[] {-1, 1}
        : new double[] {
          seen.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
          seen.stream().mapToDouble(Double::doubleValue).max().orElseThrow()
        };
  }

  private static boolean isNear(double[] start, double[] point) {
    double size = 1;
    double distance = 0;
    for (int i = 0; i < start.length; i++) {
      size = Math.max(size, Math.abs(start[i]));
      distance = Math.max(distance, Math.abs(point[i] - start[i]));
    }
    return distance <= NEAR * size;
  }

  private static double[] widened(double[] extent, double span) {
    double middle = extent[0] / 2 + extent[1] / 2;
    return new double[] {middle - span / 2, middle + span / 2};
  }

  /** How many points of a walk come before the first that no picture can show. */
  static int drawable(double[][] path) {
    for (int i = 0; i < path.length; i++) {
      if (!(Math.abs(path[i][0]) <= FARTHEST && Math.abs(path[i][1]) <= FARTHEST)) {
        return i;
      }
    }
    return path.length;
  }

  /** Whether a point is in the picture. */
  boolean contains(double x, double y) {
    return x >= xLow && x <= xHigh && y >= yLow && y <= yHigh;
  }

  /** Whether two points are less than half a pixel apart; false if one is NaN. */
  boolean isSameSpot(double[] one, double x, double y) {
    return Math.abs(one[0] - x) < (xHigh - xLow) / FINEST
        && Math.abs(one[1] - y) < (yHigh - yLow) / FINEST;
  }

  /**
   * The part of a straight line that is in the picture (Liang and Barsky 1984).
   *
   * @return x and y of both ends, or null if nothing of it is
   */
  double[] clip(double[] from, double[] to) {
    double dx = to[0] - from[0];
    double dy = to[1] - from[1];
    double[] steps = {-dx, dx, -dy, dy};
    double[] rooms = {from[0] - xLow, xHigh - from[0], from[1] - yLow, yHigh - from[1]};
    double enter = 0;
    double leave = 1;
    for (int edge = 0; edge < 4; edge++) {
      if (steps[edge] == 0 && rooms[edge] < 0) {
        return null;
      }
      double at = rooms[edge] / steps[edge];
      enter = steps[edge] < 0 ? Math.max(enter, at) : enter;
      leave = steps[edge] > 0 ? Math.min(leave, at) : leave;
    }
    return enter > leave
        ? null
        : new double[] {
          from[0] + enter * dx, from[1] + enter * dy, from[0] + leave * dx, from[1] + leave * dy
        };
  }
}
