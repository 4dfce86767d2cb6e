/**
 * Floor 3: the embedding trainer. Replicas learn vectors of words by skip-gram or CBOW with
 * negative sampling, each with several threads on its own copy of the tables, and merge what they
 * learnt block of rows by block of rows. {@code embed.corpus} is where the text comes from, {@code
 * embed.vectors} what becomes of the vectors, {@code embed.plane} how they are laid out for a
 * picture.
 */
package dev.bellows.embed;
