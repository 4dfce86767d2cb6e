package dev.bellows.embed.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharePackerTest {
  /** Sentences of share 0 of 3, in shipments of some length. */
  private static List<Encoded> encoded(int[][] sentences, int atATime) {
    List<Encoded> all = new ArrayList<>();
    Encoded.Writer writer = new Encoded.Writer();
    int first = 0;
    for (int s = 0; s < sentences.length; s++) {
      for (int word : sentences[s]) {
        writer.word(word);
      }
      writer.endSentence();
      if ((s + 1) % atATime == 0 || s == sentences.length - 1) {
        all.add(writer.take(0, first * 3L));
        first = s + 1;
      }
    }
    return all;
  }

  private static List<int[]> sentences(CorpusShare share) {
    List<int[]> all = new ArrayList<>();
    for (Sentences piece : share.pieces()) {
      for (int s = 0; s < piece.count(); s++) {
        assertThat(piece.number(s)).isEqualTo(all.size() * 3L);
        all.add(Arrays.copyOfRange(piece.tokens(), piece.start(s), piece.ends()[s]));
      }
    }
    return all;
  }

  private static int[][] made(int count, int longest, int words) {
    Random random = new Random(5);
    int[][] sentences = new int[count][];
    Arrays.setAll(sentences, s -> random.ints(random.nextInt(longest + 1), 0, words).toArray());
    return sentences;
  }

  @Test
  void wordsOfAllSizesComeBack() {
    int[][] sentences = {{0, 126, 127, 128}, {}, {16_382, 16_383, 2_097_150, 2_097_151}, {}, {}};
    int[][] largest = {{268_435_454, 268_435_455, Integer.MAX_VALUE - 1}};

    assertThat(sentences(SharePacker.share(0, 3, encoded(sentences, 2))))
        .containsExactly(sentences);
    assertThat(sentences(SharePacker.share(0, 3, encoded(largest, 1)))).containsExactly(largest);
  }

  @Test
  void piecesAreOfBoundedSizeAndDoNotDependOnShipments() {
    int[][] sentences = made(3000, 700, 100_000);
    List<Encoded> few = encoded(sentences, 1000);
    List<Encoded> many = encoded(sentences, 7);
    Collections.shuffle(many, new Random(1));

    CorpusShare share = SharePacker.share(0, 3, few);

    assertThat(sentences(share)).containsExactly(sentences);
    // 3000 sentences of 350 words on average
    assertThat(share.pieces()).hasSizeBetween(4, 6);
    assertThat(share.pieces()).allMatch(p -> p.tokens().length <= SharePacker.MOST_VALUES);
    CorpusShare other = SharePacker.share(0, 3, many);
    assertThat(other.pieces()).hasSameSizeAs(share.pieces());
    for (int p = 0; p < share.pieces().size(); p++) {
      assertThat(other.pieces().get(p).tokens()).isEqualTo(share.pieces().get(p).tokens());
      assertThat(other.pieces().get(p).ends()).isEqualTo(share.pieces().get(p).ends());
    }
  }

  @Test
  void aSentenceLargerThanAPieceIsAPieceOfItsOwn() {
    int[][] sentences = {{1, 2}, new int[700_000], {}, {3}, new int[SharePacker.MOST_VALUES], {4}};

    CorpusShare share = SharePacker.share(0, 3, encoded(sentences, 4));

    assertThat(sentences(share)).containsExactly(sentences);
    assertThat(share.pieces()).extracting(Sentences::count).containsExactly(1, 1, 2, 1, 1);
  }

  @Test
  void emptySentencesFillPiecesToo() {
    CorpusShare share = SharePacker.share(0, 3, encoded(new int[600_000][0], 600_000));

    assertThat(share.pieces()).hasSize(3);
    assertThat(share.pieces().get(2).number(0)).isEqualTo(3L * 2 * SharePacker.MOST_VALUES);
    assertThat(share.tokens()).isZero();
  }

  @Test
  void aMissingSentenceIsNoticed() {
    List<Encoded> encoded = encoded(made(20, 5, 10), 5);
    encoded.remove(1);

    assertThatThrownBy(() -> SharePacker.share(0, 3, encoded))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was it written meanwhile?");
    assertThat(SharePacker.share(1, 3, new ArrayList<>()).pieces()).isEmpty();
  }
}
