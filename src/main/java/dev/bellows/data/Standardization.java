package dev.bellows.data;

import dev.bellows.InputException;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSource;
import dev.bellows.linalg.ColumnScaling;
import java.util.Arrays;
import java.util.List;

/**
 * Fits the standardisation of a source's columns: mean 0 and population deviation 1. Labels that
 * are numbers count as a column, those that name classes do not.
 */
final class Standardization {
  private final RowSource.Columns columns;
  private final boolean ofLabel;
  private final int features;
  private final long rows;

  Standardization(RowSource.Columns columns, int features, long rows) {
    this.columns = columns;
    this.features = features;
    this.rows = rows;
    ofLabel = columns.labelKind() == LabelKind.NUMBERS;
  }

  /**
   * Looks whether every column has two values at least.
   *
   * @throws InputException for the first that has not
   */
  void requireVariation(List<Survey.Segment> segments) {
    Survey.ColumnRanges ranges = new Survey.ColumnRanges();
    segments.forEach(segment -> ranges.add(segment.ranges()));
    String file = segments.get(0).file();
    String mend = " in all %d rows, so it cannot be standardised; ".formatted(rows);
    if (ofLabel && ranges.isLabelConstant()) {
      throw new InputException(
          "%s: the label, %s, has one value%sset data.standardize = false"
              .formatted(file, columns.label(), mend));
    }
    for (int c = 0; c < features; c++) {
      if (ranges.isConstant(c, rows)) {
        throw new InputException(
            "%s: %s has one value%sleave it out with data.features or set data.standardize = false"
                .formatted(file, featureName(c), mend));
      }
    }
  }

  private String featureName(int feature) {
    return columns.features().isEmpty()
        ? "feature " + (feature + 1)
        : columns.features().get(feature);
  }

  /**
   * Means first, then squared distances from them: two passes lose no digits.
   *
   * @throws InputException where a column's values are too large, or too close together
   */
  ColumnScaling fit(RawBlocks raw) {
    int width = features;
    double[] mean = raw.sum(runs -> ColumnSums.of(runs, width, null));
    for (int c = 0; c <= width; c++) {
      mean[c] /= rows;
    }
    double[] squares = raw.sum(runs -> ColumnSums.of(runs, width, mean));
    double[] deviation = new double[width];
    for (int c = 0; c < width; c++) {
      deviation[c] = Math.sqrt(squares[c] / rows);
    }
    ColumnScaling fitted =
        new ColumnScaling(
            Arrays.copyOf(mean, width), deviation, mean[width], Math.sqrt(squares[width] / rows));
    return requireUsable(ofLabel ? fitted : fitted.withoutLabel());
  }

  private ColumnScaling requireUsable(ColumnScaling scaling) {
    for (int c = -1; c < scaling.columns(); c++) {
      double deviation = c < 0 ? scaling.labelDeviation() : scaling.featureDeviations()[c];
      if (!(deviation > 0 && deviation < Double.POSITIVE_INFINITY)) {
        throw new InputException(
            "data.standardize: the deviation of %s is %s; its values are too large, or too close"
                    .formatted(c < 0 ? columns.label() : featureName(c), deviation)
                + " together, for double precision");
      }
    }
    return scaling;
  }
}
