package dev.bellows.search.space;

import dev.bellows.InputException;
import dev.bellows.linalg.KeyedRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.HaltonSequenceGenerator;
import org.apache.commons.math3.random.RandomVectorGenerator;
import org.apache.commons.math3.random.SobolSequenceGenerator;

/**
 * Trials of a space. They are functions of the space and the seed alone, and trial k does not
 * depend on how many are taken.
 */
public final class Points {
  private static final int MOST_OF_A_GRID = 1_000_000;
  private static final int SOBOL_DIMENSIONS = 1000; // as many as Commons Math has numbers for
  private static final int HALTON_DIMENSIONS = 40;
  private static final long RANDOM_TRIALS = 0x7A11;
  private static final long SHIFTS = 0x5217F7;

  private Points() {}

  /**
   * Every combination of the values of the ranges' grids, the space's last key changing fastest. A
   * key that does not apply gives no combinations.
   *
   * @throws InputException if a range has no number of grid points, or there are over a million
   *     trials
   */
  public static List<Trial> grid(Space space) {
    for (Dimension dimension : space.dimensions()) {
      if (!dimension.range().hasGrid()) {
        throw new InputException(
            "%s: a grid takes a list, or a range with its number of points: { %s, grid = 5 }"
                .formatted(dimension.key(), dimension.range().written()));
      }
    }
    List<Trial> trials = new ArrayList<>();
    addGrid(space, 0, new HashMap<>(), trials);
    return trials;
  }

  private static void addGrid(
      Space space, int depth, Map<String, Object> settings, List<Trial> trials) {
    if (depth == space.parentsFirst().size()) {
      if (trials.size() == MOST_OF_A_GRID) {
        throw new InputException(
            "the grid of %s has over %,d trials; give fewer values, or take random ones"
                .formatted(String.join(", ", space.keys()), MOST_OF_A_GRID));
      }
      trials.add(new Trial(trials.size(), space.inOrder(settings)));
      return;
    }
    Dimension dimension = space.dimensions().get(space.parentsFirst().get(depth));
    if (!space.applies(dimension, settings)) {
      addGrid(space, depth + 1, settings, trials);
      return;
    }
    for (Object value : dimension.range().grid()) {
      settings.put(dimension.key(), value);
      addGrid(space, depth + 1, settings, trials);
    }
    settings.remove(dimension.key());
  }

  /**
   * Independent points (Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR
   * 2012). In a space of few points one may come twice.
   *
   * @param trials at least 1
   * @throws InputException if it is less
   */
  public static List<Trial> random(Space space, int trials, long seed) {
    requireSome(trials);
    long key = KeyedRandom.key(seed, RANDOM_TRIALS);
    return IntStream.range(0, trials)
        .mapToObj(k -> new Trial(k, space.settings(place(space, KeyedRandom.key(key, k)))))
        .toList();
  }

  private static double[] place(Space space, long key) {
    return IntStream.range(0, space.dimensions().size())
        .mapToDouble(d -> KeyedRandom.uniform(key, d))
        .toArray();
  }

  /**
   * Points of Sobol's sequence, shifted at random as a whole (Cranley and Patterson, 1976), which
   * keeps them evenly spread. A key that does not apply uses up its coordinate all the same.
   *
   * @param trials at least 1; powers of 2 are spread best
   * @throws InputException if it is less, or the space has over 1000 keys
   */
  public static List<Trial> sobol(Space space, int trials, long seed) {
    requireDimensions("sobol", space, SOBOL_DIMENSIONS);
    return shifted(space, trials, seed, new SobolSequenceGenerator(space.dimensions().size()));
  }

  /**
   * Points of Halton's sequence with scrambled digits (Kocis and Whiten, 1997), shifted at random
   * as a whole. A key that does not apply uses up its coordinate all the same.
   *
   * @param trials at least 1
   * @throws InputException if it is less, or the space has over 40 keys
   */
  public static List<Trial> halton(Space space, int trials, long seed) {
    requireDimensions("halton", space, HALTON_DIMENSIONS);
    return shifted(space, trials, seed, new HaltonSequenceGenerator(space.dimensions().size()));
  }

  private static List<Trial> shifted(
      Space space, int trials, long seed, RandomVectorGenerator sequence) {
    requireSome(trials);
    double[] shift = place(space, KeyedRandom.key(seed, SHIFTS));
    List<Trial> drawn = new ArrayList<>();
    for (int k = 0; k < trials; k++) {
      double[] place = sequence.nextVector();
      for (int d = 0; d < place.length; d++) {
        double moved = place[d] + shift[d];
        place[d] = moved < 1 ? moved : moved - 1;
      }
      drawn.add(new Trial(k, space.settings(place)));
    }
    return drawn;
  }

  private static void requireSome(int trials) {
    if (trials < 1) {
      throw new InputException(
          "trials = %d; it takes a whole number of at least 1".formatted(trials));
    }
  }

  private static void requireDimensions(String name, Space space, int most) {
    if (space.dimensions().size() > most) {
      throw new InputException(
          "%s takes at most %d keys, and the space has %d (the last is %s); take random points"
              .formatted(
                  name,
                  most,
                  space.dimensions().size(),
                  space.dimensions().get(space.dimensions().size() - 1).key()));
    }
  }
}
