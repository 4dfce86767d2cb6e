package dev.bellows.data.source;

import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** The libsvm format: {@code label index:value index:value …}, indices from 1, ascending. */
final class LibsvmSource implements RowSource {
  private static final String LABEL = "column 1 (label)";

  private final LabelKind labels;
  private final JavaRDD<SourceRow> rows;

  LibsvmSource(JavaSparkContext spark, Opening opening) {
    List<Path> files = opening.files(spark.hadoopConfiguration());
    labels = opening.labels();
    Long named = opening.get(SourceSettings.COLUMNS);
    rows = TextLines.rows(spark, files, new LineParser(named == null ? Integer.MAX_VALUE : named));
  }

  @Override
  public Columns columns() {
    return new Columns(List.of(), "label", LABEL, labels, false, true, List.of());
  }

  @Override
  public JavaRDD<SourceRow> rows() {
    return rows;
  }

  /**
   * Reads one line.
   *
   * @param columns the largest index that is allowed
   */
  private record LineParser(long columns) implements TextLines.LineParser {
    @Override
    public SourceRow parse(String file, long segment, long line, String text, boolean first) {
      return LibsvmSource.parse(file, segment, line, text, columns);
    }
  }

  private static SourceRow parse(String file, long segment, long line, String text, long columns) {
    int comment = text.indexOf('#');
    int end = comment < 0 ? text.length() : comment;
    int words = words(text, end);
    if (words == 0) {
      return SourceRow.skipped(file, segment, line);
    }
    int[] indices = new int[words - 1];
    double[] values = new double[words - 1];
    double label = 0;
    int to = 0;
    for (int w = 0; w < words; w++) {
      int from = to;
      while (text.charAt(from) <= ' ') {
        from++;
      }
      to = wordEnd(text, from, end);
      int colon = text.indexOf(':', from);
      colon = colon < 0 || colon >= to ? from - 1 : colon;
      try {
        double number = PlainNumber.parse(text, w == 0 ? from : colon + 1, to);
        if (!Double.isFinite(number)) {
          return bad(file, segment, line, w, text, from, to, "which no model can be fitted to");
        }
        if (w == 0) {
          label = number;
          continue;
        }
        values[w - 1] = number;
        indices[w - 1] = Integer.parseInt(text, from, Math.max(from, colon), 10) - 1;
      } catch (NumberFormatException e) {
        String why = w == 0 ? "not a number" : "not of the form 3:0.5";
        return bad(file, segment, line, w, text, from, to, why);
      }
      int previous = w == 1 ? -1 : indices[w - 2];
      if (indices[w - 1] <= previous) {
        return bad(file, segment, line, w, text, from, to, "but indices begin at 1 and ascend");
      }
      if (indices[w - 1] >= columns) {
        String why = "but there are %d features".formatted(columns);
        return bad(file, segment, line, w, text, from, to, why);
      }
    }
    return new SourceRow(file, segment, line, values, indices, label, null);
  }

  private static int words(String text, int end) {
    int words = 0;
    for (int i = 0; i < end; i++) {
      words += text.charAt(i) > ' ' && (i == 0 || text.charAt(i - 1) <= ' ') ? 1 : 0;
    }
    return words;
  }

  private static int wordEnd(String text, int from, int end) {
    int to = from;
    while (to < end && text.charAt(to) > ' ') {
      to++;
    }
    return to;
  }

  private static SourceRow bad(
      String file, long segment, long line, int word, String text, int from, int to, String why) {
    String where = word == 0 ? LABEL : "column " + (word + 1);
    return SourceRow.bad(
        file, segment, line, "%s is '%s', %s".formatted(where, text.substring(from, to), why));
  }
}
