package dev.bellows.ml;

import java.util.LinkedHashMap;
import java.util.Map;

/** The engines speak of a job file's keys; a user of estimators knows them as params. */
final class ParamWords {
  private static final Map<String, String> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put("optimizer.learning-rate", "learningRate");
    WORDS.put("optimizer.schedule", "schedule");
    WORDS.put("data.standardize", "standardization");
    WORDS.put("data.partitions", "partitions");
    WORDS.put("corpus.min-count", "minCount");
    WORDS.put("batch-size", "batchSize");
  }

  private ParamWords() {}

  /** A message with the names of params. */
  static String of(String message) {
    String own = message;
    for (Map.Entry<String, String> word : WORDS.entrySet()) {
      own = own.replace(word.getKey(), word.getValue());
    }
    return own;
  }
}
