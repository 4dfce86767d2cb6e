package dev.bellows.ml;

import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Saves a stage to a folder: MLlib's {@code metadata}, and what else the stage keeps there. */
final class StageWriter extends MLWriter {
  private final Params stage;
  private final Rest rest;

  /** Writes what is not a param. */
  interface Rest {
    void writeTo(String folder, SparkSession session);
  }

  StageWriter(Params stage, Rest rest) {
    this.stage = stage;
    this.rest = rest;
  }

  @Override
  public void saveImpl(String folder) {
    DefaultParamsWriter$.MODULE$.saveMetadata(
        stage, folder, sparkSession(), Option.empty(), Option.empty());
    rest.writeTo(folder, sparkSession());
  }
}
