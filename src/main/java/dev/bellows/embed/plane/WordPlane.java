package dev.bellows.embed.plane;

import dev.bellows.embed.vectors.WordVectors;
import dev.bellows.linalg.FloatTable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The most frequent words as points in the plane, alike words side by side. The same vectors always
 * give the same plane.
 *
 * @param places the most frequent word first
 */
public record WordPlane(List<Place> places) {
  /** All pairs are looked at again and again, so there is an end to it. */
  public static final int MOST_WORDS = 2000;

  private static final int NEAREST = 8;
  private static final int FEWEST_FOR_NEIGHBOURHOODS = 8; // fewer have none to keep

  /** How points are found. */
  public enum Method {
    /** Keeps neighbourhoods: t-SNE, which begins at the principal axes. */
    TSNE,
    /** Keeps large distances: the two principal axes. */
    PCA
  }

  /**
   * A word in the plane.
   *
   * @param word of the vocabulary
   * @param count how often it was seen
   * @param x to the right, in no unit
   * @param y upwards, in the same unit
   * @param nearest the numbers of the words of the plane that are nearest by their vectors, from 0
   */
  public record Place(String word, long count, double x, double y, List<Integer> nearest) {
    /** Keeps its own list. */
    public Place {
      nearest = List.copyOf(nearest);
    }
  }

  /** Keeps its own list. */
  public WordPlane {
    places = List.copyOf(places);
  }

  /**
   * Lays out the most frequent words by the directions of their vectors.
   *
   * @param words at most so many, 2 to {@value #MOST_WORDS}
   */
  public static WordPlane of(WordVectors vectors, int words, Method method) {
    if (words < 2 || words > MOST_WORDS) {
      throw new IllegalArgumentException(
          "words = %d; it takes 2 to %d".formatted(words, MOST_WORDS));
    }
    double[][] units = units(vectors.vectors(), Math.min(words, vectors.vocabulary().size()));
    double[][] distances = squaredDistances(units);
    double[][] points = PrincipalAxes.project(units);
    if (method == Method.TSNE && units.length >= FEWEST_FOR_NEIGHBOURHOODS) {
      points = new Tsne(distances).lay(points);
    }
    double[][] laid = points;
    return new WordPlane(
        IntStream.range(0, units.length)
            .mapToObj(
                id ->
                    new Place(
                        vectors.vocabulary().word(id),
                        vectors.vocabulary().count(id),
                        laid[id][0],
                        laid[id][1],
                        nearest(distances[id], id)))
            .toList());
  }

  private static double[][] units(FloatTable table, int rows) {
    double[][] units = new double[rows][table.columns()];
    for (int row = 0; row < rows; row++) {
      double squares = 0;
      for (int column = 0; column < table.columns(); column++) {
        units[row][column] = table.get(row, column);
        squares += units[row][column] * units[row][column];
      }
      double length = squares > 0 ? Math.sqrt(squares) : 1;
      for (int column = 0; column < table.columns(); column++) {
        units[row][column] /= length;
      }
    }
    return units;
  }

  private static double[][] squaredDistances(double[][] points) {
    return IntStream.range(0, points.length)
        .parallel()
        .mapToObj(
            i ->
                IntStream.range(0, points.length)
                    .mapToDouble(j -> squaredDistance(points[i], points[j]))
                    .toArray())
        .toArray(double[][]::new);
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static List<Integer> nearest(double[] distances, int self) {
    return IntStream.range(0, distances.length)
        .filter(id -> id != self)
        .boxed()
        .sorted(Comparator.comparingDouble(id -> distances[id]))
        .limit(NEAREST)
        .toList();
  }
}
