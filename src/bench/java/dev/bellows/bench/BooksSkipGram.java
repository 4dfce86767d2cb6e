package dev.bellows.bench;

import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.embed.EmbedSettings;
import dev.bellows.embed.windows.PlainText;
import dev.bellows.embed.windows.WindowExamples;
import dev.bellows.model.SkipGram;
import dev.bellows.optim.StepRecord;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.RoundSettings;
import dev.bellows.train.Training;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The books' skip-gram over Penn Treebank: dense Adam with rate 0.01, batches of 512 centres, five
 * negatives a context, 100 dimensions, five epochs; the mean loss over the batches of each epoch
 * and its seconds, by one engine in {@code local[2]}. {@code src/bench/books-skipgram} runs it
 * beside PyTorch.
 *
 * <p>{@code -Dtext=ptb.train.txt -Dengine=stage|job|rounds|local -Dblocks=1 -Depochs=5}; rounds
 * have one replica, which takes exact steps.
 */
public final class BooksSkipGram {
  private static final int DIMENSIONS = 100;
  private static final int BATCH = 512;
  private static final double RATE = 0.01;
  private static final int MIN_COUNT = 5;

  private BooksSkipGram() {}

  /** Prints a line for each epoch. */
  public static void main(String[] args) throws IOException {
    PlainText text = PlainText.read(Path.of(System.getProperty("text")), MIN_COUNT);
    String engine = System.getProperty("engine", "stage");
    int blocks = engine.equals("rounds") ? 1 : Integer.getInteger("blocks", 1);
    try (JavaSparkContext spark = BenchSpark.start("local[2]")) {
      long begin = System.nanoTime();
      Settings settings = Settings.DEFAULTS.with(EmbedSettings.SEED, Long.getLong("seed", 1));
      Dataset windows =
          WindowExamples.of(text.shares(spark, blocks), text.vocabulary(), settings, blocks);
      System.out.printf(
          Locale.ROOT,
          "%,d words, %,d sentences, %,d centres in %.1f s; engine %s%n",
          text.vocabulary().size(),
          text.sentences().size(),
          windows.rows(),
          (System.nanoTime() - begin) * 1e-9,
          engine);
      train(windows, engine);
    }
  }

  private static void train(Dataset windows, String engine) {
    SkipGram objective = new SkipGram(windows.columns(), DIMENSIONS);
    BatchPlan plan = new BatchPlan(windows.rows(), BATCH, true, 1);
    int epochs = Integer.getInteger("epochs", 5);
    Training training =
        Training.of(
                objective,
                OptimizerTable.entry("adam")
                    .build(
                        Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, RATE),
                        new Setup(objective.layout(), (long) epochs * plan.batches(), 1)),
                windows,
                plan)
            .epochs(epochs)
            .evaluate(Interval.NONE)
            .build();
    engine(engine).train(training, new Epochs(plan.batches()));
  }

  private static Engine engine(String name) {
    ExchangeSettings settings = ExchangeSettings.DEFAULT;
    return switch (name) {
      case "stage" -> Engine.of(Engine.Kind.SYNCHRONOUS, settings.with(Kind.STAGE));
      case "job" -> Engine.of(Engine.Kind.SYNCHRONOUS, settings.with(Kind.JOB));
      case "rounds" -> Engine.of(Engine.Kind.ROUNDS, settings, RoundSettings.DEFAULT);
      case "local" -> Engine.of(Engine.Kind.LOCAL);
      default -> throw new IllegalArgumentException("there is no engine " + name);
    };
  }

  /** The mean loss and the seconds of each epoch. */
  private static final class Epochs implements Listener {
    private final int batches;
    private double loss;
    private long records;
    private double begin;

    Epochs(int batches) {
      this.batches = batches;
    }

    @Override
    public void onStep(StepRecord step) {
      loss += step.loss();
      records++;
      if (step.step() % batches == 0) {
        System.out.printf(
            Locale.ROOT,
            "epoch %d loss %.3f time %.2fs batches %d%n",
            step.epoch(),
            loss / records,
            step.seconds() - begin,
            batches);
        begin = step.seconds();
        loss = 0;
        records = 0;
      }
    }
  }
}
