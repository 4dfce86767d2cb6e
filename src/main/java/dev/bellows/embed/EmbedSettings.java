package dev.bellows.embed;

import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.embed.replica.Objective;
import dev.bellows.embed.sampling.SubsamplingForm;
import java.util.List;

/** The settings of the embedding trainer: keys of a job file outside of sections. */
public final class EmbedSettings {
  /** What is learnt. */
  public static final Setting<Objective> OBJECTIVE =
      Setting.choice("objective", Objective.SKIP_GRAM, "what is predicted from what");

  /** The length of vectors. */
  public static final Setting<Long> DIMENSIONS =
      Setting.whole("dimensions", 1, 10_000, 100L, "the length of the vectors");

  /** How far contexts reach. */
  public static final Setting<Long> WINDOW =
      Setting.whole(
          "window", 1, 1000, 5L, "contexts reach 1 to so many words to each side, drawn each time");

  /** Negatives a centre. */
  public static final Setting<Long> NEGATIVES =
      Setting.whole("negatives", 1, 100, 5L, "random words that a centre is told from");

  /** The power of counts that negatives are drawn by. */
  public static final Setting<Double> NEGATIVE_EXPONENT =
      Setting.number(
          "negative-exponent",
          "a number from -2 to 2",
          0.75,
          "negatives are drawn by the counts to this power",
          v -> Math.abs(v) <= 2);

  /** The threshold of subsampling. */
  public static final Setting<Double> SUBSAMPLING =
      Setting.nonNegative(
          "subsampling",
          1e-4,
          "t: words with a larger share of the text are dropped at times; 0: none");

  /** The form of subsampling. */
  public static final Setting<SubsamplingForm> SUBSAMPLING_FORM =
      Setting.choice(
          "subsampling-form", SubsamplingForm.PAPER, "how the chance to be dropped is reckoned");

  /** The rate at the beginning; see {@link #learningRate}. */
  public static final Setting<Double> LEARNING_RATE =
      Setting.positive(
          "learning-rate",
          null,
          "falls in a line over the whole training; default: 0.025, for cbow 0.05");

  /** The rate at the end. */
  public static final Setting<Double> FINAL_LEARNING_RATE =
      Setting.nonNegative("final-learning-rate", 1e-4, "the learning rate at the end");

  /** How often the text is read. */
  public static final Setting<Long> EPOCHS =
      Setting.whole("epochs", 1, 1_000_000, 5L, "how often the whole text is read");

  /** How many copies of the tables learn. */
  public static final Setting<Long> REPLICAS =
      Setting.whole(
          "replicas", 1, 10_000, null, "copies of the tables that learn; default: one an executor");

  /** Threads of each. */
  public static final Setting<Long> THREADS =
      Setting.whole("threads", 1, 1024, null, "threads of a replica; default: all cores it has");

  /** Words between two merges. */
  public static final Setting<Long> MERGE_WORDS =
      Setting.whole(
          "merge-words",
          100,
          null,
          "words that all replicas read together between two merges; default: by their number");

  /** Whether the same seed gives the same bits. */
  public static final Setting<Boolean> DETERMINISTIC =
      Setting.flag("deterministic", false, "one thread a replica: the same seed, the same bits");

  /** What random choices depend on. */
  public static final Setting<Long> SEED =
      Setting.whole("seed", Long.MIN_VALUE, 1L, "what every random choice depends on");

  /** A model to go on with. */
  public static final Setting<String> CONTINUE =
      Setting.text(
          "continue", null, "a run or model whose vectors are learnt further on this text");

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(
          OBJECTIVE,
          DIMENSIONS,
          WINDOW,
          NEGATIVES,
          NEGATIVE_EXPONENT,
          SUBSAMPLING,
          SUBSAMPLING_FORM,
          LEARNING_RATE,
          FINAL_LEARNING_RATE,
          EPOCHS,
          REPLICAS,
          THREADS,
          MERGE_WORDS,
          DETERMINISTIC,
          SEED,
          CONTINUE);

  private EmbedSettings() {}

  /** The rate at the beginning: what is given, or what word2vec.c takes for the objective. */
  public static double learningRate(Settings settings) {
    Double given = settings.get(LEARNING_RATE);
    return given != null ? given : settings.get(OBJECTIVE) == Objective.CBOW ? 0.05 : 0.025;
  }
}
