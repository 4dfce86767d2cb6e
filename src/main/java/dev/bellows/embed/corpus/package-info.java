/**
 * Floor 3: a text becomes numbers. {@link dev.bellows.embed.corpus.Corpus} reads it twice as Spark
 * jobs: for its {@link dev.bellows.embed.corpus.Vocabulary}, and to send every sentence to the
 * {@link dev.bellows.embed.corpus.CorpusShare} of its replica. It knows nothing of training.
 */
package dev.bellows.embed.corpus;
