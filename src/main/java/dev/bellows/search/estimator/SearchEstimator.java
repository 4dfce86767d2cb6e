package dev.bellows.search.estimator;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.search.space.Points;
import dev.bellows.search.space.Sampler;
import dev.bellows.search.space.Space;
import dev.bellows.search.space.Trial;
import dev.bellows.search.strategy.Asha;
import dev.bellows.search.strategy.FullBudget;
import dev.bellows.search.strategy.Hyperband;
import dev.bellows.search.strategy.PlannedStrategy;
import dev.bellows.search.strategy.SuccessiveHalving;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
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
 * {@link #parallelism}. The model is fitted to all rows, with the settings of the best of those
 * trials that came to the largest budget, and with that budget.
 */
public final class SearchEstimator extends Estimator<SearchModel> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(SearchEstimator.class);

  private enum Kind {
    GRID,
    RANDOM,
    SOBOL,
    HALTON,
    SUCCESSIVE_HALVING,
    ASHA,
    HYPERBAND;

    boolean hasBudget() {
      return compareTo(SUCCESSIVE_HALVING) >= 0;
    }
  }

  private static final Setting<Kind> STRATEGY =
      Setting.choice("strategy", Kind.RANDOM, "which trials there are, and how far they go");
  private static final Setting<Sampler> SAMPLER =
      Setting.choice("sampler", Sampler.RANDOM, "where trials come from");

  private final String uid;
  private final Param<Estimator<?>> estimator;
  private final Param<Evaluator> evaluator;
  private final Param<Space> space;
  private final Param<String> strategy;
  private final IntParam trials;
  private final Param<String> sampler;
  private final Param<String> budgetParam;
  private final IntParam minBudget;
  private final IntParam maxBudget;
  private final IntParam eta;
  private final IntParam workers;
  private final IntParam numFolds;
  private final DoubleParam trainRatio;
  private final LongParam seed;
  private final IntParam parallelism;

  /** An estimator that has to be told what to fit, over what space, and how to evaluate it. */
  public SearchEstimator() {
    this(Identifiable$.MODULE$.randomUID("search"));
  }

  /** The same with an identifier. */
  public SearchEstimator(String uid) {
    this.uid = uid;
    estimator = new Param<>(this, "estimator", "an estimator or a pipeline");
    evaluator = new Param<>(this, "evaluator", "how good a model is");
    space = new Param<>(this, "space", "the params that are searched and their values");
    strategy = new Param<>(this, "strategy", "which trials there are, and how far they go");
    trials = new IntParam(this, "trials", "how many trials there are");
    sampler = new Param<>(this, "sampler", "where trials come from");
    budgetParam = new Param<>(this, "budgetParam", "the param that is the budget");
    minBudget = new IntParam(this, "minBudget", "the first budget of trials");
    maxBudget = new IntParam(this, "maxBudget", "the last budget of trials");
    eta = new IntParam(this, "eta", "of so many trials one goes on");
    workers = new IntParam(this, "workers", "so many legs of asha are under way at once");
    numFolds = new IntParam(this, "numFolds", "the number of folds");
    trainRatio = new DoubleParam(this, "trainRatio", "the part of the rows that is fitted");
    seed = new LongParam(this, "seed", "what every random choice depends on");
    parallelism = new IntParam(this, "parallelism", "so many fits run at once");
    setDefault(strategy, Setting.word(Kind.RANDOM));
    setDefault(trials, 20);
    setDefault(sampler, Setting.word(Sampler.RANDOM));
    setDefault(minBudget, 1);
    setDefault(eta, 3);
    setDefault(workers, 8);
    setDefault(numFolds, 3);
    setDefault(seed, 1L);
    setDefault(parallelism, 1);
  }

  @Override
  public String uid() {
    return uid;
  }

  private <T> SearchEstimator with(Param<T> param, T value) {
    set(param, value);
    return this;
  }

  /** What is fitted: any estimator, a pipeline too. */
  public Param<Estimator<?>> estimator() {
    return estimator;
  }

  /** See {@link #estimator}. */
  public Estimator<?> getEstimator() {
    return getOrDefault(estimator);
  }

  /** See {@link #estimator}. */
  public SearchEstimator setEstimator(Estimator<?> value) {
    return with(estimator, value);
  }

  /** What says how good a model is on rows that it was not fitted to, and which way is better. */
  public Param<Evaluator> evaluator() {
    return evaluator;
  }

  /** See {@link #evaluator}. */
  public Evaluator getEvaluator() {
    return getOrDefault(evaluator);
  }

  /** See {@link #evaluator}. */
  public SearchEstimator setEvaluator(Evaluator value) {
    return with(evaluator, value);
  }

  /**
   * What is searched. Its keys are names of params: {@code regParam}, or {@code
   * LogisticRegression.regParam} where several stages of a pipeline have one, or with a stage's
   * uid.
   */
  public Param<Space> space() {
    return space;
  }

  /** See {@link #space}. */
  public Space getSpace() {
    return getOrDefault(space);
  }

  /** See {@link #space}. */
  public SearchEstimator setSpace(Space value) {
    return with(space, value);
  }

  /**
   * {@code grid}, {@code random}, the default, {@code sobol}, {@code halton}, {@code
   * successive-halving}, {@code asha} or {@code hyperband}; the last three need a {@link
   * #budgetParam}.
   */
  public Param<String> strategy() {
    return strategy;
  }

  /** See {@link #strategy}. */
  public String getStrategy() {
    return getOrDefault(strategy);
  }

  /** See {@link #strategy}. */
  public SearchEstimator setStrategy(String value) {
    return with(strategy, value);
  }

  /** How many trials there are; default 20. A grid and {@code hyperband} know it themselves. */
  public IntParam trials() {
    return trials;
  }

  /** See {@link #trials}. */
  public int getTrials() {
    return (int) getOrDefault(trials);
  }

  /** See {@link #trials}. */
  public SearchEstimator setTrials(int value) {
    return with(trials, value);
  }

  /**
   * Where the three strategies with a budget take their trials from: {@code random}, the default,
   * {@code sobol} or {@code halton}.
   */
  public Param<String> sampler() {
    return sampler;
  }

  /** See {@link #sampler}. */
  public String getSampler() {
    return getOrDefault(sampler);
  }

  /** See {@link #sampler}. */
  public SearchEstimator setSampler(String value) {
    return with(sampler, value);
  }

  /**
   * The name of the param that a trial's budget is set to, such as {@code maxIter} or {@code
   * epochs}; a whole number. Only for strategies with a budget.
   */
  public Param<String> budgetParam() {
    return budgetParam;
  }

  /** See {@link #budgetParam}. */
  public String getBudgetParam() {
    return getOrDefault(budgetParam);
  }

  /** See {@link #budgetParam}. */
  public SearchEstimator setBudgetParam(String value) {
    return with(budgetParam, value);
  }

  /** The budget after which trials are first compared; default 1. */
  public IntParam minBudget() {
    return minBudget;
  }

  /** See {@link #minBudget}. */
  public int getMinBudget() {
    return (int) getOrDefault(minBudget);
  }

  /** See {@link #minBudget}. */
  public SearchEstimator setMinBudget(int value) {
    return with(minBudget, value);
  }

  /**
   * The whole budget of a trial; not set: what the estimator's own {@link #budgetParam} is set to.
   */
  public IntParam maxBudget() {
    return maxBudget;
  }

  /** See {@link #maxBudget}. */
  public int getMaxBudget() {
    return (int) getOrDefault(maxBudget);
  }

  /** See {@link #maxBudget}. */
  public SearchEstimator setMaxBudget(int value) {
    return with(maxBudget, value);
  }

  /** Of so many trials one goes on to the next budget; default 3. */
  public IntParam eta() {
    return eta;
  }

  /** See {@link #eta}. */
  public int getEta() {
    return (int) getOrDefault(eta);
  }

  /** See {@link #eta}. */
  public SearchEstimator setEta(int value) {
    return with(eta, value);
  }

  /**
   * {@code asha} decides as if so many fits ran at once, however many do; default 8. The table
   * depends on it, unlike on {@link #parallelism}.
   */
  public IntParam workers() {
    return workers;
  }

  /** See {@link #workers}. */
  public int getWorkers() {
    return (int) getOrDefault(workers);
  }

  /** See {@link #workers}. */
  public SearchEstimator setWorkers(int value) {
    return with(workers, value);
  }

  /**
   * So many folds, each held out once; default 3. The same for every trial, and the same that
   * {@code CrossValidator} makes with that seed.
   */
  public IntParam numFolds() {
    return numFolds;
  }

  /** See {@link #numFolds}. */
  public int getNumFolds() {
    return (int) getOrDefault(numFolds);
  }

  /** See {@link #numFolds}. */
  public SearchEstimator setNumFolds(int value) {
    return with(numFolds, value);
  }

  /**
   * Instead of folds one split: this part of the rows is fitted, the others are held out. The same
   * that {@code TrainValidationSplit} makes with that seed. Not set: folds.
   */
  public DoubleParam trainRatio() {
    return trainRatio;
  }

  /** See {@link #trainRatio}. */
  public double getTrainRatio() {
    return (double) getOrDefault(trainRatio);
  }

  /** See {@link #trainRatio}. */
  public SearchEstimator setTrainRatio(double value) {
    return with(trainRatio, value);
  }

  /** What trials and folds depend on; default 1. */
  public LongParam seed() {
    return seed;
  }

  /** See {@link #seed}. */
  public long getSeed() {
    return (long) getOrDefault(seed);
  }

  /** See {@link #seed}. */
  public SearchEstimator setSeed(long value) {
    return with(seed, value);
  }

  /** So many fits, of a trial to a fold, run at once; default 1. */
  public IntParam parallelism() {
    return parallelism;
  }

  /** See {@link #parallelism}. */
  public int getParallelism() {
    return (int) getOrDefault(parallelism);
  }

  /** See {@link #parallelism}. */
  public SearchEstimator setParallelism(int value) {
    return with(parallelism, value);
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
      throw new InputException(e.getMessage().replace("min-budget", minBudget.name()), e);
    }
  }

  private List<Trial> wholeTrials(Kind kind) {
    if (isSet(budgetParam)) {
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
    if (!isSet(budgetParam)) {
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
        isSet(maxBudget) ? Optional.of(getMaxBudget()) : keys.value(getBudgetParam());
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
    for (Param<?> param : List.of(estimator, evaluator, space)) {
      if (!isSet(param)) {
        throw new InputException("%s is not set: %s".formatted(param.name(), param.doc()));
      }
    }
    requireAtLeast(1, parallelism);
    requireAtLeast(2, numFolds);
    if (isSet(trainRatio) && !(getTrainRatio() > 0 && getTrainRatio() < 1)) {
      throw new InputException(
          "trainRatio = %s: it takes a number between 0 and 1".formatted(getTrainRatio()));
    }
    if (isSet(trainRatio) && isSet(numFolds)) {
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
    Optional<String> budget = isSet(budgetParam) ? Optional.of(getBudgetParam()) : Optional.empty();
    LOG.info("{}: {} trials of {}", uid, plans.trials().size(), getSpace().keys());
    List<FrameSplit> folds =
        isSet(trainRatio)
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
    return new SearchModel(uid, model, fits).withBest(best.trial()).setParent(this);
  }

  @Override
  public SearchEstimator copy(ParamMap extra) {
    SearchEstimator copy = copyValues(new SearchEstimator(uid), extra);
    if (copy.isSet(copy.estimator)) {
      copy.setEstimator(copy.getEstimator().copy(extra));
    }
    if (copy.isSet(copy.evaluator)) {
      copy.setEvaluator(copy.getEvaluator().copy(extra));
    }
    return copy;
  }
}
