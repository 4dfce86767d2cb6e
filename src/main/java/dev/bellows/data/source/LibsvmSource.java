package dev.bellows.data.source;

import dev.bellows.InputException;
import dev.bellows.Settings;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** The libsvm format: {@code label index:value index:value …}, indices from 1, ascending. */
final class LibsvmSource implements RowSource {
  private final JavaSparkContext spark;
  private final List<Path> files;

  LibsvmSource(JavaSparkContext spark, Settings settings) {
    if (settings.isSet(SourceSettings.FEATURES)) {
      throw new InputException("data.features chooses columns; libsvm rows have no such choice");
    }
    this.spark = spark;
    files =
        InputFiles.find(
            spark.hadoopConfiguration(), "data.path", "row", settings.get(SourceSettings.PATH));
  }

  @Override
  public Columns columns() {
    return new Columns(List.of(), "label", true, List.of());
  }

  @Override
  public JavaRDD<SourceRow> rows() {
    return TextLines.rows(spark, files, LibsvmSource::parse);
  }

  private static SourceRow parse(String file, long segment, long line, String text, boolean first) {
    int comment = text.indexOf('#');
    String[] words = (comment < 0 ? text : text.substring(0, comment)).trim().split("\\s+");
    if (words[0].isEmpty()) {
      return SourceRow.skipped(file, segment, line);
    }
    int[] indices = new int[words.length - 1];
    double[] values = new double[words.length - 1];
    double label = 0;
    for (int w = 0; w < words.length; w++) {
      int colon = words[w].indexOf(':');
      try {
        double number = Double.parseDouble(words[w].substring(colon + 1));
        if (!Double.isFinite(number)) {
          return bad(file, segment, line, w, words[w], "which no model can be fitted to");
        }
        if (w == 0) {
          label = number;
          continue;
        }
        values[w - 1] = number;
        indices[w - 1] = Integer.parseInt(words[w].substring(0, Math.max(0, colon))) - 1;
      } catch (NumberFormatException e) {
        return bad(
            file, segment, line, w, words[w], w == 0 ? "not a number" : "not of the form 3:0.5");
      }
      int previous = w == 1 ? -1 : indices[w - 2];
      if (indices[w - 1] <= previous) {
        return bad(file, segment, line, w, words[w], "but indices begin at 1 and ascend");
      }
    }
    return new SourceRow(file, segment, line, values, indices, label, null);
  }

  private static SourceRow bad(
      String file, long segment, long line, int word, String text, String why) {
    String where = word == 0 ? "column 1 (label)" : "column " + (word + 1);
    return SourceRow.bad(file, segment, line, "%s is '%s', %s".formatted(where, text, why));
  }
}
