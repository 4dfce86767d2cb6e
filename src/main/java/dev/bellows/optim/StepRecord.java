package dev.bellows.optim;

/**
 * What is known after one step: the unit that progress, metrics and stop rules listen to.
 *
 * @param step the number of the step, 1 for the first
 * @param epoch the epoch it belongs to, 1 for the first
 * @param rows the rows seen since training began, this batch included
 * @param seconds the seconds of training so far, without evaluations
 * @param loss the mean loss of the batch at the parameters before the step
 * @param learningRate the rate in force; not a number for a line search
 * @param gradientNorm the Euclidean norm of the mean gradient of the batch
 */
public record StepRecord(
    long step,
    int epoch,
    long rows,
    double seconds,
    double loss,
    double learningRate,
    double gradientNorm) {

  /** Rows seen for each second of training so far. */
  public double rowsPerSecond() {
    return seconds > 0 ? rows / seconds : 0;
  }
}
