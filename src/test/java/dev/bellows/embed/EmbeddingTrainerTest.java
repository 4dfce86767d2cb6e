package dev.bellows.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.TestSpark;
import dev.bellows.embed.EmbeddingTrainer.Result;
import dev.bellows.embed.EmbeddingTraining.From;
import dev.bellows.embed.corpus.CorpusShare;
import dev.bellows.embed.corpus.Sentences;
import dev.bellows.embed.replica.Blueprint;
import dev.bellows.embed.replica.Objective;
import dev.bellows.embed.replica.Tables;
import dev.bellows.embed.sampling.SubsamplingForm;
import dev.bellows.linalg.FloatTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.api.java.JavaRDD;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A language of two topics: words 0 to 19 stand with each other, and so do 20 to 39. */
class EmbeddingTrainerTest {
  private static final int WORDS = 40;
  private static final int SENTENCES = 2000;
  private static final int LENGTH = 12;
  private static final AtomicBoolean FAILS = new AtomicBoolean();
  private static final EmbedListener NOBODY = new EmbedListener() {};

  private static int[] sentence(int number) {
    Random random = new Random(number);
    int topic = random.nextInt(2) * WORDS / 2;
    return random.ints(LENGTH, 0, WORDS / 2).map(word -> topic + word).toArray();
  }

  private static CorpusShare share(int number, int of) {
    List<Sentences> pieces = new ArrayList<>();
    for (int first = number; first < SENTENCES; first += 100 * of) {
      List<int[]> some = new ArrayList<>();
      for (int s = first; s < Math.min(SENTENCES, first + 100 * of); s += of) {
        some.add(sentence(s));
      }
      int[] tokens = some.stream().flatMapToInt(Arrays::stream).toArray();
      int[] ends = new int[some.size()];
      for (int i = 0; i < ends.length; i++) {
        ends[i] = (i + 1) * LENGTH;
      }
      pieces.add(new Sentences(first, of, tokens, ends));
    }
    return new CorpusShare(number, pieces);
  }

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  private static EmbeddingTraining training(
      Objective objective, int replicas, int threads, int rounds, double rate) {
    List<Integer> numbers = new ArrayList<>();
    for (int r = 0; r < replicas; r++) {
      numbers.add(r);
    }
    JavaRDD<CorpusShare> shares =
        TestSpark.context().parallelize(numbers, replicas).map(number -> share(number, replicas));
    long[] counts = new long[WORDS];
    Arrays.fill(counts, (long) SENTENCES * LENGTH / WORDS);
    Blueprint blueprint =
        new Blueprint(
            objective,
            10,
            3,
            7,
            0.75,
            0.05,
            SubsamplingForm.PAPER,
            rate,
            1e-4,
            3,
            11,
            replicas,
            threads,
            rounds);
    return new EmbeddingTraining(
        blueprint, counts, (long) SENTENCES * LENGTH, shares, Optional.empty());
  }

  private static Result train(EmbeddingTraining training) throws IOException {
    return EmbeddingTrainer.train(training, NOBODY, Optional::empty);
  }

