package dev.bellows.embed.replica;

import dev.bellows.embed.sampling.AliasTable;
import dev.bellows.linalg.KeyedRandom;
import java.util.Arrays;

/**
 * Trains on made sentences, so that the compiler has replaced the kernels by the time that real
 * ones come: the Vector API is some hundred times slower until then, and the first second of a
 * training goes into it. Nothing is kept of what it learns.
 */
public final class WarmUp {
  private static final int WORDS = 1000;
  private static final int SENTENCES = 2000;
  private static final int SENTENCE_WORDS = 20;
  private static final long MOST_NANOS = 2_000_000_000L;

  private WarmUp() {}

  /** Begins on a thread of its own, which ends by itself after a second or so. */
  public static void begin(Blueprint blueprint) {
    Thread thread = new Thread(() -> run(blueprint), "bellows-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run(Blueprint blueprint) {
    long begin = System.nanoTime();
    int[] kept = new int[WORDS];
    Arrays.fill(kept, Integer.MAX_VALUE);
    double[] weights = new double[WORDS];
    Arrays.setAll(weights, word -> 1.0 / (word + 1)); // the noise takes both its ways
    Plan plan =
        new Plan(
            blueprint.objective(),
            blueprint.window(),
            blueprint.negatives(),
            kept,
            new AliasTable(weights));
    Tables tables = Tables.zeros(WORDS, blueprint.dimensions());
    tables.begin(0, blueprint.seed());
    SentenceTrainer trainer = new SentenceTrainer(plan, tables, null);
    int[] sentence = new int[SENTENCE_WORDS];
    for (int s = 0; s < SENTENCES && System.nanoTime() - begin < MOST_NANOS; s++) {
      KeyedRandom random = new KeyedRandom(blueprint.seed(), s);
      Arrays.setAll(sentence, i -> (int) (random.nextDouble() * WORDS));
      trainer.train(sentence, 0, SENTENCE_WORDS, s, blueprint.rate(0));
    }
  }
}
