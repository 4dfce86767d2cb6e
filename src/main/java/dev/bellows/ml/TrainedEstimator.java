package dev.bellows.ml;

import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;

/**
 * An estimator that is trained by the engines: the params that say how.
 *
 * @param <E> the estimator's own class
 * @param <M> its model's
 */
public abstract class TrainedEstimator<E extends TrainedEstimator<E, M>, M extends Model<M>>
    extends Estimator<M> {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final TrainingParams params;

  /** An estimator of that identifier. */
  TrainedEstimator(String uid) {
    this.uid = uid;
    params = new TrainingParams(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** This. */
  @SuppressWarnings("unchecked") // E is the estimator's own class
  public final E self() {
    return (E) this;
  }

  final <T> E with(Param<T> param, T value) {
    set(param, value);
    return self();
  }

  /**
   * A name of the optimizers' table, such as {@code adamW}; the table's own settings go into {@link
   * #optimizerSettings}.
   */
  public Param<String> optimizer() {
    return params.optimizer;
  }

  /** See {@link #optimizer}. */
  public String getOptimizer() {
    return getOrDefault(optimizer());
  }

  /** See {@link #optimizer}. */
  public E setOptimizer(String optimizer) {
    return with(optimizer(), optimizer);
  }

  /** η, the size of the steps; not set: the optimizer's own default. */
  public DoubleParam learningRate() {
    return params.learningRate;
  }

  /** See {@link #learningRate}. */
  public double getLearningRate() {
    return (double) getOrDefault(learningRate());
  }

  /** See {@link #learningRate}. */
  public E setLearningRate(double rate) {
    return with(learningRate(), rate);
  }

  /**
   * More settings of the optimizer, as the section {@code optimizer} of a job file has them: {@code
   * beta1=0.8, clip-norm=1}.
   */
  public Param<String> optimizerSettings() {
    return params.optimizerSettings;
  }

  /** See {@link #optimizerSettings}. */
  public String getOptimizerSettings() {
    return getOrDefault(optimizerSettings());
  }

  /** See {@link #optimizerSettings}. */
  public E setOptimizerSettings(String settings) {
    return with(optimizerSettings(), settings);
  }

  /**
   * How the learning rate changes, as the key {@code optimizer.schedule} of a job file has it:
   * {@code cosine}, {@code { name = step, every = 100 }} or a list of these; not set: constant.
   */
  public Param<String> schedule() {
    return params.schedule;
  }

  /** See {@link #schedule}. */
  public String getSchedule() {
    return getOrDefault(schedule());
  }

  /** See {@link #schedule}. */
  public E setSchedule(String schedule) {
    return with(schedule(), schedule);
  }

  /**
   * {@code synchronous}, exact minibatch steps, or {@code rounds}, replicas that go on by
   * themselves and meet from time to time.
   */
  public Param<String> engine() {
    return params.engine;
  }

  /** See {@link #engine}. */
  public String getEngine() {
    return getOrDefault(engine());
  }

  /** See {@link #engine}. */
  public E setEngine(String engine) {
    return with(engine(), engine);
  }

  /** With {@code engine = rounds}: how long a round is; {@code epoch}, {@code 50 steps}, … */
  public Param<String> round() {
    return params.round;
  }

  /** See {@link #round}. */
  public String getRound() {
    return getOrDefault(round());
  }

  /** See {@link #round}. */
  public E setRound(String length) {
    return with(round(), length);
  }

  /**
   * {@code stage}, one Spark stage for the whole training, {@code job}, a Spark job for each step,
   * or {@code auto}, the stage where Spark can run it.
   */
  public Param<String> exchange() {
    return params.exchange;
  }

  /** See {@link #exchange}. */
  public String getExchange() {
    return getOrDefault(exchange());
  }

  /** See {@link #exchange}. */
  public E setExchange(String exchange) {
    return with(exchange(), exchange);
  }

  /**
   * The rows in a step's batch, of each replica in rounds; all where there are fewer. Not set: 32,
   * and all for {@code gd} and {@code lbfgs}.
   */
  public IntParam batchSize() {
    return params.batchSize;
  }

  /** See {@link #batchSize}. */
  public int getBatchSize() {
    return (int) getOrDefault(batchSize());
  }

  /** See {@link #batchSize}. */
  public E setBatchSize(int rows) {
    return with(batchSize(), rows);
  }

  /**
   * How often all rows are used, and the most iterations of {@code lbfgs}. Not set: 10, for {@code
   * lbfgs} 100.
   */
  public IntParam epochs() {
    return params.epochs;
  }

  /** See {@link #epochs}. */
  public int getEpochs() {
    return (int) getOrDefault(epochs());
  }

  /** See {@link #epochs}. */
  public E setEpochs(int count) {
    return with(epochs(), count);
  }

  /** What every random choice depends on; default 1. */
  public LongParam seed() {
    return params.seed;
  }

  /** See {@link #seed}. */
  public long getSeed() {
    return (long) getOrDefault(seed());
  }

  /** See {@link #seed}. */
  public E setSeed(long seed) {
    return with(seed(), seed);
  }

  /**
   * Blocks of rows that tasks work on at the same time; the last bits of a model depend on it. 0,
   * the default: as many as Spark can run.
   */
  public IntParam partitions() {
    return params.partitions;
  }

  /** See {@link #partitions}. */
  public int getPartitions() {
    return (int) getOrDefault(partitions());
  }

  /** See {@link #partitions}. */
  public E setPartitions(int count) {
    return with(partitions(), count);
  }

  /** λ of the penalty {@code λ(α‖w‖₁ + (1 − α)/2·‖w‖²)}, MLlib's; biases are spared. */
  public DoubleParam regParam() {
    return params.regParam;
  }

  /** See {@link #regParam}. */
  public double getRegParam() {
    return (double) getOrDefault(regParam());
  }

  /** See {@link #regParam}. */
  public E setRegParam(double lambda) {
    return with(regParam(), lambda);
  }

  /** α of the penalty: 0, the default, is L2 alone, 1 is L1 alone. */
  public DoubleParam elasticNetParam() {
    return params.elasticNetParam;
  }

  /** See {@link #elasticNetParam}. */
  public double getElasticNetParam() {
    return (double) getOrDefault(elasticNetParam());
  }

  /** See {@link #elasticNetParam}. */
  public E setElasticNetParam(double alpha) {
    return with(elasticNetParam(), alpha);
  }

  /**
   * Whether to train on features of deviation 1, which the penalty is then about; the model is for
   * features as they are. Default: true.
   */
  public BooleanParam standardization() {
    return params.standardization;
  }

  /** See {@link #standardization}. */
  public boolean getStandardization() {
    return (boolean) getOrDefault(standardization());
  }

  /** See {@link #standardization}. */
  public E setStandardization(boolean standardise) {
    return with(standardization(), standardise);
  }

  /**
   * {@code lbfgs} stops at a change of loss or gradient this small, relative to them; default 1e-6.
   * Other optimizers take all their epochs.
   */
  public DoubleParam tol() {
    return params.tol;
  }

  /** See {@link #tol}. */
  public double getTol() {
    return (double) getOrDefault(tol());
  }

  /** See {@link #tol}. */
  public E setTol(double tolerance) {
    return with(tol(), tolerance);
  }

  /** How much a row counts, a number of at least 0; not set: all alike. */
  public Param<String> weightCol() {
    return params.weightCol;
  }

  /** See {@link #weightCol}. */
  public String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** See {@link #weightCol}. */
  public E setWeightCol(String name) {
    return with(weightCol(), name);
  }

  /**
   * True for rows that are held out: their loss, measured after every epoch, ends training early,
   * and the model has the best parameters. Not set: none are.
   */
  public Param<String> validationIndicatorCol() {
    return params.validationIndicatorCol;
  }

  /** See {@link #validationIndicatorCol}. */
  public String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  /** See {@link #validationIndicatorCol}. */
  public E setValidationIndicatorCol(String name) {
    return with(validationIndicatorCol(), name);
  }

  /** After so many epochs without a better validation loss training ends; default 5. */
  public IntParam patience() {
    return params.patience;
  }

  /** See {@link #patience}. */
  public int getPatience() {
    return (int) getOrDefault(patience());
  }

  /** See {@link #patience}. */
  public E setPatience(int epochs) {
    return with(patience(), epochs);
  }

  /**
   * A folder on any file system of Hadoop in which trainings are saved, each in one of its own. The
   * same fit of the same rows goes on there; it ends in the same bits. Not set: none is saved.
   */
  public Param<String> checkpointDir() {
    return params.checkpointDir;
  }

  /** See {@link #checkpointDir}. */
  public String getCheckpointDir() {
    return getOrDefault(checkpointDir());
  }

  /** See {@link #checkpointDir}. */
  public E setCheckpointDir(String folder) {
    return with(checkpointDir(), folder);
  }

  /** How often a training is saved: {@code 10 minutes}, the default, {@code 2 epochs}, … */
  public Param<String> checkpointInterval() {
    return params.checkpointInterval;
  }

  /** See {@link #checkpointInterval}. */
  public String getCheckpointInterval() {
    return getOrDefault(checkpointInterval());
  }

  /** See {@link #checkpointInterval}. */
  public E setCheckpointInterval(String interval) {
    return with(checkpointInterval(), interval);
  }

  /** What training begins with, in a few words that name it; empty where the seed says it. */
  abstract String beginning();

  /** Another name of {@link #setEpochs}: MLlib's. */
  public E setMaxIter(int count) {
    return setEpochs(count);
  }
}
