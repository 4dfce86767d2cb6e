package dev.bellows.ml;

import dev.bellows.InputException;
import java.io.Serializable;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsReader.Metadata;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Loads a stage from its folder: MLlib's {@code metadata}, and what else the stage keeps there.
 *
 * @param <T> the stage's class
 */
final class StageReader<T extends Params> extends MLReader<T> {
  private final Class<T> kind;
  private final Maker<T> maker;

  /** Makes a stage; its params are set afterwards. */
  interface Maker<T> extends Serializable {
    T make(String uid, String folder, SparkSession session);
  }

  StageReader(Class<T> kind, Maker<T> maker) {
    this.kind = kind;
    this.maker = maker;
  }

  @Override
  public T load(String folder) {
    Metadata metadata = metadata(folder);
    T stage = maker.make(metadata.uid(), folder, sparkSession());
    metadata.getAndSetParams(stage, Option.empty());
    return stage;
  }

  private Metadata metadata(String folder) {
    String file = folder + "/metadata";
    try {
      return DefaultParamsReader$.MODULE$.loadMetadata(folder, sparkSession(), kind.getName());
    } catch (Exception e) { // Scala throws checked exceptions that it does not declare
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InputException(
          "%s is missing, damaged or not of a %s: %s".formatted(file, kind.getSimpleName(), reason),
          e);
    }
  }
}
