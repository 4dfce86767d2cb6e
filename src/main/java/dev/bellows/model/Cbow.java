package dev.bellows.model;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Vectors;
import dev.bellows.linalg.WordWindows;
import java.util.Arrays;
import java.util.Optional;

/**
 * The continuous bag of words with negative sampling (Mikolov and others, "Efficient estimation of
 * word representations in vector space", 2013): the mean vector of a window's contexts tells its
 * centre from negatives. The loss of a window is the mean of the sigmoid cross-entropy of {@code
 * uᵢ·h} over its centre (label 1) and negatives (label 0), where h is the mean of the contexts'
 * rows of {@code vectors} and uᵢ a row of {@code contexts}.
 *
 * <p>Parameters: {@code vectors} (words × dimensions) and {@code contexts} (words × dimensions), of
 * which the first is that of the inputs, as in {@link SkipGram}. Examples are {@link WordWindows}.
 *
 * @param words the number of words, at least 1
 * @param dimensions the length of a vector, at least 1
 * @param deviation of the normal distribution that parameters begin with, 0 or more
 */
public record Cbow(int words, int dimensions, double deviation) implements Objective {

  /** Checks the sizes. */
  public Cbow {
    WordTables.require(words, dimensions, deviation);
  }

  /** Begins with the standard normal distribution, as the books do. */
  public Cbow(int words, int dimensions) {
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

  /** What the windows of a call share: room for the mean, its gradient and the logits. */
  private record Room(double[] mean, double[] slope, double[] logits) {}

  private Room room(WordWindows windows, int[] rows, int count) {
    return new Room(
        new double[dimensions],
        new double[dimensions],
        new double[WordTables.longest(windows, rows, count)]);
  }

  @Override
  public double addLossAndGradient(
      Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
    WordWindows windows = WordTables.windows(examples, words);
    Room room = room(windows, rows, count);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += addLossAndGradient(windows, rows[i], parameters, gradient, room);
    }
    return sum;
  }

  private double addLossAndGradient(
      WordWindows windows, int window, double[] parameters, double[] gradient, Room room) {
    int targets = logits(windows, window, parameters, room);
    double loss = SigmoidCrossEntropy.meanAndSlopes(room.logits, 1, targets);
    Arrays.fill(room.slope, 0);
    for (int t = 0; t < targets; t++) {
      double slope = room.logits[t];
      int target = target(windows, window, t);
      Vectors.addScaled(slope, parameters, target, room.slope, 0, dimensions);
      Vectors.addScaled(slope, room.mean, 0, gradient, target, dimensions);
    }
    int to = windows.negatives()[window];
    double part = 1.0 / (to - windows.contexts(window));
    for (int c = windows.contexts(window); c < to; c++) {
      int context = windows.words()[c] * dimensions;
      Vectors.addScaled(part, room.slope, 0, gradient, context, dimensions);
    }
    return loss;
  }

  @Override
  public Optional<Support> support(Examples examples) {
    WordWindows windows = WordTables.windows(examples, words);
    return Optional.of(new WindowSupport(windows, dimensions, WindowSupport.Table.CONTEXTS));
  }

  @Override
  public double loss(Examples examples, int[] rows, int count, double[] parameters) {
    WordWindows windows = WordTables.windows(examples, words);
    Room room = room(windows, rows, count);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      int targets = logits(windows, rows[i], parameters, room);
      sum += SigmoidCrossEntropy.mean(room.logits, 1, targets);
    }
    return sum;
  }

  /** Fills in the mean and the logits of a window, and returns how many of these there are. */
  private int logits(WordWindows windows, int window, double[] parameters, Room room) {
    Arrays.fill(room.mean, 0);
    int to = windows.negatives()[window];
    double part = 1.0 / (to - windows.contexts(window));
    for (int c = windows.contexts(window); c < to; c++) {
      int context = windows.words()[c] * dimensions;
      Vectors.addScaled(part, parameters, context, room.mean, 0, dimensions);
    }
    int targets = 1 + windows.end(window) - to;
    for (int t = 0; t < targets; t++) {
      int target = target(windows, window, t);
      room.logits[t] = Vectors.dot(parameters, target, room.mean, 0, dimensions);
    }
    return targets;
  }

  /** Where the row of {@code contexts} of target {@code t} begins: the centre is the first. */
  private int target(WordWindows windows, int window, int t) {
    int word =
        t == 0 ? windows.centre(window) : windows.words()[windows.negatives()[window] + t - 1];
    return (words + word) * dimensions;
  }
}
