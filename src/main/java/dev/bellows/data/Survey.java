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
      ColumnRanges ranges)
      implements Serializable {}

  /**
   * Surveys a source: the segments of each of its partitions.
   *
   * @param ranges whether the range of every column is wanted
   */
  static List<List<Segment>> of(RowSource source, boolean ranges) {
    return source
        .rows()
        .mapPartitions(rows -> List.of(partition(rows, ranges)).iterator())
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

  private static List<Segment> partition(Iterator<SourceRow> rows, boolean ranges) {
    List<Segment> segments = new ArrayList<>();
    Builder open = null;
    while (rows.hasNext()) {
      SourceRow row = rows.next();
      if (open == null || !open.holds(row)) {
        if (open != null) {
          segments.add(open.build());
        }
        open = new Builder(row.file(), row.segment(), ranges);
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
    private final boolean wantsRanges;
    private final ColumnRanges ranges = new ColumnRanges();
    private long lines;
    private long rows;
    private int columns;
    private long values;
    private long problemLine;
    private String problem;

    Builder(String file, long segment, boolean wantsRanges) {
      this.wantsRanges = wantsRanges;
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
      boolean sparse = row.indices() != null;
      int width = row.values().length;
      if (sparse) {
        width = width == 0 ? 0 : row.indices()[width - 1] + 1;
      } else if (rows > 0 && width != columns) {
        problem = "the row has %d features, the first row has %d".formatted(width, columns);
      }
      columns = Math.max(columns, width);
      rows++;
      values += row.values().length;
      if (wantsRanges) {
        ranges.add(row);
      }
    }

    Segment build() {
      return new Segment(file, segment, lines, rows, columns, values, problemLine, problem, ranges);
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
