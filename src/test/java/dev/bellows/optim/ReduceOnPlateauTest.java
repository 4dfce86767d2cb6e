package dev.bellows.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.linalg.Layout;
import org.junit.jupiter.api.Test;

class ReduceOnPlateauTest {
  private static double[] ratesAfter(ReduceOnPlateau rule, double... losses) {
    Optimizer optimizer =
        Optimizer.builder(Layout.builder().add("x", 1).build())
            .schedule(Schedule.constant(1))
            .reduceOnPlateau(rule)
            .build();
    OptimizerState state = optimizer.init(new double[1]);
    double[] rates = new double[losses.length];
    for (int i = 0; i < losses.length; i++) {
      optimizer.observe(losses[i], state);
      rates[i] = optimizer.learningRate(state);
    }
    return rates;
  }

  @Test
  void lowersTheRateWhenPatienceIsOver() {
    ReduceOnPlateau rule = new ReduceOnPlateau(0.5, 2, 0, true, 0, 0);
    assertThat(ratesAfter(rule, 5, 4, 4, 4, 4, 4, 4, 4))
        .containsExactly(1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25);
  }

  @Test
  void aLossHasToBeBetterByTheThreshold() {
    ReduceOnPlateau relative = new ReduceOnPlateau(0.1, 0, 0.1, true, 0, 0);
    assertThat(ratesAfter(relative, 10, 9.5, 8)).containsExactly(1, 0.1, 0.1);
    ReduceOnPlateau absolute = new ReduceOnPlateau(0.1, 0, 1, false, 0, 0);
    assertThat(ratesAfter(absolute, 10, 8.5, 8)).containsExactly(1, 1, 0.1);
  }

  @Test
  void nothingCountsDuringTheCooldown() {
    ReduceOnPlateau rule = new ReduceOnPlateau(0.5, 0, 0, true, 2, 0);
    assertThat(ratesAfter(rule, 1, 1, 1, 1, 1)).containsExactly(1, 0.5, 0.5, 0.5, 0.25);
  }

  @Test
  void theRateDoesNotFallBelowTheLowest() {
    double[] rates = ratesAfter(new ReduceOnPlateau(0.1, 0, 0, true, 0, 0.05), 1, 1, 1, 1);
    assertThat(rates[1]).isEqualTo(0.1, within(1e-15));
    assertThat(rates[3]).isEqualTo(0.05);
  }
}
