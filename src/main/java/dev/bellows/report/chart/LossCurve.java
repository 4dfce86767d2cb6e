package dev.bellows.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * The losses of any number of steps in bounded memory: when there are too many points, neighbours
 * are replaced by their mean.
 */
public final class LossCurve {
  private static final int MOST_POINTS = 1024;

  private final List<Double> x = new ArrayList<>();
  private final List<Double> y = new ArrayList<>();
  private int stepsPerPoint = 1;
  private double sumX;
  private double sumY;
  private int open;

  /** Adds a step. */
  public void add(double atEpoch, double loss) {
    if (!Double.isFinite(loss)) {
      return;
    }
    sumX += atEpoch;
    sumY += loss;
    open++;
    if (open == stepsPerPoint) {
      x.add(sumX / open);
      y.add(sumY / open);
      sumX = 0;
      sumY = 0;
      open = 0;
    }
    if (x.size() == MOST_POINTS) {
      halve();
    }
  }

  private void halve() {
    for (int i = 0; i < MOST_POINTS / 2; i++) {
      x.set(i, (x.get(2 * i) + x.get(2 * i + 1)) / 2);
      y.set(i, (y.get(2 * i) + y.get(2 * i + 1)) / 2);
    }
    x.subList(MOST_POINTS / 2, MOST_POINTS).clear();
    y.subList(MOST_POINTS / 2, MOST_POINTS).clear();
    stepsPerPoint *= 2;
  }

  List<Double> x() {
    return x;
  }

  List<Double> y() {
    return y;
  }

  int stepsPerPoint() {
    return stepsPerPoint;
  }
}
