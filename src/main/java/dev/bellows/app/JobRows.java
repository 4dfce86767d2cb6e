package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.data.DataSettings;
import dev.bellows.data.DatasetLoader;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.image.ImageDatasets;
import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Loads the rows that a job names. */
final class JobRows {
  private JobRows() {}

  /**
   * The rows, split as the job says.
   *
   * @param remarks is told of what is left out, in a line
   * @throws dev.bellows.InputException for the first row that cannot be used
   */
  static Loaded load(Job job, SparkSession session, Consumer<String> remarks) {
    Settings data = job.data();
    if (data.get(SourceSettings.FORMAT).ofPictures()) {
      return ImageDatasets.load(spark(session), data, job.top().get(JobSettings.SEED), remarks);
    }
    RowSource source = source(job, session);
    Optional<RowSource> held =
        Optional.ofNullable(data.get(DataSettings.VALIDATION_PATH))
            .map(
                path ->
                    RowSources.openValidation(
                        session,
                        data,
                        source.columns(),
                        path,
                        data.get(DataSettings.VALIDATION_LABELS),
                        blocks(data)));
    return DatasetLoader.load(spark(session), source, held, data, job.top().get(JobSettings.SEED));
  }

  /**
   * The rows, split into so many parts, each held out once.
   *
   * @throws dev.bellows.InputException for the first row that cannot be used
   */
  static List<Loaded> folds(Job job, SparkSession session, int folds) {
    if (job.data().get(SourceSettings.FORMAT).ofPictures()) {
      throw new InputException(
          "search.folds = %d: pictures are not cut into folds; hold some out by".formatted(folds)
              + " data.validation-path or data.validation-fraction");
    }
    return DatasetLoader.loadFolds(
        spark(session), source(job, session), job.data(), job.top().get(JobSettings.SEED), folds);
  }

  private static RowSource source(Job job, SparkSession session) {
    return RowSources.open(session, job.data(), job.model().labels(), blocks(job.data()));
  }

  private static int blocks(Settings data) {
    return Math.toIntExact(data.get(DataSettings.PARTITIONS));
  }

  private static JavaSparkContext spark(SparkSession session) {
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }
}
