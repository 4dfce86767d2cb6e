package dev.bellows.report.chart;

import java.util.Arrays;
import java.util.List;

/**
 * The axis of a search's metric: from the best trial to those that are far worse; what is beyond
 * stands at the edge, so that a few wild trials do not press all others together.
 */
final class MetricScale {
  /** Trials up to this part of all, from the best, are within the axis. */
  private static final double SHOWN = 0.9;

  /** And those beyond that are further from the best by at most this part. */
  private static final double ROOM = 0.3;

  /** From this ratio of the metrics on the axis is logarithmic. */
  private static final double WIDE = 5;

  private final TrialScale scale;
  private final boolean ascending;

  /** The axis for these trials. */
  MetricScale(TrialPoints points) {
    ascending = points.ascending();
    List<TrialPoints.Point> worst = points.worstFirst();
    double[] sorted = new double[worst.size()]; // the best first
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = worst.get(sorted.length - 1 - i).metric();
    }
    if (sorted.length == 0) {
      scale = TrialScale.numbers(false, 0, 1);
      return;
    }
    double best = sorted[0];
    double usual = sorted[(int) (SHOWN * (sorted.length - 1))];
    double last = sorted[sorted.length - 1];
    double least = Arrays.stream(sorted).min().orElseThrow();
    boolean log = least > 0 && Math.max(usual, best) > WIDE * Math.min(usual, best);
    scale = TrialScale.numbers(log, best, edge(log, best, usual, last));
  }

  private static double edge(boolean log, double best, double usual, double last) {
    if (best == usual) {
      return last;
    }
    double wanted = log ? usual * Math.pow(usual / best, ROOM) : usual + ROOM * (usual - best);
    // Of the two the one nearer to the best.
    return Math.abs(last - best) < Math.abs(wanted - best) ? last : wanted;
  }

  /** Where it stands from 0, the lower end, to 1. */
  double at(double metric) {
    return Math.max(0, Math.min(1, scale.at(metric)));
  }

  /** Whether it is worse than all that the axis has room for. */
  boolean isBeyond(double metric) {
    double at = scale.at(metric);
    return ascending ? at > 1 : at < 0;
  }

  /** Whether equal distances are equal ratios. */
  boolean logarithmic() {
    return scale.logarithmic();
  }

  /** The metric at 0. */
  double lowEnd() {
    return scale.valueAt(0);
  }

  /** The metric at 1. */
  double highEnd() {
    return scale.valueAt(1);
  }

  /** Where bad trials stand: 1 where a smaller metric is better, else 0. */
  double worstEnd() {
    return ascending ? 1 : 0;
  }

  /** How good it is: 1 for the best, 0 for the edge. */
  double goodness(double metric) {
    return ascending ? 1 - at(metric) : at(metric);
  }

  /** The ticks of the axis, about so many. */
  List<TrialScale.Tick> ticks(int most) {
    return scale.ticks(most);
  }
}
