/**
 * Floor 3: how words are drawn, for all trainers of embeddings: {@link
 * dev.bellows.embed.sampling.AliasTable} draws negatives, {@link
 * dev.bellows.embed.sampling.Subsampling} thins frequent words out.
 */
package dev.bellows.embed.sampling;
