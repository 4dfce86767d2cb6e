package dev.bellows.search.estimator;

import dev.bellows.Setting;
import dev.bellows.search.space.Sampler;
import dev.bellows.search.space.Space;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;

/**
 * The params of {@link SearchEstimator}: what is fitted, over what space, and how it is searched.
 */
public abstract class SearchParams extends Estimator<SearchModel> {
  private static final long serialVersionUID = 1L;

  /** Which trials there are, and how far each is trained. */
  enum Kind {
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

  static final Setting<Kind> STRATEGY =
      Setting.choice("strategy", Kind.RANDOM, "which trials there are, and how far they go");
  static final Setting<Sampler> SAMPLER =
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

  SearchParams(String uid) {
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
    return self();
  }

  /** What setters return. */
  abstract SearchEstimator self();

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
}
