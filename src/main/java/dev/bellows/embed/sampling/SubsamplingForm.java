package dev.bellows.embed.sampling;

/** How the chance of a frequent word to be dropped is reckoned; f is its share of all words. */
public enum SubsamplingForm {
  /** Kept with √(t/f) (Mikolov et al., 2013). */
  PAPER,
  /** Kept with (√(f/t) + 1)·t/f, as word2vec.c and gensim have it. */
  WORD2VEC
}
