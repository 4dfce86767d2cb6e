package dev.bellows.ml;

import dev.bellows.embed.vectors.WordVectors;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/** Word vectors as tasks need them: to add them up. */
final class WordMeans implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String[] words;
  private final float[][] vectors;
  private final int dimensions;
  private transient volatile Map<String, float[]> byWord; // made in each JVM

  WordMeans(WordVectors model) {
    words = model.vocabulary().words().toArray(String[]::new);
    dimensions = model.dimensions();
    vectors = new float[words.length][dimensions];
    for (int id = 0; id < words.length; id++) {
      model.vectors().copyRow(id, vectors[id], 0);
    }
  }

  /** Two threads may both make it; it is the same. */
  private Map<String, float[]> byWord() {
    Map<String, float[]> made = byWord;
    if (made == null) {
      made = new HashMap<>(2 * words.length);
      for (int id = 0; id < words.length; id++) {
        made.put(words[id], vectors[id]);
      }
      byWord = made;
    }
    return made;
  }

  /** The mean of the vectors of the words that are known; zeros where none is. */
  Vector mean(Iterable<String> sentence) {
    Map<String, float[]> known = byWord();
    double[] mean = new double[dimensions];
    int count = 0;
    for (String word : sentence) {
      float[] vector = known.get(word);
      if (vector != null) {
        count++;
        for (int i = 0; i < dimensions; i++) {
          mean[i] += vector[i];
        }
      }
    }
    for (int i = 0; i < dimensions && count > 1; i++) {
      mean[i] /= count;
    }
    return Vectors.dense(mean);
  }
}
