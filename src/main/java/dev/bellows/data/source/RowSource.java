package dev.bellows.data.source;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Rows as a file, or anything else, gives them. Reading the rows twice gives the same rows; loading
 * relies on it.
 */
public interface RowSource {

  /** What the rows look like. */
  Columns columns();

  /**
   * The rows; the rows of one segment stand in one partition, in order. Every call gives the same
   * partitions of the same segments, whatever has become of Spark's and Hadoop's settings.
   */
  JavaRDD<SourceRow> rows();

  /**
   * The names of what a row holds.
   *
   * @param features a name for each feature; empty where their number is not known before reading
   * @param label the label's name; null where the rows have none
   * @param labelPlace where the label stands, for messages: {@code column 3 (species)}
   * @param labelKind what the labels are
   * @param weighted whether rows count differently
   * @param sparse whether rows store only some of their features
   * @param selected what {@code data.features} has to say to select the same columns again
   */
  record Columns(
      List<String> features,
      String label,
      String labelPlace,
      LabelKind labelKind,
      boolean weighted,
      boolean sparse,
      List<String> selected)
      implements Serializable {

    /** Rows that all count 1 and whose labels, if they have any, are numbers. */
    public Columns(List<String> features, String label, boolean sparse, List<String> selected) {
      this(
          features,
          label,
          label,
          label == null ? LabelKind.NONE : LabelKind.NUMBERS,
          false,
          sparse,
          selected);
    }
  }
}
