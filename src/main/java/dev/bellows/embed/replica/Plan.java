package dev.bellows.embed.replica;

import dev.bellows.embed.sampling.AliasTable;

/**
 * What every thread of every replica does alike.
 *
 * @param objective what is predicted from what
 * @param window contexts reach 1 to so many words to each side
 * @param negatives random words that a centre is told from
 * @param kept the chances of words to be kept, of 31 bits
 * @param noise what negatives are drawn from
 */
record Plan(Objective objective, int window, int negatives, int[] kept, AliasTable noise) {}
