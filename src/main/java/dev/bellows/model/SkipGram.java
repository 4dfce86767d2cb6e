package dev.bellows.model;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Vectors;
import dev.bellows.linalg.WordWindows;
import java.util.Optional;

/**
 * The skip-gram model with negative sampling (Mikolov and others, "Distributed representations of
 * words and phrases and their compositionality", 2013): a centre's vector tells its contexts from
 * negatives. The loss of a window is the mean of the sigmoid cross-entropy of {@code uᵢ·v} over its
 * contexts (label 1) and negatives (label 0), where v is the centre's row of {@code vectors} and uᵢ
 * a row of {@code contexts}: each window counts alike, however wide it is, as in the books.
 *
 * <p>Parameters: {@code vectors} (words × dimensions) and {@code contexts} (words × dimensions).
 * Examples are {@link WordWindows}.
 *
 * @param words the number of words, at least 1
 * @param dimensions the length of a vector, at least 1
 * @param deviation of the normal distribution that parameters begin with, 0 or more
 */
public record SkipGram(int words, int dimensions, double deviation) implements Objective {

  /** Checks the sizes. */
  public SkipGram {
    WordTables.require(words, dimensions, deviation);
  }

  /** Begins with the standard normal distribution, as the books do. */
  public SkipGram(int words, int dimensions) {
    this(words, dimensions, 1);
  }

  @Override
  public Layout layout() {
    return WordTables.layout(words, dimensions);
  }

  @Override
  public double[] initialParameters(long seed) {
    return WordTables.initial(2 * words * dimensions, deviation, seed);
  }

  @Override
  public double addLossAndGradient(
      Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
    WordWindows windows = WordTables.windows(examples, words);
    double[] logits = new double[WordTables.longest(windows, rows, count)];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += addLossAndGradient(windows, rows[i], parameters, gradient, logits);
    }
    return sum;
  }

  // A small method called once for each window: the compiler makes the most of such.
  private double addLossAndGradient(
      WordWindows windows, int window, double[] parameters, double[] gradient, double[] logits) {
    int targets = logits(windows, window, parameters, logits);
    double loss = SigmoidCrossEntropy.meanAndSlopes(logits, ones(windows, window), targets);
    int centre = windows.centre(window) * dimensions;
    int first = windows.contexts(window);
    for (int t = 0; t < targets; t++) {
      int target = context(windows.words()[first + t]);
      Vectors.addScaled(logits[t], parameters, target, gradient, centre, dimensions);
      Vectors.addScaled(logits[t], parameters, centre, gradient, target, dimensions);
    }
    return loss;
  }

  @Override
  public Optional<Support> support(Examples examples) {
    WordWindows windows = WordTables.windows(examples, words);
    return Optional.of(new WindowSupport(windows, dimensions, WindowSupport.Table.VECTORS));
  }

  @Override
  public double loss(Examples examples, int[] rows, int count, double[] parameters) {
    WordWindows windows = WordTables.windows(examples, words);
    double[] logits = new double[WordTables.longest(windows, rows, count)];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      int targets = logits(windows, rows[i], parameters, logits);
      sum += SigmoidCrossEntropy.mean(logits, ones(windows, rows[i]), targets);
    }
    return sum;
  }

  /** Fills in the logits of a window's contexts and negatives, and returns how many there are. */
  private int logits(WordWindows windows, int window, double[] parameters, double[] logits) {
    int centre = windows.centre(window) * dimensions;
    int first = windows.contexts(window);
    int targets = windows.end(window) - first;
    for (int t = 0; t < targets; t++) {
      int target = context(windows.words()[first + t]);
      logits[t] = Vectors.dot(parameters, target, parameters, centre, dimensions);
    }
    return targets;
  }

  private static int ones(WordWindows windows, int window) {
    return windows.negatives()[window] - windows.contexts(window);
  }

  /** Where a word's row of {@code contexts} begins. */
  private int context(int word) {
    return (words + word) * dimensions;
  }
}
