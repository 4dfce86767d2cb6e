package dev.bellows.embed.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.embed.plane.WordPlane.Method;
import dev.bellows.embed.plane.WordPlane.Place;
import dev.bellows.embed.vectors.ToyVectors;
import dev.bellows.embed.vectors.WordVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WordPlaneTest {
  private static final int GROUPS = 4;
  private static final int WORDS = 120;

  /** Word {@code i} lies about the axis {@code i mod 4}. */
  private static WordVectors grouped() {
    Random random = new Random(2);
    List<String> words = new ArrayList<>();
    float[][] rows = new float[WORDS][20];
    for (int id = 0; id < WORDS; id++) {
      words.add("w" + id);
      for (int i = 0; i < 20; i++) {
        rows[id][i] = (float) (random.nextGaussian() * 0.1) + (i == id % GROUPS ? 1 : 0);
      }
    }
    return ToyVectors.of(words, rows);
  }

  private static double distance(Place a, Place b) {
    return Math.hypot(a.x() - b.x(), a.y() - b.y());
  }

  @Test
  void likeWordsLieSideBySide() {
    List<Place> places = WordPlane.of(grouped(), WORDS, Method.TSNE).places();

    assertThat(places).hasSize(WORDS);
    for (int i = 0; i < WORDS; i++) {
      int nearest = i == 0 ? 1 : 0;
      for (int j = 0; j < WORDS; j++) {
        if (j != i
            && distance(places.get(i), places.get(j))
                < distance(places.get(i), places.get(nearest))) {
          nearest = j;
        }
      }
      assertThat(nearest % GROUPS).as("nearest of %d", i).isEqualTo(i % GROUPS);
      int group = i % GROUPS;
      assertThat(places.get(i).nearest()).hasSize(8).allMatch(id -> id % GROUPS == group);
    }
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void theSameVectorsGiveTheSameBits(Method method) {
    assertThat(WordPlane.of(grouped(), 50, method)).isEqualTo(WordPlane.of(grouped(), 50, method));
  }

  @Test
  void principalAxesAreThoseAlongWhichPointsDiffer() {
    double[][] points = new double[101][3];
    for (int i = 0; i <= 100; i++) {
      double t = i - 50;
      points[i] = new double[] {1 + 3 * t / 5, 2 + 4 * t / 5, i % 2 * 0.5}; // along (3, 4, 0)
    }

    double[][] projected = PrincipalAxes.project(points);

    for (int i = 0; i <= 100; i++) {
      assertThat(projected[i][0]).isCloseTo(i - 50, within(0.1));
    }
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void oddVectorsHaveAPlaneToo(Method method) {
    float[][] same = new float[12][3];
    float[][] line = new float[12][1];
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      words.add("w" + i);
      line[i][0] = i - 5.5f;
    }
    for (float[][] rows : List.of(same, line)) {
      assertThat(WordPlane.of(ToyVectors.of(words, rows), 12, method).places())
          .allMatch(place -> Double.isFinite(place.x()) && Double.isFinite(place.y()));
    }
    assertThat(WordPlane.of(ToyVectors.royal(), 500, method).places()).hasSize(7);
    assertThat(WordPlane.of(ToyVectors.of(List.of("a"), new float[][] {{1}}), 2, method).places())
        .hasSize(1);
  }

  @Test
  void tooManyWordsAreRefused() {
    assertThatThrownBy(() -> WordPlane.of(ToyVectors.royal(), 2001, Method.PCA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("words = 2001");
  }
}
