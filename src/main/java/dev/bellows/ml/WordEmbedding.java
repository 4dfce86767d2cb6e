package dev.bellows.ml;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.embed.EmbedListener;
import dev.bellows.embed.EmbedPlan;
import dev.bellows.embed.EmbedSettings;
import dev.bellows.embed.EmbeddingFailure;
import dev.bellows.embed.EmbeddingTrainer;
import dev.bellows.embed.EmbeddingTraining;
import dev.bellows.embed.EmbeddingTraining.From;
import dev.bellows.embed.corpus.Corpus;
import dev.bellows.embed.corpus.CorpusSettings;
import dev.bellows.embed.replica.Blueprint;
import dev.bellows.embed.vectors.WordVectors;
import dev.bellows.train.TrainingResult.Stop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns vectors of words by skip-gram or CBOW with negative sampling; its model makes of a
 * sentence the mean of its words' vectors. The names of params are those of MLlib's {@code
 * Word2Vec} where it has them.
 *
 * <p>The frame is computed twice, and has to give the same rows in the same order both times: cache
 * one that does not. A row is a sentence; a null is an empty one.
 */
public final class WordEmbedding extends Estimator<WordEmbeddingModel>
    implements WordEmbeddingParams<WordEmbedding>, MLWritable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(WordEmbedding.class);

  private final String uid;
  private final WordColumns wordColumns;
  private final WordTraining params;
  private transient WordEmbeddingModel initialModel; // null: none

  /** An estimator with a name of its own. */
  public WordEmbedding() {
    this(Identifiable.randomUID("wordEmbedding"));
  }

  /** An estimator of that identifier. */
  public WordEmbedding(String uid) {
    this.uid = uid;
    wordColumns = new WordColumns(this);
    params = new WordTraining(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public WordColumns wordColumns() {
    return wordColumns;
  }

  @Override
  public WordEmbedding self() {
    return this;
  }

  private <T> WordEmbedding with(Param<T> param, T value) {
    set(param, value);
    return this;
  }

  /** What is predicted from what: {@code skip-gram}, the default, or {@code cbow}. */
  public Param<String> objective() {
    return params.objective;
  }

  /** See {@link #objective}. */
  public String getObjective() {
    return getOrDefault(params.objective);
  }

  /** See {@link #objective}. */
  public WordEmbedding setObjective(String name) {
    return with(params.objective, name);
  }

  /** The length of the vectors; default 100. */
  public IntParam vectorSize() {
    return params.vectorSize;
  }

  /** See {@link #vectorSize}. */
  public int getVectorSize() {
    return (int) getOrDefault(params.vectorSize);
  }

  /** See {@link #vectorSize}. */
  public WordEmbedding setVectorSize(int size) {
    return with(params.vectorSize, size);
  }

  /** Contexts reach 1 to so many words to each side, drawn each time; default 5. */
  public IntParam windowSize() {
    return params.windowSize;
  }

  /** See {@link #windowSize}. */
  public int getWindowSize() {
    return (int) getOrDefault(params.windowSize);
  }

  /** See {@link #windowSize}. */
  public WordEmbedding setWindowSize(int words) {
    return with(params.windowSize, words);
  }

  /** Words seen more rarely are left out; default 5. */
  public IntParam minCount() {
    return params.minCount;
  }

  /** See {@link #minCount}. */
  public int getMinCount() {
    return (int) getOrDefault(params.minCount);
  }

  /** See {@link #minCount}. */
  public WordEmbedding setMinCount(int count) {
    return with(params.minCount, count);
  }

  /** Random words that a centre is told from; default 5. */
  public IntParam negatives() {
    return params.negatives;
  }

  /** See {@link #negatives}. */
  public int getNegatives() {
    return (int) getOrDefault(params.negatives);
  }

  /** See {@link #negatives}. */
  public WordEmbedding setNegatives(int count) {
    return with(params.negatives, count);
  }

  /** Longer sentences are cut after so many words; default 1000. */
  public IntParam maxSentenceLength() {
    return params.maxSentenceLength;
  }

  /** See {@link #maxSentenceLength}. */
  public int getMaxSentenceLength() {
    return (int) getOrDefault(params.maxSentenceLength);
  }

  /** See {@link #maxSentenceLength}. */
  public WordEmbedding setMaxSentenceLength(int words) {
    return with(params.maxSentenceLength, words);
  }

  /** How often all sentences are read; default 5. */
  public IntParam epochs() {
    return params.epochs;
  }

  /** See {@link #epochs}. */
  public int getEpochs() {
    return (int) getOrDefault(params.epochs);
  }

  /** See {@link #epochs}. */
  public WordEmbedding setEpochs(int count) {
    return with(params.epochs, count);
  }

  /** Words with a larger share of the text are dropped at times; 0: none; default 1e-4. */
  public DoubleParam subsampling() {
    return params.subsampling;
  }

  /** See {@link #subsampling}. */
  public double getSubsampling() {
    return (double) getOrDefault(params.subsampling);
  }

  /** See {@link #subsampling}. */
  public WordEmbedding setSubsampling(double share) {
    return with(params.subsampling, share);
  }

  /** Another name of {@link #setEpochs}: MLlib's. */
  public WordEmbedding setMaxIter(int count) {
    return setEpochs(count);
  }

  /** The rate at the beginning; not set: 0.025, for CBOW 0.05. */
  public DoubleParam learningRate() {
    return params.learningRate;
  }

  /** See {@link #learningRate}. */
  public double getLearningRate() {
    return (double) getOrDefault(params.learningRate);
  }

  /** See {@link #learningRate}. */
  public WordEmbedding setLearningRate(double rate) {
    return with(params.learningRate, rate);
  }

  /** Copies of the tables that learn, each a task; not set: one an executor. */
  public IntParam replicas() {
    return params.replicas;
  }

  /** See {@link #replicas}. */
  public int getReplicas() {
    return (int) getOrDefault(params.replicas);
  }

  /** See {@link #replicas}. */
  public WordEmbedding setReplicas(int count) {
    return with(params.replicas, count);
  }

  /** Whether the same seed gives the same bits, by one thread a replica; default false. */
  public BooleanParam deterministic() {
    return params.deterministic;
  }

  /** See {@link #deterministic}. */
  public boolean getDeterministic() {
    return (boolean) getOrDefault(params.deterministic);
  }

  /** See {@link #deterministic}. */
  public WordEmbedding setDeterministic(boolean same) {
    return with(params.deterministic, same);
  }

  /** What every random choice depends on; default 1. */
  public LongParam seed() {
    return params.seed;
  }

  /** See {@link #seed}. */
  public long getSeed() {
    return (long) getOrDefault(params.seed);
  }

  /** See {@link #seed}. */
  public WordEmbedding setSeed(long number) {
    return with(params.seed, number);
  }

  /**
   * Learns the vectors of a model further; words that it does not know join them. Not saved with
   * the estimator. Null: begins anew.
   */
  public WordEmbedding setInitialModel(WordEmbeddingModel model) {
    initialModel = model;
    return this;
  }

  // --- the fit -----------------------------------------------------------------------------------

  @Override
  public StructType transformSchema(StructType schema) {
    Corpus.requireWords(schema, getInputCol());
    return OutputColumns.append(schema, List.of(OutputColumns.vector(getOutputCol())));
  }

  private Settings settings() {
    Settings settings =
        Settings.DEFAULTS
            .withWritten(EmbedSettings.OBJECTIVE, getObjective())
            .withWritten(EmbedSettings.DIMENSIONS, getVectorSize())
            .withWritten(EmbedSettings.WINDOW, getWindowSize())
            .withWritten(CorpusSettings.MIN_COUNT, getMinCount())
            .withWritten(EmbedSettings.NEGATIVES, getNegatives())
            .withWritten(CorpusSettings.MAX_SENTENCE_LENGTH, getMaxSentenceLength())
            .withWritten(EmbedSettings.EPOCHS, getEpochs())
            .withWritten(EmbedSettings.SUBSAMPLING, getSubsampling())
            .with(EmbedSettings.DETERMINISTIC, getDeterministic())
            .with(EmbedSettings.SEED, getSeed());
    if (isSet(params.learningRate)) {
      settings = settings.with(EmbedSettings.LEARNING_RATE, getLearningRate());
    }
    return isSet(params.replicas)
        ? settings.with(EmbedSettings.REPLICAS, (long) getReplicas())
        : settings;
  }

  @Override
  public WordEmbeddingModel fit(Dataset<?> frame) {
    transformSchema(frame.schema());
    Optional<WordVectors> earlier =
        Optional.ofNullable(initialModel).map(WordEmbeddingModel::wordVectors);
    earlier.ifPresent(this::requireFurther);
    Settings settings = settings();
    SparkContext spark = frame.sparkSession().sparkContext();
    EmbedPlan.warmUp(settings, spark);
    try (Corpus corpus =
        Corpus.read(frame, getInputCol(), settings, earlier.map(WordVectors::vocabulary))) {
      Blueprint blueprint = EmbedPlan.of(settings, corpus, spark);
      EmbedPlan.requireMemory(blueprint, corpus, spark);
      LOG.info("{}: {}", uid, corpus.describe());
      EmbeddingTraining training =
          new EmbeddingTraining(
              blueprint,
              corpus.vocabulary().counts(),
              corpus.tokens(),
              corpus.shares(blueprint.replicas()),
              earlier.map(model -> From.model(model, corpus.vocabulary(), blueprint)));
      EpochLosses losses = new EpochLosses();
      EmbeddingTrainer.Result result = EmbeddingTrainer.train(training, losses, Optional::empty);
      WordVectors vectors =
          new WordVectors(
              corpus.vocabulary(),
              result.tables().vectors(),
              Optional.of(result.tables().contexts()),
              Map.of("bellows.objective", getObjective()));
      WordEmbeddingModel model =
          new WordEmbeddingModel(uid, vectors, losses.summary(blueprint, corpus, result));
      return copyValues(model.setParent(this), ParamMap.empty());
    } catch (InputException e) {
      throw new InputException(ParamWords.of(e.getMessage()), e);
    } catch (EmbeddingFailure e) {
      throw new TrainingFailure(uid + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireFurther(WordVectors model) {
    if (model.dimensions() != getVectorSize()) {
      throw new InputException(
          "initialModel: its vectors have %d dimensions, and vectorSize = %d"
              .formatted(model.dimensions(), getVectorSize()));
    }
    if (model.contexts().isEmpty()) {
      throw new InputException(
          "initialModel: it has no contexts, without which nothing can be learnt further");
    }
  }

  /** Keeps the losses of epochs. */
  private static final class EpochLosses implements EmbedListener {
    private final List<Double> losses = new ArrayList<>();

    @Override
    public void onEpoch(int epoch, double loss) {
      losses.add(loss);
    }

    TrainingSummary summary(Blueprint blueprint, Corpus corpus, EmbeddingTrainer.Result result) {
      return new TrainingSummary(
          losses,
          List.of(),
          losses.isEmpty()
              ? OptionalDouble.empty()
              : OptionalDouble.of(losses.get(losses.size() - 1)),
          OptionalDouble.empty(),
          blueprint.epochs(),
          result.rounds(),
          corpus.sentences(),
          result.seconds(),
          Stop.EPOCHS_DONE,
          "");
    }
  }

  // --- the stage ---------------------------------------------------------------------------------

  @Override
  public WordEmbedding copy(ParamMap extra) {
    return copyValues(new WordEmbedding(uid), extra).setInitialModel(initialModel);
  }

  @Override
  public MLWriter write() {
    return new StageWriter(this, (folder, session) -> {});
  }

  /** Loads a saved one. */
  public static MLReader<WordEmbedding> read() {
    return new StageReader<>(WordEmbedding.class, (uid, folder, session) -> new WordEmbedding(uid));
  }

  /** Loads a saved one. */
  public static WordEmbedding load(String folder) {
    return read().load(folder);
  }
}
