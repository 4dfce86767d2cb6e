package dev.bellows.search.estimator;

import dev.bellows.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsReader.Metadata;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * What a {@link SearchEstimator} found: the model of the best trial, fitted to all rows, and how
 * all trials went. Saved, its folder has MLlib's {@code metadata}, the model in {@code bestModel}
 * and the trials as JSON lines in {@code trials}.
 */
public final class SearchModel extends Model<SearchModel> implements MLWritable {
  private static final long serialVersionUID = 1L;
  private static final String BEST_MODEL = "bestModel";
  private static final String TRIALS = "trials";

  private final String uid;
  private final Model<?> bestModel;
  private final transient List<TrialFit> fits;
  private final IntParam bestTrial;
  private final LongParam bestBudget;

  SearchModel(String uid, Model<?> bestModel, List<TrialFit> fits) {
    this.uid = uid;
    this.bestModel = bestModel;
    this.fits = List.copyOf(fits);
    bestTrial = new IntParam(this, "bestTrial", "the number of the trial whose settings it has");
    bestBudget = new LongParam(this, "bestBudget", "the budget with which that trial was the best");
  }

  SearchModel withBest(TrialFit best) {
    set(bestTrial, best.trial());
    set(bestBudget, best.budget());
    return this;
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The model of the best trial's settings, fitted to all rows. */
  public Model<?> bestModel() {
    return bestModel;
  }

  /** The number of the best trial. */
  public IntParam bestTrial() {
    return bestTrial;
  }

  /** See {@link #bestTrial}. */
  public int getBestTrial() {
    return (int) getOrDefault(bestTrial);
  }

  /** The budget with which it was the best; 0 where the strategy has none. */
  public LongParam bestBudget() {
    return bestBudget;
  }

  /** See {@link #bestBudget}. */
  public long getBestBudget() {
    return (long) getOrDefault(bestBudget);
  }

  /** The best trial as it was fitted to the folds: the best metric, with whatever budget. */
  public TrialFit best() {
    return fits.stream()
        .filter(fit -> fit.trial() == getBestTrial() && fit.budget() == getBestBudget())
        .findFirst()
        .orElseThrow();
  }

  /** All fits, by trial and then by budget. */
  public List<TrialFit> fits() {
    return fits;
  }

  /**
   * The same as a frame of {@code trial}, {@code settings} (a map of texts), {@code budget}, {@code
   * status} ({@code finished} or {@code failed}), {@code metric}, {@code seconds} and {@code
   * reason}; null is what there is not.
   */
  public Dataset<Row> trials() {
    return TrialFrame.of(fits, SparkSession.active());
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return bestModel.transformSchema(schema);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> frame) {
    return bestModel.transform(frame);
  }

  @Override
  public SearchModel copy(ParamMap extra) {
    SearchModel copy = new SearchModel(uid, (Model<?>) bestModel.copy(extra), fits);
    return copyValues(copy, extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    if (!(bestModel instanceof MLWritable writable)) {
      throw new InputException(
          "%s cannot be saved: its model is a %s, which has no way to be"
              .formatted(uid, bestModel.getClass().getName()));
    }
    return new Writer(this, writable);
  }

  /** Saves one. */
  private static final class Writer extends MLWriter {
    private final SearchModel model;
    private final MLWritable best;

    private Writer(SearchModel model, MLWritable best) {
      this.model = model;
      this.best = best;
    }

    @Override
    public void saveImpl(String folder) {
      DefaultParamsWriter$.MODULE$.saveMetadata(
          model, folder, sparkSession(), Option.empty(), Option.empty());
      try {
        best.save(folder + "/" + BEST_MODEL);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      TrialFrame.of(model.fits, sparkSession()).coalesce(1).write().json(folder + "/" + TRIALS);
    }
  }

  /** Loads one. */
  private static final class Reader extends MLReader<SearchModel> {
    @Override
    public SearchModel load(String folder) {
      SparkSession session = sparkSession();
      Metadata metadata;
      try {
        metadata =
            DefaultParamsReader$.MODULE$.loadMetadata(folder, session, SearchModel.class.getName());
      } catch (Exception e) { // Scala throws checked exceptions that it does not declare
        throw new InputException(
            "%s/metadata is missing, damaged or not of a SearchModel: %s"
                .formatted(folder, Causes.line(e)),
            e);
      }
      Model<?> best =
          DefaultParamsReader$.MODULE$.loadParamsInstance(folder + "/" + BEST_MODEL, session);
      Dataset<Row> trials = session.read().schema(TrialFrame.SCHEMA).json(folder + "/" + TRIALS);
      SearchModel model = new SearchModel(metadata.uid(), best, TrialFrame.fits(trials));
      metadata.getAndSetParams(model, Option.empty());
      return model;
    }
  }

  /** Loads a saved one. */
  public static MLReader<SearchModel> read() {
    return new Reader();
  }

  /** Loads a saved one. */
  public static SearchModel load(String folder) {
    return read().load(folder);
  }
}
