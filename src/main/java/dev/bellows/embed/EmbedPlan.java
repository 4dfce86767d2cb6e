package dev.bellows.embed;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.embed.corpus.Corpus;
import dev.bellows.embed.replica.Blueprint;
import dev.bellows.embed.replica.WarmUp;
import org.apache.spark.SparkContext;

/** Makes a blueprint of settings, the text and the machines that are there. */
public final class EmbedPlan {
  /**
   * So many words a round has where nobody has to be met: the loss is known and saved in between.
   */
  private static final long WORDS_OF_A_ROUND = 5_000_000;

  /** Words between merges, times the third power of the replicas: what kept the quality of one. */
  private static final long MERGING = 3_200_000;

  private static final long LEAST_WORDS = 1000;

  private EmbedPlan() {}

  /**
   * A blueprint.
   *
   * @throws InputException where there are more replicas than tasks can run at a time
   */
  public static Blueprint of(Settings settings, Corpus corpus, SparkContext spark) {
    int cores = Math.max(1, spark.defaultParallelism());
    int executors = spark.isLocal() ? 1 : Math.max(1, spark.getExecutorIds().size());
    long replicas = or(settings.get(EmbedSettings.REPLICAS), executors);
    if (replicas > cores) {
      throw new InputException(
          "replicas = %d: only %d tasks can run at a time, and all replicas have to"
              .formatted(replicas, cores));
    }
    boolean deterministic = settings.get(EmbedSettings.DETERMINISTIC);
    long threads =
        deterministic ? 1 : or(settings.get(EmbedSettings.THREADS), Math.max(1, cores / replicas));
    long rounds = rounds(replicas, corpus.tokens(), settings.get(EmbedSettings.MERGE_WORDS));
    return blueprint(settings, (int) replicas, (int) threads, (int) rounds);
  }

  /**
   * Lets the compiler meet the kernels while the text is still being read, on a thread of its own.
   * Does nothing on a cluster, whose executors train.
   */
  public static void warmUp(Settings settings, SparkContext spark) {
    if (spark.isLocal()) {
      WarmUp.begin(blueprint(settings, 1, 1, 1));
    }
  }

  private static Blueprint blueprint(Settings settings, int replicas, int threads, int rounds) {
    return new Blueprint(
        settings.get(EmbedSettings.OBJECTIVE),
        Math.toIntExact(settings.get(EmbedSettings.DIMENSIONS)),
        Math.toIntExact(settings.get(EmbedSettings.WINDOW)),
        Math.toIntExact(settings.get(EmbedSettings.NEGATIVES)),
        settings.get(EmbedSettings.NEGATIVE_EXPONENT),
        settings.get(EmbedSettings.SUBSAMPLING),
        settings.get(EmbedSettings.SUBSAMPLING_FORM),
        EmbedSettings.learningRate(settings),
        settings.get(EmbedSettings.FINAL_LEARNING_RATE),
        Math.toIntExact(settings.get(EmbedSettings.EPOCHS)),
        settings.get(EmbedSettings.SEED),
        replicas,
        threads,
        rounds);
  }

  /**
   * Refuses what cannot fit into memory.
   *
   * @throws InputException with the figures
   */
  public static void requireMemory(Blueprint blueprint, Corpus corpus, SparkContext spark) {
    EmbedMemory.of(blueprint, corpus.vocabulary().size(), corpus.tokens(), spark.isLocal())
        .require(blueprint, spark);
  }

  private static long or(Long given, long otherwise) {
    return given == null ? otherwise : given;
  }

  /** The rounds of an epoch; the more replicas there are, the sooner they have to meet. */
  static int rounds(long replicas, long tokens, Long mergeWords) {
    long words =
        replicas == 1
            ? WORDS_OF_A_ROUND
            : or(mergeWords, Math.max(LEAST_WORDS, MERGING / (replicas * replicas * replicas)));
    long rounds = Math.min(1_000_000, Math.max(1, (tokens + words - 1) / words));
    long whole = Blueprint.ROUNDS_TO_FULL_MERGE;
    return (int) (replicas == 1 || rounds < whole ? rounds : (rounds + whole - 1) / whole * whole);
  }
}
