package dev.bellows.report.chart;

import java.util.Arrays;
import java.util.List;

/**
 * Puts points of the plane into groups that lie together, so that each can have its colour:
 * k-means, begun at points that are far from each other, without any randomness.
 */
final class PointGroups {
  private static final int ROUNDS = 50;

  private PointGroups() {}

  /** The group of each point, from 0 to {@code groups - 1}. */
  static int[] of(List<WordMap.Word> points, int groups) {
    double[][] centres = farApart(points, Math.min(groups, points.size()));
    int[] group = new int[points.size()];
    for (int round = 0; round < ROUNDS; round++) {
      Arrays.setAll(group, i -> nearest(points.get(i), centres));
      for (int g = 0; g < centres.length; g++) {
        double x = 0;
        double y = 0;
        int members = 0;
        for (int i = 0; i < group.length; i++) {
          if (group[i] == g) {
            x += points.get(i).x();
            y += points.get(i).y();
            members++;
          }
        }
        if (members > 0) {
          centres[g] = new double[] {x / members, y / members};
        }
      }
    }
    return group;
  }

  private static double[][] farApart(List<WordMap.Word> points, int count) {
    double[][] centres = new double[count][];
    centres[0] = new double[] {points.get(0).x(), points.get(0).y()};
    for (int g = 1; g < count; g++) {
      double[][] chosen = Arrays.copyOf(centres, g);
      WordMap.Word farthest = points.get(0);
      for (WordMap.Word point : points) {
        if (distance(point, chosen[nearest(point, chosen)])
            > distance(farthest, chosen[nearest(farthest, chosen)])) {
          farthest = point;
        }
      }
      centres[g] = new double[] {farthest.x(), farthest.y()};
    }
    return centres;
  }

  private static int nearest(WordMap.Word point, double[][] centres) {
    int nearest = 0;
    for (int g = 1; g < centres.length; g++) {
      if (distance(point, centres[g]) < distance(point, centres[nearest])) {
        nearest = g;
      }
    }
    return nearest;
  }

  private static double distance(WordMap.Word point, double[] centre) {
    return Math.hypot(point.x() - centre[0], point.y() - centre[1]);
  }
}
