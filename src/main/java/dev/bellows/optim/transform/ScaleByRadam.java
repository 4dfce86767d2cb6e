package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Step;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * RAdam (Liu and others, "On the variance of the adaptive learning rate and beyond", 2020): Adam
 * whose adaptive part is rectified by {@code r}, and left out as long as its variance is not
 * bounded. With {@code ρ∞ = 2/(1−β₂) − 1} and {@code ρ = ρ∞ − 2tβ₂ᵗ/(1−β₂ᵗ)}: {@code u ← m̂} while
 * ρ is at most 5, then {@code u ← r · m̂ · √(1−β₂ᵗ)/(√s + ε)} with {@code r = √((ρ−4)(ρ−2)ρ∞ /
 * ((ρ∞−4)(ρ∞−2)ρ))}, PyTorch's form.
 *
 * @param beta1 β₁, from 0 to less than 1
 * @param beta2 β₂, from 0 to less than 1
 * @param epsilon ε, greater than 0
 */
public record ScaleByRadam(double beta1, double beta2, double epsilon)
    implements Transform, Corrections {
  private static final String FIRST = "first-moment";
  private static final String SECOND = "second-moment";
  private static final double BOUND = 5;

  @Override
  public String name() {
    return "radam";
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createArray(FIRST, layout.size());
    state.createArray(SECOND, layout.size());
    state.createWork(2 * layout.tensors().size());
  }

  @Override
  public void begin(Step step, Scope state) {
    Corrections.fill(step, state.work(), 2, this);
  }

  @Override
  public void put(long number, double[] to, int at) {
    to[at] = 1 / (1 - Math.pow(beta1, number));
    to[at + 1] = adaptive(number);
  }

  private double adaptive(long number) {
    double power = Math.pow(beta2, number);
    double most = 2 / (1 - beta2) - 1;
    double length = most - 2 * number * power / (1 - power);
    return length > BOUND
        ? Math.sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length))
            * Math.sqrt(1 - power)
        : 0;
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] first = state.array(FIRST);
    double[] second = state.array(SECOND);
    double scale = state.work()[2 * range.tensor()];
    double adaptive = state.work()[2 * range.tensor() + 1];
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      double u = update[i];
      double m = beta1 * first[i] + (1 - beta1) * u;
      double s = beta2 * second[i] + (1 - beta2) * u * u;
      first[i] = m;
      second[i] = s;
      update[i] = adaptive == 0 ? scale * m : scale * adaptive * m / (Math.sqrt(s) + epsilon);
    }
  }

  @Override
  public void multiplyRates(UpdateRange range, Scope state, double[] rates) {
    double adaptive = state.work()[2 * range.tensor() + 1];
    if (adaptive == 0) {
      return; // m̂ alone
    }
    double[] second = state.array(SECOND);
    int from = range.from();
    for (int i = from; i < range.to(); i++) {
      rates[i - from] *= adaptive / (Math.sqrt(second[i]) + epsilon);
    }
  }
}
