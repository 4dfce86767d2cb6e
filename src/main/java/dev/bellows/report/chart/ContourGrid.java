package dev.bellows.report.chart;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * A function's values on a grid, and the lines on which it has one value: marching squares
 * (Lorensen and Cline 1987, in two dimensions). Cells with a corner that is not finite stay empty.
 */
final class ContourGrid {
  private final Frame frame;
  private final int cells;

  /** Values at the corners: row (y) by row, each with {@code cells + 1} numbers. */
  private final double[] values;

  /** Evaluates the function at the corners of {@code cells} by {@code cells} cells. */
  ContourGrid(Frame frame, int cells, DoubleBinaryOperator function) {
    this.frame = frame;
    this.cells = cells;
    this.values = new double[(cells + 1) * (cells + 1)];
    for (int row = 0; row <= cells; row++) {
      for (int column = 0; column <= cells; column++) {
        values[corner(column, row)] = function.applyAsDouble(x(column), y(row));
      }
    }
  }

  /** The finite values, ascending. */
  double[] sortedValues() {
    return Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
  }

  /** Whether the lowest value lies inside, so that there is a valley to show. */
  boolean hasFloor() {
    int lowest = -1;
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i]) && (lowest < 0 || values[i] < values[lowest])) {
        lowest = i;
      }
    }
    int column = lowest % (cells + 1);
    int row = lowest / (cells + 1);
    return lowest >= 0 && column > 0 && column < cells && row > 0 && row < cells;
  }

  /**
   * The lines of one level.
   *
   * @return each a list of points (x, y); a closed line ends where it began
   */
  List<List<double[]>> lines(double level) {
    // An edge of the grid is crossed at most once, and has a cell on either side: its neighbours.
    Map<Integer, int[]> neighbours = new TreeMap<>();
    for (int row = 0; row < cells; row++) {
      for (int column = 0; column < cells; column++) {
        crossCell(column, row, level, neighbours);
      }
    }
    List<List<double[]>> lines = new ArrayList<>();
    while (!neighbours.isEmpty()) {
      lines.add(follow(neighbours, level));
    }
    return lines;
  }

  private void crossCell(int column, int row, double level, Map<Integer, int[]> neighbours) {
    double lowerLeft = values[corner(column, row)];
    double lowerRight = values[corner(column + 1, row)];
    double upperRight = values[corner(column + 1, row + 1)];
    double upperLeft = values[corner(column, row + 1)];
    double middle = (lowerLeft + lowerRight + upperRight + upperLeft) / 4;
    if (!Double.isFinite(middle)) {
      return;
    }
    int bottom = edge(column, row, false);
    int right = edge(column + 1, row, true);
    int top = edge(column, row + 1, false);
    int left = edge(column, row, true);
    int which =
        (lowerLeft >= level ? 1 : 0)
            | (lowerRight >= level ? 2 : 0)
            | (upperRight >= level ? 4 : 0)
            | (upperLeft >= level ? 8 : 0);
    boolean high = middle >= level;
    switch (which) {
      case 1, 14 -> join(left, bottom, neighbours);
      case 2, 13 -> join(bottom, right, neighbours);
      case 3, 12 -> join(left, right, neighbours);
      case 4, 11 -> join(right, top, neighbours);
      case 6, 9 -> join(bottom, top, neighbours);
      case 7, 8 -> join(left, top, neighbours);
      case 5, 10 -> { // a saddle: the middle says which corners belong together
        boolean cutsLowerRight = (which == 5) == high;
        join(cutsLowerRight ? bottom : left, cutsLowerRight ? right : bottom, neighbours);
        join(cutsLowerRight ? left : right, top, neighbours);
      }
      default -> {} // all corners on one side
    }
  }

  private static void join(int one, int other, Map<Integer, int[]> neighbours) {
    add(one, other, neighbours);
    add(other, one, neighbours);
  }

  private static void add(int edge, int neighbour, Map<Integer, int[]> neighbours) {
    int[] both = neighbours.computeIfAbsent(edge, e -> new int[] {-1, -1});
    both[both[0] < 0 ? 0 : 1] = neighbour;
  }

  /** Takes the line through the first edge out of the map. */
  private List<double[]> follow(Map<Integer, int[]> neighbours, double level) {
    int start = neighbours.keySet().iterator().next();
    int[] ways = neighbours.remove(start);
    Deque<double[]> line = new ArrayDeque<>();
    line.add(crossing(start, level));
    for (int way = 0; way < 2; way++) {
      int previous = start;
      int edge = ways[way];
      while (edge >= 0 && neighbours.containsKey(edge)) {
        double[] point = crossing(edge, level);
        if (way == 0) {
          line.addLast(point);
        } else {
          line.addFirst(point);
        }
        int[] next = neighbours.remove(edge);
        int onward = next[0] == previous ? next[1] : next[0];
        previous = edge;
        edge = onward;
      }
      if (way == 0 && edge == start) {
        line.addLast(line.getFirst());
        break;
      }
    }
    return new ArrayList<>(line);
  }

  /** Where a level crosses an edge, between the values at its ends. */
  private double[] crossing(int edge, double level) {
    boolean upright = edge % 2 == 1;
    int corner = edge / 2;
    int column = corner % (cells + 1);
    int row = corner / (cells + 1);
    double from = values[corner];
    double to = values[upright ? corner + cells + 1 : corner + 1];
    double part = (level - from) / (to - from);
    return upright
        ? new double[] {x(column), y(row) + part * (y(row + 1) - y(row))}
        : new double[] {x(column) + part * (x(column + 1) - x(column)), y(row)};
  }

  private int corner(int column, int row) {
    return row * (cells + 1) + column;
  }

  /** The edge that starts at a corner and goes right, or up. */
  private int edge(int column, int row, boolean upright) {
    return 2 * corner(column, row) + (upright ? 1 : 0);
  }

  private double x(int column) {
    return frame.xLow() + (frame.xHigh() - frame.xLow()) * column / cells;
  }

  private double y(int row) {
    return frame.yLow() + (frame.yHigh() - frame.yLow()) * row / cells;
  }
}
