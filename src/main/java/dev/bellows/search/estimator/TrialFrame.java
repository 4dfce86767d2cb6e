package dev.bellows.search.estimator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Fits of trials as rows of a frame, and back. */
final class TrialFrame {
  static final StructType SCHEMA =
      new StructType()
          .add("trial", DataTypes.IntegerType)
          .add("settings", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))
          .add("budget", DataTypes.LongType)
          .add("status", DataTypes.StringType)
          .add("metric", DataTypes.DoubleType)
          .add("seconds", DataTypes.DoubleType)
          .add("reason", DataTypes.StringType);

  private static final String FINISHED = "finished";
  private static final String FAILED = "failed";

  private TrialFrame() {}

  /** A row a fit, in the same order; what there is not is null. */
  static Dataset<Row> of(List<TrialFit> fits, SparkSession session) {
    return session.createDataFrame(fits.stream().map(TrialFrame::row).toList(), SCHEMA);
  }

  private static Row row(TrialFit fit) {
    return RowFactory.create(
        fit.trial(),
        fit.settings(),
        fit.budget() == 0 ? null : fit.budget(),
        fit.finished() ? FINISHED : FAILED,
        fit.finished() ? fit.metric() : null,
        fit.seconds(),
        fit.reason().orElse(null));
  }

  /** The fits of such a frame. */
  static List<TrialFit> fits(Dataset<Row> frame) {
    return frame.collectAsList().stream().map(TrialFrame::fit).toList();
  }

  private static TrialFit fit(Row row) {
    Map<String, String> settings = new LinkedHashMap<>(row.<String, String>getJavaMap(1));
    return new TrialFit(
        row.getInt(0),
        settings,
        row.isNullAt(2) ? 0 : row.getLong(2),
        row.isNullAt(4) ? Double.NaN : row.getDouble(4),
        row.getDouble(5),
        Optional.ofNullable(row.getString(6)));
  }
}
