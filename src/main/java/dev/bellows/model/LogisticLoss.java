package dev.bellows.model;

/**
 * The cross-entropy of two classes, of which the only output is the margin (logit) of class 1:
 * {@code ln(1 + eᶻ) − yz} for a margin {@code z} and a label {@code y} of 0 or 1, computed so that
 * it overflows for no margin; see {@link SigmoidCrossEntropy}.
 */
public record LogisticLoss() implements OutputLoss {

  @Override
  public double loss(double[] outputs, int at, double label) {
    return SigmoidCrossEntropy.loss(outputs[at], ClassNumbers.of(label, 2));
  }

  @Override
  public double lossAndSlopes(double[] outputs, int at, double label) {
    return SigmoidCrossEntropy.lossAndSlope(outputs, at, ClassNumbers.of(label, 2));
  }
}
