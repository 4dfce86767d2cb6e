package dev.bellows.ml;

import dev.bellows.model.Classifier;
import java.util.Arrays;

/** What MLlib makes of the outputs of classifiers. */
final class ClassVotes {
  private ClassVotes() {}

  /** A number for each class: the outputs, or {@code [−z, z]} where there is one, z. */
  static double[] raw(Classifier classifier, double[] outputs, int at) {
    return classifier.outputs() == 1
        ? new double[] {-outputs[at], outputs[at]}
        : Arrays.copyOfRange(outputs, at, at + classifier.outputs());
  }

  /** The class with the largest probability over its threshold; of equal ones the first. */
  static double over(double[] probabilities, double[] thresholds) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < probabilities.length; c++) {
      double scaled =
          thresholds[c] == 0 && probabilities[c] == 0 ? 0 : probabilities[c] / thresholds[c];
      if (scaled > most) {
        most = scaled;
        best = c;
      }
    }
    return best;
  }
}
