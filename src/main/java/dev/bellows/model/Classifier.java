package dev.bellows.model;

/** A predictor of classes. Labels are the class numbers {@code 0, 1, … classes() − 1}. */
public interface Classifier extends Predictor {

  /** The number of classes, at least 2. */
  int classes();

  /**
   * Makes probabilities of what was predicted for one row.
   *
   * @param outputs from {@link #predict}
   * @param at where the row's {@link #outputs()} numbers begin
   * @param probabilities takes {@link #classes()} numbers that add up to 1
   */
  void probabilities(double[] outputs, int at, double[] probabilities);

  /**
   * The most likely class of what was predicted for one row; of equally likely ones the first.
   *
   * @param outputs from {@link #predict}
   * @param at where the row's {@link #outputs()} numbers begin
   */
  default int mostLikely(double[] outputs, int at) {
    return outputs() == 1
        ? outputs[at] > 0 ? 1 : 0
        : SoftmaxLoss.largest(outputs, at, outputs()) - at;
  }
}
