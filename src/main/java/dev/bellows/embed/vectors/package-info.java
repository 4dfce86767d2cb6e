/**
 * Floor 3: vectors of words, once they are learnt: {@link dev.bellows.embed.vectors.WordVectors},
 * the files they are kept in and what they are asked (neighbours, analogies, scores). It knows
 * nothing of training.
 */
package dev.bellows.embed.vectors;
