package dev.bellows.ml;

import dev.bellows.data.Dataset;
import dev.bellows.data.frame.FrameRows;
import dev.bellows.train.Checkpoints;
import dev.bellows.train.checkpoint.CheckpointStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.ml.param.ParamPair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Where a fit is saved: a folder named after its params and its rows, so that the fits of a
 * cross-validation do not meet, and the same fit finds what it has left.
 */
final class FitCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(FitCheckpoints.class);
  private static final int KEPT = 2;
  private static final int NAME_BYTES = 10;

  /** Changes no step. */
  private static final Set<String> HARMLESS =
      Set.of("checkpointDir", "checkpointInterval", "exchange", "handleInvalid");

  private FitCheckpoints() {}

  static Checkpoints of(TrainedEstimator<?, ?> estimator, FrameRows rows, Dataset training) {
    String folder = estimator.getCheckpointDir() + "/fit-" + name(estimator, rows, training);
    CheckpointStore store =
        new CheckpointStore(folder, training.blocks().context().hadoopConfiguration(), KEPT);
    store.requireWritable();
    return Checkpoints.into(
            store, TrainingParams.CHECKPOINTS.parse(estimator.getCheckpointInterval()))
        .from(store.newest(line -> LOG.warn("{}", line)));
  }

  private static String name(TrainedEstimator<?, ?> estimator, FrameRows rows, Dataset training) {
    TreeMap<String, String> params = new TreeMap<>();
    for (ParamPair<?> pair : CollectionConverters.asJava(estimator.extractParamMap().toSeq())) {
      if (!HARMLESS.contains(pair.param().name()) && !pair.param().name().endsWith("Col")) {
        params.put(pair.param().name(), encoded(pair));
      }
    }
    String all =
        "%s %s %d %d %d %s"
            .formatted(
                estimator.getClass().getName(),
                params,
                rows.digest(),
                training.rows(),
                training.partitions(),
                estimator.beginning());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }

  private static <T> String encoded(ParamPair<T> pair) {
    return pair.param().jsonEncode(pair.value());
  }
}
