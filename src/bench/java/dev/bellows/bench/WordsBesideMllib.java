package dev.bellows.bench;

import dev.bellows.Settings;
import dev.bellows.embed.EmbedListener;
import dev.bellows.embed.EmbedPlan;
import dev.bellows.embed.EmbedSettings;
import dev.bellows.embed.EmbeddingTrainer;
import dev.bellows.embed.EmbeddingTraining;
import dev.bellows.embed.corpus.Corpus;
import dev.bellows.embed.corpus.CorpusSettings;
import dev.bellows.embed.replica.Blueprint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.spark.ml.feature.Word2Vec;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Three epochs over the first five million words of the wiki text ({@code -Dtext=FILE.gz}), with
 * subsampling and negatives here, and as MLlib's Word2Vec has it; both read, count and train.
 */
public final class WordsBesideMllib {
  private static final long WORDS = 5_000_000;
  private static final int EPOCHS = 3;

  private WordsBesideMllib() {}

  /** Prints seconds, words a second, and the ratio. */
  public static void main(String[] args) throws IOException {
    Path text = Files.createTempFile("words", ".txt");
    try {
      long words = copy(Path.of(System.getProperty("text")), text);
      SparkSession session =
          SparkSession.builder()
              .master("local[2]")
              .config("spark.ui.enabled", "false")
              .getOrCreate();
      session.sparkContext().setLogLevel("WARN");
      double ours = ours(session, text);
      double theirs = mllib(session, text);
      System.out.printf(
          Locale.ROOT,
          "%,d words: Bellows %.1f s (%,.0f words/s), MLlib %.1f s (%,.0f words/s): %.0f times%n",
          words,
          ours,
          EPOCHS * words / ours,
          theirs,
          EPOCHS * words / theirs,
          theirs / ours);
    } finally {
      Files.delete(text);
    }
  }

  private static long copy(Path packed, Path text) throws IOException {
    long words = 0;
    try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(packed)), StandardCharsets.UTF_8));
        PrintWriter out = new PrintWriter(Files.newBufferedWriter(text))) {
      for (String line = in.readLine(); line != null && words < WORDS; line = in.readLine()) {
        words += line.split(" ").length;
        out.println(line);
      }
    }
    return words;
  }

  /** The seconds of training alone; reading is some seconds more, for both. */
  private static double ours(SparkSession session, Path text) throws IOException {
    Settings settings =
        Settings.DEFAULTS.with(EmbedSettings.EPOCHS, (long) EPOCHS).with(EmbedSettings.THREADS, 2L);
    Settings corpusSettings = Settings.DEFAULTS.with(CorpusSettings.PATH, text.toString());
    EmbedPlan.warmUp(settings, session.sparkContext());
    try (Corpus corpus = Corpus.read(session, corpusSettings, Optional.empty())) {
      Blueprint blueprint = EmbedPlan.of(settings, corpus, session.sparkContext());
      return EmbeddingTrainer.train(
              new EmbeddingTraining(
                  blueprint,
                  corpus.vocabulary().counts(),
                  corpus.tokens(),
                  corpus.shares(blueprint.replicas()),
                  Optional.empty()),
              new EmbedListener() {},
              Optional::empty)
          .seconds();
    }
  }

  /** The seconds of {@code fit} on cached sentences. */
  private static double mllib(SparkSession session, Path text) {
    Dataset<Row> sentences =
        session
            .read()
            .text(text.toString())
            .select(functions.split(functions.col("value"), " ").as("words"))
            .repartition(2)
            .cache();
    sentences.count();
    long begin = System.nanoTime();
    new Word2Vec()
        .setInputCol("words")
        .setOutputCol("vector")
        .setVectorSize(100)
        .setWindowSize(5)
        .setMinCount(5)
        .setMaxIter(EPOCHS)
        .setNumPartitions(2)
        .fit(sentences);
    return (System.nanoTime() - begin) * 1e-9;
  }
}
