package dev.bellows.app;

import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.image.BrokenImages;
import dev.bellows.linalg.EncodedImages;
import dev.bellows.model.ClassificationMeasures;
import dev.bellows.model.TrainedModel;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * What a network says of pictures with known classes.
 *
 * @param sums of the measures
 * @param seen how many pictures were predicted
 * @param broken those that could not be decoded
 * @param worst the worst mistakes, the worst first
 */
record PictureScores(double[] sums, long seen, BrokenImages.Found broken, List<Mistake> worst)
    implements Serializable {
  private static final Comparator<Mistake> WORST_FIRST =
      Comparator.comparingDouble(Mistake::ofTruth).thenComparing(Mistake::name);

  /**
   * A picture that was taken for one of another class.
   *
   * @param name where it comes from
   * @param file its compressed bytes
   * @param label the number of its class
   * @param predicted the number of the class that it was taken for
   * @param probability of that class
   * @param ofTruth the probability of its own class
   */
  record Mistake(
      String name, byte[] file, int label, int predicted, double probability, double ofTruth)
      implements Serializable {}

  /**
   * Asks a model.
   *
   * @param measures of the model
   * @param most so many mistakes are kept, at most
   */
  static PictureScores of(
      TrainedModel model, ClassificationMeasures measures, Dataset pictures, int most) {
    List<PictureScores> parts =
        pictures.blocks().map(block -> of(model, measures, block, most)).collect();
    double[] sums = new double[measures.size()];
    List<Mistake> mistakes = new ArrayList<>();
    long seen = 0;
    BrokenImages.Found broken = new BrokenImages.Found();
    for (PictureScores part : parts) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += part.sums[i];
      }
      mistakes.addAll(part.worst);
      seen += part.seen;
      broken.add(part.broken);
    }
    return new PictureScores(sums, seen, broken, worst(mistakes, most));
  }

  /** Runs in a task. */
  private static PictureScores of(
      TrainedModel model, ClassificationMeasures measures, PackedBlock block, int most) {
    double[] sums = new double[measures.size()];
    List<Mistake> mistakes = new ArrayList<>();
    long[] seen = new long[1];
    BrokenImages.Found unread = new BrokenImages.Found();
    block.visitAll(
        (piece, chosen, count) -> {
          EncodedImages images = (EncodedImages) piece;
          int width = model.objective().outputs();
          double[] outputs = new double[count * width];
          BitSet broken =
              model.objective().predict(images, chosen, count, model.parameters(), outputs);
          for (int i = 0; i < count; i++) {
            if (broken.get(i)) {
              unread.add(images.names().get(chosen[i]), "it cannot be decoded");
            } else {
              int label = (int) images.labels()[chosen[i]];
              measures.addPredicted(label, 1, outputs, i * width, sums);
              addMistake(measures, images, chosen[i], outputs, i * width, mistakes);
            }
          }
          seen[0] += count - broken.cardinality();
          List<Mistake> kept = worst(mistakes, most);
          mistakes.clear();
          mistakes.addAll(kept);
        });
    return new PictureScores(sums, seen[0], unread, mistakes);
  }

  private static void addMistake(
      ClassificationMeasures measures,
      EncodedImages images,
      int image,
      double[] outputs,
      int at,
      List<Mistake> mistakes) {
    int label = (int) images.labels()[image];
    int predicted = measures.classifier().mostLikely(outputs, at);
    if (predicted != label) {
      double[] probabilities = new double[measures.classifier().classes()];
      measures.classifier().probabilities(outputs, at, probabilities);
      mistakes.add(
          new Mistake(
              images.names().get(image),
              images.file(image),
              label,
              predicted,
              probabilities[predicted],
              probabilities[label]));
    }
  }

  private static List<Mistake> worst(List<Mistake> mistakes, int most) {
    return new ArrayList<>(mistakes.stream().sorted(WORST_FIRST).limit(most).toList());
  }
}
