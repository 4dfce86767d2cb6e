/**
 * Floor 3: the embedding trainer. {@link dev.bellows.embed.EmbeddingTrainer} has replicas learn
 * vectors of words by skip-gram or CBOW with negative sampling; {@code embed.replica} is what they
 * do and {@code embed.sampling} how they draw words. {@code embed.corpus} is where the text comes
 * from, {@code embed.vectors} what becomes of the vectors, {@code embed.plane} how they are laid
 * out for a picture. {@code embed.windows} gives windows, drawn once, to the engines of {@code
 * train}.
 */
package dev.bellows.embed;
