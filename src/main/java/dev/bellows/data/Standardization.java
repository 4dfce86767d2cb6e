package dev.bellows.data;

import dev.bellows.InputException;
import dev.bellows.data.RowPlacement.Role;
import dev.bellows.data.RowPlacement.Run;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSource;
import dev.bellows.linalg.ColumnScaling;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Fits the standardisation of a source's columns: mean 0 and population deviation 1. Labels that
 * are numbers count as a column, those that name classes do not.
 */
final class Standardization {
  private final RowSource.Columns columns;
  private final boolean ofLabel;
  private final int features;

  Standardization(RowSource.Columns columns, int features) {
    this.columns = columns;
    this.features = features;
    ofLabel = columns.labelKind() == LabelKind.NUMBERS;
  }

  /**
   * Looks whether every column has two values at least.
   *
   * @throws InputException for the first that has not
   */
  void requireVariation(List<Survey.Segment> segments, long rows) {
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
   * @param of the roles of the rows that it is fitted on
   * @param rows how many these are
   * @throws InputException where a column's values are too large, or too close together
   */
  ColumnScaling fit(RawBlocks raw, Set<Role> of, long rows) {
    int width = features;
    EnumSet<Role> roles = EnumSet.copyOf(of);
    double[] mean = raw.sum(runs -> ColumnSums.of(ofRoles(runs, roles), width, null));
    for (int c = 0; c <= width; c++) {
      mean[c] /= rows;
    }
    double[] squares = raw.sum(runs -> ColumnSums.of(ofRoles(runs, roles), width, mean));
    double[] deviation = new double[width];
    for (int c = 0; c < width; c++) {
      deviation[c] = Math.sqrt(squares[c] / rows);
    }
    ColumnScaling fitted =
        new ColumnScaling(
            Arrays.copyOf(mean, width), deviation, mean[width], Math.sqrt(squares[width] / rows));
    return requireUsable(ofLabel ? fitted : fitted.withoutLabel());
  }

  private static List<Run> ofRoles(List<Run> runs, Set<Role> roles) {
    return runs.stream().filter(run -> roles.contains(run.role())).toList();
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
