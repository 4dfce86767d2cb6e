package dev.bellows.search.estimator;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.mllib.util.MLUtils;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;
import scala.reflect.ClassTag$;

/**
 * Rows to fit and rows to evaluate, both views of one frame.
 *
 * @param training the rows to fit
 * @param held the rows that are held out
 */
record FrameSplit(Dataset<Row> training, Dataset<Row> held) {

  /** The folds that {@code CrossValidator} makes with that seed. */
  static List<FrameSplit> folds(Dataset<Row> frame, int folds, long seed) {
    SparkSession session = frame.sparkSession();
    List<FrameSplit> splits = new ArrayList<>();
    for (Tuple2<RDD<Row>, RDD<Row>> fold :
        MLUtils.kFold(frame.rdd(), folds, seed, ClassTag$.MODULE$.apply(Row.class))) {
      splits.add(
          new FrameSplit(
              session.createDataFrame(fold._1(), frame.schema()),
              session.createDataFrame(fold._2(), frame.schema())));
    }
    return splits;
  }

  /** The one split that {@code TrainValidationSplit} makes with that seed. */
  static List<FrameSplit> parts(Dataset<Row> frame, double trainRatio, long seed) {
    Dataset<Row>[] parts = frame.randomSplit(new double[] {trainRatio, 1 - trainRatio}, seed);
    return List.of(new FrameSplit(parts[0], parts[1]));
  }
}
