package dev.bellows.embed.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.embed.corpus.Vocabulary;
import dev.bellows.linalg.FloatTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordVectorsTest {
  private static final WordVectors ROYAL = ToyVectors.royal();

  @Test
  void neighborsAreTheNearestByCosineWithoutTheWordItself() {
    List<Neighbor> near = ROYAL.neighbors("apple", 2);

    assertThat(near).extracting(Neighbor::word).containsExactly("pear", "man");
    // (0, 0, −1) · (0.1, 0, −3) / |(0.1, 0, −3)| = 3 / √9.01
    assertThat(near.get(0).cosine()).isCloseTo(3 / Math.sqrt(9.01), within(1e-6));
    assertThat(near.get(1).cosine()).isZero();
    assertThat(ROYAL.neighbors("apple", 100)).hasSize(6);
  }

  @Test
  void theLengthOfAVectorDoesNotCount() {
    assertThat(ROYAL.neighbors(new float[] {0, 0, -1000}, 2))
        .extracting(Neighbor::word)
        .containsExactly("apple", "pear");
  }

  @Test
  void manIsToKingAsWomanIsToQueen() {
    assertThat(ROYAL.analogy("man", "king", "woman", 1))
        .extracting(Neighbor::word)
        .containsExactly("queen");
    assertThat(ROYAL.analogy("man", "king", "woman", 100))
        .extracting(Neighbor::word)
        .doesNotContain("man", "king", "woman")
        .hasSize(4);
  }

  @Test
  void similarityIsTheCosine() {
    assertThat(ROYAL.similarity("man", "woman")).isZero();
    assertThat(ROYAL.similarity("king", "king")).isCloseTo(1, within(1e-6));
    // (2·0.1 + 0.1·2 + 1) / 5.01
    assertThat(ROYAL.similarity("king", "queen")).isCloseTo(1.4 / 5.01, within(1e-6));
    assertThat(ROYAL.vector("queen")).containsExactly(0.1f, 2, 1);
  }

  @Test
  void anUnknownWordIsToldWithTheNearestSpellings() {
    assertThatThrownBy(() -> ROYAL.neighbors("womam", 3))
        .isInstanceOf(InputException.class)
        .hasMessage("'womam' is not in the vocabulary (did you mean 'woman'?)");
    assertThatThrownBy(() -> ROYAL.similarity("king", "xylophone"))
        .isInstanceOf(InputException.class)
        .hasMessage("'xylophone' is not in the vocabulary");
  }

  @Test
  void manyRowsGiveWhatSortingAllOfThemGives() {
    int rows = 20_011;
    int columns = 7;
    FloatTable table = new FloatTable(rows, columns);
    Random random = new Random(5);
    List<String> words = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      words.add("w" + row);
      float[] values = new float[columns];
      for (int column = 0; column < columns; column++) {
        values[column] = row % 1000 == 3 ? 1 : (float) random.nextGaussian(); // some are equal
      }
      table.setRow(row, values, 0);
    }
    WordVectors vectors =
        new WordVectors(
            new Vocabulary(words, Words.madeUpCounts(rows)), table, Optional.empty(), Map.of());

    List<String> sorted =
        IntStream.range(0, rows)
            .boxed()
            .filter(id -> id != 3)
            .sorted(
                Comparator.comparingDouble((Integer id) -> -vectors.similarity("w3", "w" + id))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(50)
            .map(id -> "w" + id)
            .toList();

    assertThat(vectors.neighbors("w3", 50)).extracting(Neighbor::word).isEqualTo(sorted);
  }

  @Test
  void whatIsNotFiniteIsNobodysNeighbor() {
    WordVectors vectors =
        ToyVectors.of(List.of("a", "b", "c"), new float[][] {{1, 0}, {Float.NaN, 1}, {1, 1}});

    assertThat(vectors.neighbors("a", 5)).extracting(Neighbor::word).containsExactly("c");
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    FloatTable two = new FloatTable(2, 3);
    Vocabulary words = new Vocabulary(List.of("a", "b"), new long[] {2, 1});
    assertThatThrownBy(
            () -> new WordVectors(words, new FloatTable(3, 3), Optional.empty(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new WordVectors(words, two, Optional.of(new FloatTable(2, 4)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    WordVectors vectors = new WordVectors(words, two, Optional.empty(), Map.of());
    assertThatThrownBy(() -> vectors.neighbors(new float[2], 1)).hasMessageContaining("dimensions");
    assertThatThrownBy(() -> vectors.neighbors("a", 0)).hasMessageContaining("count = 0");
  }
}