  private static double cosine(FloatTable table, int a, int b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int c = 0; c < table.columns(); c++) {
      ab += table.get(a, c) * table.get(b, c);
      aa += table.get(a, c) * table.get(a, c);
      bb += table.get(b, c) * table.get(b, c);
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static float[] values(Tables tables) {
    float[] values = new float[2 * WORDS * tables.vectors().columns()];
    for (int row = 0; row < 2 * WORDS; row++) {
      tables.table(row % 2).copyRow(row / 2, values, row * tables.vectors().columns());
    }
    return values;
  }

  private static void assertTopicsAreTold(Result result) {
    double within = 0;
    double across = 0;
    for (int a = 0; a < WORDS; a++) {
      for (int b = 0; b < a; b++) {
        boolean same = a / (WORDS / 2) == b / (WORDS / 2);
        double cosine = cosine(result.tables().vectors(), a, b);
        within += same ? cosine / (WORDS * (WORDS / 2 - 1) / 2.0) : 0;
        across += same ? 0 : cosine / (WORDS * WORDS / 4.0);
      }
    }
    assertThat(within).as("mean cosine within a topic").isGreaterThan(0.2);
    assertThat(across).as("mean cosine across topics").isLessThan(0.1);
    assertThat(result.losses().mean(2)).isLessThan(result.losses().mean(0));
  }

  @ParameterizedTest
  @EnumSource
  void wordsThatStandTogetherComeTogether(Objective objective) throws IOException {
    assertTopicsAreTold(train(training(objective, 1, 2, 1, 0.1)));
    assertTopicsAreTold(train(training(objective, 2, 1, 8, 0.1)));
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 5", "2, 16"})
  void oneThreadAReplicaGivesTheSameBitsAgain(int replicas, int rounds) throws IOException {
    Result first = train(training(Objective.SKIP_GRAM, replicas, 1, rounds, 0.1));
    Result second = train(training(Objective.SKIP_GRAM, replicas, 1, rounds, 0.1));

    assertThat(values(second.tables())).isEqualTo(values(first.tables()));
    assertThat(second.losses().written()).isEqualTo(first.losses().written());
    assertThat(first.rounds()).isEqualTo(3L * rounds);
  }

  /** Keeps what was saved last. */
  private static final class Saver implements EmbedListener {
    private final long stopBehind;
    private From saved;

    Saver(long stopBehind) {
      this.stopBehind = stopBehind;
    }

    @Override
    public boolean wantsToSave(long round) {
      return round == stopBehind;
    }

    @Override
    public void onSave(long round, Tables tables, EpochLosses losses) {
      if (round == stopBehind) {
        Tables copy = Tables.zeros(WORDS, tables.vectors().columns());
        for (int row = 0; row < WORDS; row++) {
          for (int t = 0; t < 2; t++) {
            FloatTable from = tables.table(t);
            copy.table(t).setRow(row, from.array(row), from.offset(row));
          }
        }
        saved = new From(round, copy, losses);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 2", "1, 3, 3", "2, 5, 7", "2, 16, 16"})
  void aTrainingGoesOnToTheSameBits(int replicas, int rounds, long behind) throws IOException {
    EmbeddingTraining training = training(Objective.SKIP_GRAM, replicas, 1, rounds, 0.1);
    Saver saver = new Saver(behind);
    Result whole = EmbeddingTrainer.train(training, saver, Optional::empty);

    Result resumed = train(training.from(Optional.of(saver.saved)));

    assertThat(values(resumed.tables())).isEqualTo(values(whole.tables()));
    assertThat(resumed.losses().written()).isEqualTo(whole.losses().written());
  }

  @Test
  void aLostReplicaIsReplacedAndChangesNoBit() throws IOException {
    EmbeddingTraining training = training(Objective.SKIP_GRAM, 2, 1, 5, 0.1);
    Result whole = train(training);
    FAILS.set(true);
    List<String> retries = new ArrayList<>();
    EmbeddingTraining failing =
        new EmbeddingTraining(
            training.blueprint(),
            training.counts(),
            training.tokens(),
            training
                .shares()
                .map(
                    share -> {
                      if (share.number() == 1 && FAILS.getAndSet(false)) {
                        throw new IllegalStateException("a disk broke");
                      }
                      return share;
                    }),
            Optional.empty());

    Result result =
        EmbeddingTrainer.train(
            failing,
            new EmbedListener() {
              @Override
              public void onRetry(String reason, long round) {
                retries.add(reason + " at " + round);
              }
            },
            Optional::empty);

    assertThat(retries).hasSize(1);
    assertThat(retries.get(0)).endsWith(" at 0");
    assertThat(values(result.tables())).isEqualTo(values(whole.tables()));
  }

  @Test
  void vectorsThatExplodeAreToldAndNotTriedAgain() {
    assertThatThrownBy(() -> train(training(Objective.SKIP_GRAM, 1, 1, 1, 1e6)))
        .isInstanceOf(EmbeddingFailure.class)
        .hasMessageContaining("the vectors explode: in epoch 1")
        .hasMessageContaining("lower learning-rate");
  }

  @Test
  void trainingStopsBehindARoundWhenItIsAsked() throws IOException {
    Result result =
        EmbeddingTrainer.train(
            training(Objective.CBOW, 2, 1, 5, 0.1),
            new EmbedListener() {
              @Override
              public boolean wantsToStop() {
                return true;
              }
            },
            Optional::empty);

    assertThat(result.rounds()).isEqualTo(1);
    assertThat(result.tables().words()).isEqualTo(WORDS);
  }
}
