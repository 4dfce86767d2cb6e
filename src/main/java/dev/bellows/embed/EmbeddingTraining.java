package dev.bellows.embed;

import dev.bellows.embed.corpus.CorpusShare;
import dev.bellows.embed.replica.Blueprint;
import dev.bellows.embed.replica.Tables;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;

/**
 * A training of embeddings, ready to begin.
 *
 * @param blueprint what all replicas know
 * @param counts how often each word is in the text
 * @param tokens the words of all shares
 * @param shares one for each replica, one in a partition
 * @param from where to go on from; empty: from the beginning
 */
public record EmbeddingTraining(
    Blueprint blueprint,
    long[] counts,
    long tokens,
    JavaRDD<CorpusShare> shares,
    Optional<From> from) {

  /** The same training from another beginning. */
  EmbeddingTraining from(Optional<From> other) {
    return new EmbeddingTraining(blueprint, counts, tokens, shares, other);
  }

  /**
   * A beginning.
   *
   * @param round the first round
   * @param tables what it begins with
   * @param losses of the epochs so far
   */
  public record From(long round, Tables tables, EpochLosses losses) {}
}
