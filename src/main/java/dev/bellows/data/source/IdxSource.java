package dev.bellows.data.source;

import dev.bellows.InputException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A pair of IDX files, as MNIST comes in: records of any shape, whose values in order are the
 * features, and a file with a label for each. Partitions read their own part of both; of compressed
 * files they unpack what stands before it.
 */
final class IdxSource implements RowSource {
  /** Compressed files are not unpacked more often than this. */
  private static final int MOST_PARTS_OF_COMPRESSED = 16;

  private final JavaSparkContext spark;
  private final IdxFile records;
  private final IdxFile labels; // null where the rows have none
  private final LabelKind labelKind;
  private final int partitions;

  IdxSource(JavaSparkContext spark, Opening opening) {
    this.spark = spark;
    Configuration configuration = spark.hadoopConfiguration();
    records =
        only(configuration, opening.key(SourceSettings.PATH), opening.get(SourceSettings.PATH));
    labels = opening.isLabelled() ? labels(configuration, opening) : null;
    labelKind = opening.labels();
    if (records.sizes().length == 1) {
      throw new InputException(
          "%s = %s has one value a record and no features; is it the file of the labels?"
              .formatted(opening.key(SourceSettings.PATH), opening.get(SourceSettings.PATH)));
    }
    if (records.count() == 0 || records.width() == 0) {
      throw new InputException(
          "%s = %s: there is no row in it, but %s values"
              .formatted(
                  opening.key(SourceSettings.PATH),
                  opening.get(SourceSettings.PATH),
                  records.shape()));
    }
    if (labels != null && labels.count() != records.count()) {
      throw new InputException(
          "%s has %d labels, %s has %d records"
              .formatted(labels.shown(), labels.count(), records.shown(), records.count()));
    }
    boolean compressed = records.compressed() || labels != null && labels.compressed();
    int most = compressed ? MOST_PARTS_OF_COMPRESSED : Integer.MAX_VALUE;
    partitions = Math.min(Math.min(opening.partitions(), most), records.count());
  }

  private static IdxFile labels(Configuration configuration, Opening opening) {
    String key = opening.key(SourceSettings.LABELS);
    String path = opening.get(SourceSettings.LABELS);
    if (path == null) {
      throw new InputException(
          "%s is missing: data.format = idx has its labels in a file of their own".formatted(key));
    }
    IdxFile labels = only(configuration, key, path);
    if (labels.width() != 1) {
      throw new InputException(
          "%s = %s holds %s values, and not one for each record; is it the file of the records?"
              .formatted(key, path, labels.shape()));
    }
    return labels;
  }

  private static IdxFile only(Configuration configuration, String key, String path) {
    List<Path> files = InputFiles.find(configuration, key, "record", path);
    if (files.size() != 1) {
      throw new InputException(
          "%s = %s names %d files; data.format = idx takes one".formatted(key, path, files.size()));
    }
    return IdxFile.open(configuration, files.get(0));
  }

  @Override
  public Columns columns() {
    String place = labels == null ? null : "the label";
    List<String> names = new ArrayList<>();
    for (int c = 0; c < records.width(); c++) {
      names.add("value " + (c + 1));
    }
    return new Columns(names, "label", place, labelKind, false, false, List.of());
  }

  @Override
  public JavaRDD<SourceRow> rows() {
    SerializableConfiguration configuration =
        new SerializableConfiguration(spark.hadoopConfiguration());
    IdxFile values = records;
    IdxFile names = labels;
    int parts = partitions;
    List<Integer> numbers = new ArrayList<>();
    for (int p = 0; p < parts; p++) {
      numbers.add(p);
    }
    return spark
        .parallelize(numbers, parts)
        .flatMap(
            part -> {
              long from = (long) part * values.count() / parts;
              long to = (part + 1L) * values.count() / parts;
              return new IdxRows(configuration.value(), values, names, from, to);
            });
  }
}
