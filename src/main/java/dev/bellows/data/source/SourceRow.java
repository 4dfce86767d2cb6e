package dev.bellows.data.source;

import java.io.Serializable;

/**
 * One row as read, or why it cannot be read. A segment is a run of lines of one file; the segments
 * of a file, ordered by their numbers, are the file.
 *
 * @param file the file it stands in
 * @param segment orders the segments of one file
 * @param line the line's number within the segment, 1 for the first
 * @param values the stored features
 * @param indices the feature number of each value, ascending; null where all features are stored
 * @param label the label; 0 where there is none, NaN where it is no number but a text
 * @param text the label of a class that is no number; null where it is one, or there is none
 * @param weight how much the row counts, finite and at least 0
 * @param problem what is wrong with this line, with its column; null where nothing is
 */
public record SourceRow(
    String file,
    long segment,
    long line,
    double[] values,
    int[] indices,
    double label,
    String text,
    double weight,
    String problem)
    implements Serializable {

  /** A row with a number for its label, that counts 1. */
  public SourceRow(
      String file,
      long segment,
      long line,
      double[] values,
      int[] indices,
      double label,
      String problem) {
    this(file, segment, line, values, indices, label, null, 1, problem);
  }

  /** A line with nothing on it that counts as a row: blank, or a header. */
  static SourceRow skipped(String file, long segment, long line) {
    return new SourceRow(file, segment, line, null, null, 0, null);
  }

  /** A line that cannot be used. */
  static SourceRow bad(String file, long segment, long line, String problem) {
    return new SourceRow(file, segment, line, null, null, 0, problem);
  }

  /** Whether this is a row with numbers. */
  public boolean isRow() {
    return values != null;
  }
}
