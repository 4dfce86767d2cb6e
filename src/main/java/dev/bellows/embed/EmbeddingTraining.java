package dev.bellows.embed;

import dev.bellows.embed.corpus.CorpusShare;
import dev.bellows.embed.corpus.Vocabulary;
import dev.bellows.embed.replica.Blueprint;
import dev.bellows.embed.replica.Tables;
import dev.bellows.embed.vectors.WordVectors;
import dev.bellows.linalg.FloatTable;
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
  public record From(long round, Tables tables, EpochLosses losses) {

    /**
     * A first round with the vectors of a model; words that it does not know begin like those of a
     * new one.
     *
     * @param model with contexts; its words are the first ones of the vocabulary
     * @param vocabulary of the text
     */
    public static From model(WordVectors model, Vocabulary vocabulary, Blueprint blueprint) {
      Tables tables = Tables.zeros(vocabulary.size(), blueprint.dimensions());
      int known = model.vocabulary().size();
      tables.begin(known, blueprint.seed());
      copy(model.vectors(), tables.vectors(), known);
      copy(model.contexts().orElseThrow(), tables.contexts(), known);
      return new From(0, tables, new EpochLosses(blueprint.epochs()));
    }

    private static void copy(FloatTable from, FloatTable to, int rows) {
      for (int row = 0; row < rows; row++) {
        to.setRow(row, from.array(row), from.offset(row));
      }
    }
  }
}
