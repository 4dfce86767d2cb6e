package dev.bellows.optim.transform;

import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.TensorRule;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/** Multiplies by the learning rate of the step and the tensor: {@code u ← η(t) u}. */
public record ScaleByLearningRate() implements Transform {

  @Override
  public String name() {
    return "learning-rate";
  }

  @Override
  public boolean keepsZero(TensorRule tensor) {
    return true;
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    int from = range.from();
    int to = range.to();
    double rate = range.learningRate();
    for (int i = from; i < to; i++) {
      update[i] *= rate;
    }
  }

  @Override
  public void multiplyRates(UpdateRange range, Scope state, double[] rates) {
    double rate = range.learningRate();
    for (int i = 0; i < range.to() - range.from(); i++) {
      rates[i] *= rate;
    }
  }
}
