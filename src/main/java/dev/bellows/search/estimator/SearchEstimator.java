package dev.bellows.search.estimator;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.search.space.Points;
import dev.bellows.search.space.Space;
import dev.bellows.search.space.Trial;
import dev.bellows.search.strategy.Asha;
import dev.bellows.search.strategy.FullBudget;
import dev.bellows.search.strategy.Hyperband;
import dev.bellows.search.strategy.PlannedStrategy;
import dev.bellows.search.strategy.SuccessiveHalving;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches for the best params of any Spark ML estimator, and fits it with them, as MLlib's {@code
 * CrossValidator} and {@code TrainValidationSplit} do. Where it differs:
 *
 * <ul>
 *   <li>What is tried is a {@link Space}: lists and ranges, and params that only apply where
 *       another one has some value; tried by a grid, by random or quasi-random points, or by
 *       strategies that leave bad trials early.
 *   <li>The folds of all trials are fitted at once, up to {@link #parallelism}; {@code
 *       CrossValidator} begins a fold when all trials of the last one have ended.
 *   <li>A fit that throws, or a metric that is not finite, is a result: the trial has failed, with
 *       a reason, and the search goes on. Only if all trials fail it fails.
 *   <li>Models of trials are dropped as soon as they are evaluated: at most {@link #parallelism}
 *       are there at once, and none can be asked for afterwards. The rows are cached once (if they
 *       are not yet), and folds are views of them, where {@code CrossValidator} caches each fold.
 *   <li>How every trial went is a frame, {@link SearchModel#trials}, and is saved with the model.
 * </ul>
 *
 * <p>An estimator cannot be told to go on where a model is. So the strategies with a budget fit a
 * survivor anew with the larger budget, which costs it in full: with η = 3, up to half as much
 * again as going on would. The estimator itself cannot be saved, its model can.
 *
 * <p>The table depends on the rows and how they lie in partitions, on params and seed; not on
 * {@link #parallelism}. The model is fitted to all rows, with the settings and the budget that had
 * the best metric of all, be it an early one.
 */
public final class SearchEstimator extends SearchParams {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(SearchEstimator.class);

  /** An estimator that has to be told what to fit, over what space, and how to evaluate it. */
  public SearchEstimator() {
    this(Identifiable$.MODULE$.randomUID("search"));
  }

  /** The same with an identifier. */
  public SearchEstimator(String uid) {
    super(uid);
  }

  @Override
  SearchEstimator self() {
    return this;
  }

  /** The trials of a search, and what decides about them. */
  private record Plans(List<Trial> trials, PlannedStrategy strategy) {}

  private Plans plans(ParamKeys keys) {
    Kind kind = STRATEGY.parse(getStrategy());
    if (!kind.hasBudget()) {
      List<Trial> all = wholeTrials(kind);
      return new Plans(all, new FullBudget(all.size(), 1));
    }
    int max = requireMaxBudget(keys);
    PlannedStrategy halving = halving(kind, max);
    List<Trial> drawn = SAMPLER.parse(getSampler()).draw(getSpace(), halving.trials(), getSeed());
    return new Plans(drawn, halving);
  }

  private PlannedStrategy halving(Kind kind, int max) {
    try {
      return switch (kind) {
        case ASHA -> new Asha(getTrials(), getMinBudget(), max, getEta(), getWorkers());
        case HYPERBAND -> new Hyperband(getMinBudget(), max, getEta());
        default -> new SuccessiveHalving(getTrials(), getMinBudget(), max, getEta());
      };
    } catch (InputException e) { // strategies speak of a job file's keys
      throw new InputException(e.getMessage().replace("min-budget", minBudget().name()), e);
    }
  }

  private List<Trial> wholeTrials(Kind kind) {
    if (isSet(budgetParam())) {
      throw new InputException(
          "budgetParam = %s: strategy %s trains every trial to its end; a budget is for"
                  .formatted(getBudgetParam(), Setting.word(kind))
              + " successive-halving, asha and hyperband");
    }
    return switch (kind) {
      case GRID -> Points.grid(getSpace());
      case SOBOL -> Points.sobol(getSpace(), getTrials(), getSeed());
      case HALTON -> Points.halton(getSpace(), getTrials(), getSeed());
      default -> Points.random(getSpace(), getTrials(), getSeed());
    };
  }

  private int requireMaxBudget(ParamKeys keys) {
    if (!isSet(budgetParam())) {
      throw new InputException(
          "strategy = %s: it takes a budgetParam, such as maxIter or epochs"
              .formatted(getStrategy()));
    }
    Param<?> param = keys.find(getBudgetParam());
    for (String key : getSpace().keys()) {
      if (keys.find(key).equals(param)) {
        throw new InputException(key + ": the budgetParam cannot be searched too");
      }
    }
    Optional<Object> max =
        isSet(maxBudget()) ? Optional.of(getMaxBudget()) : keys.value(getBudgetParam());
    return max.map(value -> keys.pair(getBudgetParam(), value))
        .map(ParamPair::value)
        .filter(Integer.class::isInstance)
        .map(Integer.class::cast)
        .orElseThrow(
            () ->
                new InputException(
                    "budgetParam = %s: it takes a param of whole numbers, with a maxBudget or a"
                            .formatted(getBudgetParam())
                        + " value of its own"));
  }

  private void requireComplete() {
    for (Param<?> param : List.of(estimator(), evaluator(), space())) {
      if (!isSet(param)) {
        throw new InputException("%s is not set: %s".formatted(param.name(), param.doc()));
      }
    }
    requireAtLeast(1, parallelism());
    requireAtLeast(2, numFolds());
    if (isSet(trainRatio()) && !(getTrainRatio() > 0 && getTrainRatio() < 1)) {
      throw new InputException(
          "trainRatio = %s: it takes a number between 0 and 1".formatted(getTrainRatio()));
    }
    if (isSet(trainRatio()) && isSet(numFolds())) {
      throw new InputException(
          "trainRatio = %s and numFolds = %d: set one of them"
              .formatted(getTrainRatio(), getNumFolds()));
    }
  }

  private void requireAtLeast(int least, IntParam param) {
    int value = (int) getOrDefault(param);
    if (value < least) {
      throw new InputException(
          "%s = %d: it takes a whole number of at least %d".formatted(param.name(), value, least));
    }
  }

  /** The schema of the first trial's model; that of others is their own matter. */
  @Override
  public StructType transformSchema(StructType schema) {
    requireComplete();
    ParamKeys keys = new ParamKeys(getEstimator());
    keys.requireFit(getSpace());
    ParamMap first = keys.map(plans(keys).trials().get(0).settings());
    return getEstimator().copy(first).transformSchema(schema);
  }

  /**
   * Searches, and fits the best.
   *
   * @throws InputException before anything is fitted: in one line that names the param, if a
   *     setting is missing, the space has a key or a value that the estimator does not take, or a
   *     strategy cannot be as it is set
   * @throws IllegalStateException if all trials fail
   */
  @Override
  public SearchModel fit(Dataset<?> rows) {
    transformSchema(rows.schema());
    Dataset<Row> frame = rows.toDF();
    boolean cached = !rows.storageLevel().equals(StorageLevel.NONE());
    if (!cached) {
      frame.persist(StorageLevel.MEMORY_AND_DISK());
    }
    try {
      return fitCached(frame);
    } finally {
      if (!cached) {
        frame.unpersist();
      }
    }
  }

  private SearchModel fitCached(Dataset<Row> frame) {
    ParamKeys keys = new ParamKeys(getEstimator());
    Plans plans = plans(keys);
    Optional<String> budget =
        isSet(budgetParam()) ? Optional.of(getBudgetParam()) : Optional.empty();
    LOG.info("{}: {} trials of {}", uid(), plans.trials().size(), getSpace().keys());
    List<FrameSplit> folds =
        isSet(trainRatio())
            ? FrameSplit.parts(frame, getTrainRatio(), getSeed())
            : FrameSplit.folds(frame, getNumFolds(), getSeed());
    TrialFits runner = new TrialFits(getEstimator(), getEvaluator(), keys, budget, folds);
    List<TrialFit> fits = runner.run(plans.strategy(), plans.trials(), getParallelism());
    TrialFit best =
        TrialFit.best(fits, getEvaluator().isLargerBetter())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "all %d trials failed; trial 0: %s"
                            .formatted(plans.trials().size(), fits.get(0).reason().orElseThrow())));
    Model<?> model = runner.refitted(plans.trials().get(best.trial()), best.budget(), frame);
    return new SearchModel(uid(), model, fits).withBest(best).setParent(this);
  }

  @Override
  public SearchEstimator copy(ParamMap extra) {
    SearchEstimator copy = copyValues(new SearchEstimator(uid()), extra);
    if (copy.isSet(copy.estimator())) {
      copy.setEstimator(copy.getEstimator().copy(extra));
    }
    if (copy.isSet(copy.evaluator())) {
      copy.setEvaluator(copy.getEvaluator().copy(extra));
    }
    return copy;
  }
}
