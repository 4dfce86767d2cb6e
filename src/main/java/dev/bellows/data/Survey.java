package dev.bellows.data;

import dev.bellows.InputException;
import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.SourceRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** The first look at a source: what each segment holds, and the first thing wrong with it. */
final class Survey {
  private Survey() {}

  /**
   * One segment of a file.
   *
   * @param file the file
   * @param segment orders the segments of one file
   * @param lines how many lines, blank ones and headers included
   * @param rows how many rows
   * @param columns the number of features seen: of every row, or the largest of sparse rows
   * @param values how many values its rows store
   * @param problemLine the first bad line, counted from 1 in this segment
   * @param problem what is wrong with it; null where nothing is
   * @param ranges the range of every column, where it was wanted
   * @param labels the different labels, where they were wanted
   */
  record Segment(
      String file,
      long segment,
      long lines,
      long rows,
      int columns,
      long values,
      long problemLine,
      String problem,
      ColumnRanges ranges,
      ClassLabels.Found labels)
      implements Serializable {}

  /**
   * What to look for beside the number of rows and mistakes.
   *
   * @param ranges whether the range of every column is wanted
   * @param labels whether the different labels are wanted
   * @param known the only labels that are allowed; null where all are
   * @param columns the only number of features that is allowed; 0 where any is
   */
  record Questions(boolean ranges, boolean labels, ClassLabels known, int columns)
      implements Serializable {
    /** Nothing. */
    static final Questions NONE = new Questions(false, false, null, 0);
  }

  /** Surveys a source: the segments of each of its partitions. */
  static List<List<Segment>> of(RowSource source, Questions questions) {
    RowSource.Columns columns = source.columns();
    return source
        .rows()
        .mapPartitions(rows -> List.of(partition(rows, questions, columns)).iterator())
        .collect();
  }

  /**
   * The segments in the order of files and lines.
   *
   * @throws InputException for the first bad row, with file, row and column, or if there is no row
   */
  static List<Segment> requireGoodRows(List<List<Segment>> byPartition) {
    List<Segment> segments =
        byPartition.stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparing(Segment::file).thenComparingLong(Segment::segment))
            .toList();
    String file = "";
    long linesBefore = 0;
    long rows = 0;
    for (Segment segment : segments) {
      linesBefore = segment.file().equals(file) ? linesBefore : 0;
      file = segment.file();
      if (segment.problem() != null) {
        throw new InputException(
            "%s: row %d, %s"
                .formatted(file, linesBefore + segment.problemLine(), segment.problem()));
      }
      linesBefore += segment.lines();
      rows += segment.rows();
    }
    if (rows == 0) {
      throw new InputException("data.path: there is no row in " + (file.isEmpty() ? "it" : file));
    }
    return segments;
  }

  private static List<Segment> partition(
      Iterator<SourceRow> rows, Questions questions, RowSource.Columns columns) {
    List<Segment> segments = new ArrayList<>();
    Builder open = null;
    while (rows.hasNext()) {
      SourceRow row = rows.next();
      if (open == null || !open.holds(row)) {
        if (open != null) {
          segments.add(open.build());
        }
        open = new Builder(row.file(), row.segment(), questions, columns);
      }
      open.add(row);
    }
    if (open != null) {
      segments.add(open.build());
    }
    return segments;
  }

  private static final class Builder {
    private final String file;
    private final long segment;
    private final Questions questions;
    private final RowSource.Columns names;
    private final ColumnRanges ranges = new ColumnRanges();
    private final ClassLabels.Found labels = new ClassLabels.Found();
    private long lines;
    private long rows;
    private int columns;
    private long values;
    private long problemLine;
    private String problem;

    Builder(String file, long segment, Questions questions, RowSource.Columns names) {
      this.questions = questions;
      this.names = names;
      this.file = file;
      this.segment = segment;
    }

    boolean holds(SourceRow row) {
      return row.segment() == segment && row.file().equals(file);
    }

    void add(SourceRow row) {
      lines = row.line();
      if (problem != null) {
        return;
      }
      problem = row.problem();
      problemLine = lines;
      if (!row.isRow()) {
        return;
      }
      int width = width(row);
      problem = problem(row, width);
      columns = Math.max(columns, width);
      rows++;
      values += row.values().length;
      if (questions.ranges()) {
        ranges.add(row);
      }
      if (questions.labels()) {
        labels.add(row);
      }
    }

    private static int width(SourceRow row) {
      int stored = row.values().length;
      return row.indices() == null ? stored : stored == 0 ? 0 : row.indices()[stored - 1] + 1;
    }

    private String problem(SourceRow row, int width) {
      boolean sparse = row.indices() != null;
      if (!sparse && rows > 0 && width != columns) {
        return "the row has %d features, the first row has %d".formatted(width, columns);
      }
      int allowed = questions.columns();
      if (allowed > 0 && (sparse ? width > allowed : width != allowed)) {
        return (sparse
                ? "feature %d is more than the model has: %d"
                : "the row has %d features, the model %d")
            .formatted(width, allowed);
      }
      ClassLabels known = questions.known();
      return known != null && known.of(row) < 0 ? known.problem(row, names.labelPlace()) : null;
    }

    Segment build() {
      return new Segment(
          file, segment, lines, rows, columns, values, problemLine, problem, ranges, labels);
    }
  }

  /** The smallest and largest value of every column, the label last; sparse rows hold zeros. */
  static final class ColumnRanges implements Serializable {
    private static final long serialVersionUID = 1L;

    private double[] low = new double[0];
    private double[] high = new double[0];
    private long[] stored = new long[0];
    private double labelLow = Double.POSITIVE_INFINITY;
    private double labelHigh = Double.NEGATIVE_INFINITY;

    private void add(SourceRow row) {
      double[] values = row.values();
      for (int i = 0; i < values.length; i++) {
        int column = row.indices() == null ? i : row.indices()[i];
        grow(column + 1);
        low[column] = Math.min(low[column], values[i]);
        high[column] = Math.max(high[column], values[i]);
        stored[column]++;
      }
      labelLow = Math.min(labelLow, row.label());
      labelHigh = Math.max(labelHigh, row.label());
    }

    void add(ColumnRanges other) {
      grow(other.low.length);
      for (int c = 0; c < other.low.length; c++) {
        low[c] = Math.min(low[c], other.low[c]);
        high[c] = Math.max(high[c], other.high[c]);
        stored[c] += other.stored[c];
      }
      labelLow = Math.min(labelLow, other.labelLow);
      labelHigh = Math.max(labelHigh, other.labelHigh);
    }

    private void grow(int columns) {
      int old = low.length;
      if (columns > old) {
        int size = Math.max(columns, old * 2);
        low = Arrays.copyOf(low, size);
        high = Arrays.copyOf(high, size);
        stored = Arrays.copyOf(stored, size);
        Arrays.fill(low, old, size, Double.POSITIVE_INFINITY);
        Arrays.fill(high, old, size, Double.NEGATIVE_INFINITY);
      }
    }

    /** Whether that feature has one value in all of {@code rows} rows. */
    boolean isConstant(int column, long rows) {
      if (column >= low.length || stored[column] == 0) {
        return true;
      }
      boolean zeros = stored[column] < rows;
      return low[column] == high[column] && (!zeros || low[column] == 0);
    }

    boolean isLabelConstant() {
      return labelLow == labelHigh;
    }
  }
}
