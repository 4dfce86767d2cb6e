package dev.bellows.bench;

import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.SourceRow;
import dev.bellows.linalg.KeyedRandom;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Rows made on the fly: a function of the row's number and nothing else. Their labels are those of
 * a linear regression, or numbers of classes that know nothing of the features.
 */
final class GeneratedSource implements RowSource {
  private final JavaSparkContext spark;
  private final long rows;
  private final int columns;
  private final int partitions;
  private final int classes; // 0: a regression

  GeneratedSource(JavaSparkContext spark, long rows, int columns, int partitions) {
    this(spark, rows, columns, partitions, 0);
  }

  GeneratedSource(JavaSparkContext spark, long rows, int columns, int partitions, int classes) {
    this.classes = classes;
    this.spark = spark;
    this.rows = rows;
    this.columns = columns;
    this.partitions = partitions;
  }

  @Override
  public Columns columns() {
    return new Columns(
        IntStream.range(0, columns).mapToObj(c -> "x" + c).toList(), "y", false, List.of());
  }

  @Override
  public JavaRDD<SourceRow> rows() {
    long all = rows;
    int width = columns;
    int parts = partitions;
    int kinds = classes;
    List<Integer> numbers = IntStream.range(0, parts).boxed().toList();
    return spark
        .parallelize(numbers, parts)
        .flatMap(part -> rowsOf(part, part * all / parts, (part + 1L) * all / parts, width, kinds));
  }

  private static Iterator<SourceRow> rowsOf(
      int part, long from, long to, int columns, int classes) {
    return LongStream.range(from, to)
        .mapToObj(row -> row(part, row - from + 1, row, columns, classes))
        .iterator();
  }

  private static SourceRow row(int part, long line, long number, int columns, int classes) {
    KeyedRandom random = new KeyedRandom(number, 1);
    double[] values = new double[columns];
    double label = 0;
    for (int c = 0; c < columns; c++) {
      values[c] = 2 * random.nextDouble() - 1;
      label += values[c] * (c % 7 - 3);
    }
    label = classes == 0 ? label + random.nextDouble() - 0.5 : number % classes;
    return new SourceRow("made", part, line, values, null, label, null);
  }
}
