package dev.bellows.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The params that {@link WordEmbedding} and its model share. */
final class WordColumns {
  final Param<String> input;
  final Param<String> output;

  WordColumns(Params owner) {
    input = Checks.text(owner, "inputCol", "the sentences: a column of lists of strings");
    output =
        Checks.text(
            owner, "outputCol", "the column that takes the mean vector of a sentence's words");
    owner.setDefault(input, "sentence");
    owner.setDefault(output, "vector");
  }
}
