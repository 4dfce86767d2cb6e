package dev.bellows.embed.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.embed.corpus.CorpusShare;
import dev.bellows.embed.corpus.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class UnitsTest {
  /** Sentences of up to 500 words, some empty, in pieces of so many. */
  private static CorpusShare share(int sentences, int ofPiece, long seed) {
    Random random = new Random(seed);
    List<Sentences> pieces = new ArrayList<>();
    int[] lengths = random.ints(sentences, -50, 500).map(n -> Math.max(0, n)).toArray();
    int word = 0;
    for (int s = 0; s < sentences; s += ofPiece) {
      int count = Math.min(ofPiece, sentences - s);
      int[] ends = new int[count];
      int length = 0;
      for (int i = 0; i < count; i++) {
        length += lengths[s + i];
        ends[i] = length;
      }
      int[] tokens = new int[length];
      for (int i = 0; i < length; i++) {
        tokens[i] = word++;
      }
      pieces.add(new Sentences(3 + 2L * s, 2, tokens, ends));
    }
    return new CorpusShare(0, pieces);
  }

  private static List<String> visits(Units units, int rounds) {
    List<String> visits = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      visits.add("round " + round);
      for (int u = units.first(round, rounds); u < units.first(round + 1, rounds); u++) {
        visits.add("unit " + units.before(u));
        units.visit(
            u,
            (tokens, from, to, number, before) ->
                visits.add(number + ": " + tokens[from] + " " + (to - from) + " at " + before));
      }
    }
    return visits;
  }

  @Property(tries = 60)
  void unitsAndRoundsDependOnTheSentencesAndNotOnThePieces(
      @ForAll @IntRange(min = 1, max = 300) int sentences,
      @ForAll @IntRange(min = 1, max = 70) int ofPiece,
      @ForAll @IntRange(min = 1, max = 12) int rounds,
      @ForAll long seed) {
    Units whole = new Units(share(sentences, sentences, seed));
    Units pieces = new Units(share(sentences, ofPiece, seed));

    List<String> visits = visits(pieces, rounds);

    assertThat(visits).isEqualTo(visits(whole, rounds));
    long before = 0;
    for (String visit : visits) {
      if (!visit.startsWith("round") && !visit.startsWith("unit")) {
        String[] words = visit.split("[: ]+");
        assertThat(Long.parseLong(words[4])).isEqualTo(before).isEqualTo(Long.parseLong(words[1]));
        before += Long.parseLong(words[2]);
      }
    }
    assertThat(before).as("every word once").isEqualTo(whole.tokens());
  }
}
