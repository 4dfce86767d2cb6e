package dev.bellows.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The columns of a {@link WordEmbedding} and of its model.
 *
 * @param <S> what setters return
 */
public interface WordEmbeddingParams<S> extends Params {

  /** Holds the params. */
  WordColumns wordColumns();

  /** This. */
  S self();

  /** The sentences: a column of lists of strings; default {@code sentence}. */
  default Param<String> inputCol() {
    return wordColumns().input;
  }

  /** See {@link #inputCol}. */
  default String getInputCol() {
    return getOrDefault(inputCol());
  }

  /** See {@link #inputCol}. */
  default S setInputCol(String name) {
    set(inputCol(), name);
    return self();
  }

  /** The column that takes the mean vector of a sentence's words; default {@code vector}. */
  default Param<String> outputCol() {
    return wordColumns().output;
  }

  /** See {@link #outputCol}. */
  default String getOutputCol() {
    return getOrDefault(outputCol());
  }

  /** See {@link #outputCol}. */
  default S setOutputCol(String name) {
    set(outputCol(), name);
    return self();
  }
}
