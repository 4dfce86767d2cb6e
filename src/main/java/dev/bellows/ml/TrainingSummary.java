package dev.bellows.ml;

import dev.bellows.train.TrainingResult.Stop;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a training went. Losses are in the unit of the label, without penalties.
 *
 * @param losses for each epoch the mean loss of its batches, each as the parameters were then; for
 *     {@code lbfgs} the loss behind each iteration
 * @param validationLosses the loss of the rows held out, before training and behind each epoch;
 *     empty where none are held out
 * @param loss the mean loss of all training rows with the model's parameters
 * @param validationLoss the same of the rows held out
 * @param epochs epochs completed
 * @param steps steps taken
 * @param rows rows to train on
 * @param seconds of training, without reading rows and without evaluations
 * @param stop why training ended
 * @param explanation more about it in words; empty after the last epoch
 */
public record TrainingSummary(
    List<Double> losses,
    List<Double> validationLosses,
    OptionalDouble loss,
    OptionalDouble validationLoss,
    int epochs,
    long steps,
    long rows,
    double seconds,
    Stop stop,
    String explanation) {

  /** Keeps unmodifiable copies. */
  public TrainingSummary {
    losses = List.copyOf(losses);
    validationLosses = List.copyOf(validationLosses);
  }

  /** {@link #losses} as MLlib's summaries name and give them. */
  public double[] objectiveHistory() {
    return losses.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** {@link #epochs} as MLlib's summaries name it. */
  public int totalIterations() {
    return epochs;
  }
}
