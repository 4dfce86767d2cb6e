package dev.bellows.embed.replica;

/**
 * What every thread of every replica does alike.
 *
 * @param objective what is predicted from what
 * @param window contexts reach 1 to so many words to each side
 * @param negatives random words that a centre is told from
 * @param subsampling which words are dropped at times
 * @param noise what negatives are drawn from
 */
record Plan(
    Objective objective, int window, int negatives, Subsampling subsampling, AliasTable noise) {}
