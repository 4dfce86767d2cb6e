package dev.bellows.embed.windows;

import dev.bellows.Settings;
import dev.bellows.embed.EmbedSettings;
import dev.bellows.embed.corpus.Sentences;
import dev.bellows.embed.corpus.Vocabulary;
import dev.bellows.embed.sampling.AliasTable;
import dev.bellows.embed.sampling.Subsampling;
import dev.bellows.linalg.KeyedRandom;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Makes windows of sentences as the books do ("Dive into Deep Learning", the dataset for
 * pretraining word embeddings): frequent words are dropped at random, each word that is left is a
 * centre whose contexts reach a random number of words to both sides, and each context brings some
 * random words that are no contexts of that centre. All of it depends on the seed and on the number
 * of the sentence alone.
 */
public final class WindowSampler implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long PURPOSE = 0x77696e646f7773L;
  private static final int PATIENCE = 1000; // draws that may be contexts, one after the other

  private final double[] chances; // of each word to be kept
  private final AliasTable negatives;
  private final int window;
  private final int perContext;
  private final long seed;

  /**
   * A sampler.
   *
   * @param settings window, negatives, subsampling and seed, of {@link EmbedSettings}
   */
  public WindowSampler(Vocabulary vocabulary, Settings settings) {
    Subsampling subsampling =
        new Subsampling(
            settings.get(EmbedSettings.SUBSAMPLING), settings.get(EmbedSettings.SUBSAMPLING_FORM));
    long[] counts = vocabulary.counts();
    long tokens = vocabulary.tokens();
    double exponent = settings.get(EmbedSettings.NEGATIVE_EXPONENT);
    chances =
        Arrays.stream(counts)
            .mapToDouble(count -> subsampling.chanceToKeep(count, tokens))
            .toArray();
    negatives =
        new AliasTable(
            Arrays.stream(counts).mapToDouble(c -> StrictMath.pow(c, exponent)).toArray());
    window = Math.toIntExact(settings.get(EmbedSettings.WINDOW));
    perContext = Math.toIntExact(settings.get(EmbedSettings.NEGATIVES));
    seed = settings.get(EmbedSettings.SEED) ^ PURPOSE;
  }

  /** The number of words. */
  int vocabulary() {
    return chances.length;
  }

  /** The words of a sentence that are kept. */
  int[] kept(Sentences sentences, int sentence) {
    return kept(sentences, sentence, random(sentences, sentence));
  }

  private KeyedRandom random(Sentences sentences, int sentence) {
    return new KeyedRandom(seed, sentences.number(sentence));
  }

  private int[] kept(Sentences sentences, int sentence, KeyedRandom random) {
    int from = sentences.start(sentence);
    int to = sentences.ends()[sentence];
    int[] kept = new int[to - from];
    int n = 0;
    for (int i = from; i < to; i++) {
      int word = sentences.tokens()[i];
      if (random.nextDouble() < chances[word]) {
        kept[n++] = word;
      }
    }
    return Arrays.copyOf(kept, n);
  }

  /** Adds the windows of a sentence: one for each word that is kept, where there are two. */
  void addWindows(Sentences sentences, int sentence, WindowPacker packer) {
    KeyedRandom random = random(sentences, sentence);
    int[] kept = kept(sentences, sentence, random);
    if (kept.length < 2) {
      return; // a single word has no context
    }
    for (int centre = 0; centre < kept.length; centre++) {
      addWindow(kept, centre, random, packer);
    }
  }

  private void addWindow(int[] kept, int centre, KeyedRandom random, WindowPacker packer) {
    packer.add(kept[centre]);
    int reach = 1 + (int) (random.nextDouble() * window);
    int from = Math.max(0, centre - reach);
    int to = (int) Math.min(kept.length, centre + reach + 1L);
    for (int i = from; i < to; i++) {
      if (i != centre) {
        packer.add(kept[i]);
      }
    }
    packer.beginNegatives();
    int wanted = perContext * (to - from - 1);
    for (int n = 0; n < wanted; n++) {
      int word = negative(random, packer);
      if (word < 0) {
        break;
      }
      packer.add(word);
    }
    packer.end();
  }

  /** A word that is no context; −1 where every word is one. */
  private int negative(KeyedRandom random, WindowPacker packer) {
    int word = negatives.draw(random);
    for (int i = 1; i < PATIENCE && packer.isContext(word); i++) {
      word = negatives.draw(random);
    }
    // So many contexts in a row: they are nearly all that is ever drawn, or all words there are.
    for (int i = 0; i < chances.length && packer.isContext(word); i++) {
      word = (word + 1) % chances.length;
    }
    return packer.isContext(word) ? -1 : word;
  }
}
