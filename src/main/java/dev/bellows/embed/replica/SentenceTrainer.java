package dev.bellows.embed.replica;

import dev.bellows.embed.sampling.AliasTable;
import dev.bellows.linalg.FloatTable;
import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.WindowStep;
import java.util.Arrays;

/**
 * Trains on sentences: drops frequent words, draws windows and negatives, and takes the steps. The
 * working place of one thread; all it draws depends on the key of the sentence alone.
 *
 * <p>As word2vec.c has it, skip-gram tells a word from its contexts: the vectors of the contexts
 * are the inputs of a step, the word and its negatives its targets.
 */
final class SentenceTrainer {
  private static final long GAMMA = 0x9E3779B97F4A7C15L; // of SplitMix64

  private final Objective objective;
  private final int window;
  private final int negatives;
  private final int[] chances; // of words to be kept, of 31 bits
  private final AliasTable noise;
  private final FloatTable vectors;
  private final FloatTable contexts;
  private final Touched touched; // null: nobody asks
  private final WindowStep step;
  private final float[] mean;
  private final float[] before;
  private int[] kept = new int[1024];
  private double loss;
  private long pairs;

  /**
   * A trainer.
   *
   * @param tables what it moves
   * @param touched where rows that move are marked; null: nowhere
   */
  SentenceTrainer(Plan plan, Tables tables, Touched touched) {
    objective = plan.objective();
    window = plan.window();
    negatives = plan.negatives();
    chances = plan.kept();
    noise = plan.noise();
    vectors = tables.vectors();
    contexts = tables.contexts();
    this.touched = touched;
    boolean cbow = objective == Objective.CBOW;
    step = new WindowStep(vectors.stride(), cbow ? 1 : 2 * window);
    mean = new float[cbow ? vectors.stride() : 0];
    before = new float[mean.length];
  }

  /**
   * Trains on one sentence.
   *
   * @param tokens word numbers
   * @param from the first one's place
   * @param to behind the last one
   * @param key what everything drawn depends on
   * @param rate the learning rate
   */
  void train(int[] tokens, int from, int to, long key, float rate) {
    if (kept.length < to - from) {
      kept = new int[to - from];
    }
    long state = key;
    int n = 0;
    for (int i = from; i < to; i++) {
      state += GAMMA;
      if ((int) (KeyedRandom.mix(state) >>> 33) <= chances[tokens[i]]) {
        kept[n++] = tokens[i];
      }
    }
    for (int i = 0; touched != null && n > 1 && i < n; i++) {
      touched.mark(0, kept[i]);
      touched.mark(1, kept[i]);
    }
    for (int centre = 0; n > 1 && centre < n; centre++) {
      state += GAMMA;
      int reach = 1 + (int) ((KeyedRandom.mix(state) >>> 32) * window >>> 32);
      int first = Math.max(0, centre - reach);
      int last = Math.min(n - 1, centre + reach);
      int inputs =
          objective == Objective.CBOW ? average(first, last, centre) : rows(first, last, centre);
      state = steps(kept[centre], inputs, state, rate);
      if (objective == Objective.CBOW) {
        spread(first, last, centre);
      }
    }
  }

  private int rows(int first, int last, int centre) {
    int inputs = 0;
    for (int i = first; i <= last; i++) {
      if (i != centre) {
        step.input(inputs++, vectors.array(kept[i]), vectors.offset(kept[i]));
      }
    }
    return inputs;
  }

  private long steps(int centre, int inputs, long from, float rate) {
    long state = from;
    step.target(0, contexts.array(centre), contexts.offset(centre));
    int targets = 1;
    boolean positive = true;
    for (int k = 0; k < negatives; k++) {
      state += GAMMA;
      int negative = noise.draw(KeyedRandom.mix(state));
      if (negative == centre) {
        continue;
      }
      if (targets == WindowStep.MOST_TARGETS) {
        apply(inputs, targets, positive, rate);
        targets = 0;
        positive = false;
      }
      step.target(targets++, contexts.array(negative), contexts.offset(negative));
      if (touched != null) {
        touched.mark(1, negative);
      }
    }
    apply(inputs, targets, positive, rate);
    return state;
  }

  private void apply(int inputs, int targets, boolean positive, float rate) {
    loss += step.apply(inputs, targets, positive, rate);
    pairs += (long) inputs * targets;
  }

  /** Puts the mean of the contexts into its own row. */
  private int average(int first, int last, int centre) {
    int stride = mean.length;
    Arrays.fill(mean, 0);
    for (int i = first; i <= last; i++) {
      if (i != centre) {
        add(vectors.array(kept[i]), vectors.offset(kept[i]), mean, 0, stride);
      }
    }
    float share = 1f / (last - first);
    for (int c = 0; c < stride; c++) {
      mean[c] *= share;
      before[c] = mean[c];
    }
    step.input(0, mean, 0);
    return 1;
  }

  /** Moves every context by what the mean was moved by. */
  private void spread(int first, int last, int centre) {
    int stride = mean.length;
    for (int c = 0; c < stride; c++) {
      mean[c] -= before[c];
    }
    for (int i = first; i <= last; i++) {
      if (i != centre) {
        add(mean, 0, vectors.array(kept[i]), vectors.offset(kept[i]), stride);
      }
    }
  }

  private static void add(float[] x, int a, float[] y, int b, int n) {
    for (int i = 0; i < n; i++) {
      y[b + i] += x[a + i];
    }
  }

  /** The sum of the losses of all pairs since it was last taken. */
  double takeLoss() {
    double taken = loss;
    loss = 0;
    return taken;
  }

  /** The pairs of a row and a target since they were last taken. */
  long takePairs() {
    long taken = pairs;
    pairs = 0;
    return taken;
  }
}
