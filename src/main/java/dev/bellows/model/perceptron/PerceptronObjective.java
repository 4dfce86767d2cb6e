package dev.bellows.model.perceptron;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Rows;
import dev.bellows.model.GradientSum;
import dev.bellows.model.OutputLoss;
import dev.bellows.model.Predictor;

/** What the objectives of a perceptron share: all but the meaning of its outputs. */
abstract sealed class PerceptronObjective implements Predictor
    permits PerceptronClassification, PerceptronRegression {
  private static final long serialVersionUID = 1L;

  private final Propagation propagation;

  PerceptronObjective(Perceptron network, OutputLoss loss) {
    propagation = new Propagation(network, loss);
  }

  /** The network that is trained. */
  public Perceptron network() {
    return propagation.network();
  }

  @Override
  public int columns() {
    return network().columns();
  }

  @Override
  public int outputs() {
    return network().outputs();
  }

  @Override
  public Layout layout() {
    return network().layout();
  }

  @Override
  public double[] initialParameters(long seed) {
    return network().initialParameters(seed);
  }

  /** With {@linkplain Perceptron#dropout dropout}. */
  @Override
  public GradientSum beginBatch(long key, double[] parameters, double[] gradient) {
    return propagation.beginBatch(key, parameters, gradient);
  }

  @Override
  public double addLossAndGradient(
      Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
    return propagation.addLossAndGradient(examples, rows, count, parameters, gradient);
  }

  @Override
  public double loss(Examples examples, int[] rows, int count, double[] parameters) {
    return propagation.loss(examples, rows, count, parameters);
  }

  @Override
  public void predict(Rows rows, int[] chosen, int count, double[] parameters, double[] outputs) {
    propagation.predict(rows, chosen, count, parameters, outputs);
  }
}
