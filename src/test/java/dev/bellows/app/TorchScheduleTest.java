package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.RealData;
import dev.bellows.optim.Schedule;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchScheduleTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyStepOfEveryReferenceTraceHasPyTorchsRate() throws IOException {
    JsonNode cases =
        JSON.readTree(RealData.traces().resolve("schedules.json").toFile()).path("cases");

    assertThat(cases).isNotEmpty();
    for (JsonNode trace : cases) {
      String name = trace.path("name").asText();
      Schedule schedule = TorchSchedule.of(trace).orElseThrow(() -> new AssertionError(name));
      JsonNode rates = trace.path("lrs");
      assertThat(rates).as(name).isNotEmpty();
      for (int t = 0; t < rates.size(); t++) {
        double expected = rates.path(t).asDouble();
        assertThat(schedule.rate(t + 1))
            .as("%s at step %d", name, t)
            .isEqualTo(expected, within(1e-9 * Math.abs(expected)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 20})
  void theCosineFollowsPyTorchsRecursionBehindItsEnd(int end) {
    double base = 0.1;
    double low = 0.01;
    Schedule schedule =
        schedule("cosine-2", base, "{'T_max': %d, 'eta_min': %s}".formatted(end, low));

    double rate = base; // lr_scheduler.py, CosineAnnealingLR.get_lr
    for (int t = 1; t < 5 * end; t++) {
      rate =
          Math.floorMod(t - 1 - end, 2 * end) == 0
              ? rate + (base - low) * (1 - Math.cos(Math.PI / end)) / 2
              : (1 + Math.cos(Math.PI * t / end))
                      / (1 + Math.cos(Math.PI * (t - 1) / end))
                      * (rate - low)
                  + low;
      assertThat(schedule.rate(t + 1)).isEqualTo(rate, within(1e-12));
    }
  }

  @Test
  void theLineFollowsPyTorchsRecursion() {
    Schedule schedule = schedule("linear-warmup", 0.1, "{}");

    double start = 1.0 / 3; // lr_scheduler.py, LinearLR.get_lr and its defaults
    double rate = 0.1 * start;
    assertThat(schedule.rate(1)).isEqualTo(rate, within(1e-15));
    for (int t = 1; t <= 5; t++) {
      rate *= 1 + (1 - start) / (5 * start + (t - 1) * (1 - start));
      assertThat(schedule.rate(t + 1)).isEqualTo(rate, within(1e-15));
    }
    assertThat(schedule.rate(7)).isEqualTo(0.1, within(1e-15));
  }

  /** By hand from lr_scheduler.py; steps count from 0 as PyTorch's do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "constant                | {}                                           | 4  | 0.1",
        "constant                | {}                                           | 5  | 0.3",
        "constant-2              | {'factor': 0.5, 'total_iters': 0}            | 9  | 0.15",
        "step                    | {'step_size': 2}                             | 2  | 0.03",
        "multi-step              | {'milestones': [5, 3, 3], 'gamma': 0.5}      | 3  | 0.075",
        "multi-step              | {'milestones': [0]}                          | 0  | 0.03",
        "linear                  | {'total_iters': 0}                           | 9  | 0.1",
        "polynomial              | {}                                           | 4  | 0.06",
        "polynomial              | {'total_iters': 0}                           | 4  | 0.3",
        "cosine                  | {'T_max': 4}                                 | 4  | 0",
        "cosine                  | {'T_max': 4}                                 | 8  | 0.3",
        "cosine-warm-restarts    | {'T_0': 4, 'T_mult': 2}                      | 8  | 0.15",
        "one-cycle-linear        | {'max_lr': 1, 'epochs': 2, 'steps_per_epoch': 10,"
            + " 'pct_start': 0.3, 'anneal_strategy': 'linear', 'final_div_factor': 1,"
            + " 'cycle_momentum': true, 'base_momentum': 0.8}           | 5  | 1",
        "one-cycle-linear        | {'max_lr': 1, 'total_steps': 20, 'anneal_strategy': 'linear'}"
            + "                                                         | 0  | 0.04",
        // One step behind the end the line goes on: 1 + (1e-4/25·100 − 1)·15/14, with 1/d₂ = 0.01.
        "one-cycle-linear        | {'max_lr': 1, 'total_steps': 20, 'anneal_strategy': 'linear',"
            + " 'div_factor': 1, 'final_div_factor': 100}               | 20 |"
            + " -0.060714285714285714",
        "cyclic                  | {'max_lr': 1.3, 'step_size_up': 4}           | 6  | 0.8",
        "cyclical-2 | {'base_lr': 0.1, 'max_lr': 0.5, 'step_size_up': 2,"
            + " 'step_size_down': 4, 'mode': 'triangular2', 'scale_fn': null} | 8 | 0.3",
        "CyclicLR | {'max_lr': 1.3, 'step_size_up': 2, 'mode': 'exp_range', 'gamma': 0.5}"
            + " | 2 | 0.55",
        "ExponentialLR           | {'gamma': 0.5, 'verbose': true, 'last_epoch': -1} | 1 | 0.15",
      })
  void cornersAndDefaultsArePyTorchs(String name, String hyperparameters, int t, double rate) {
    assertThat(schedule(name, 0.3, hyperparameters).rate(t + 1)).isEqualTo(rate, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step               | {}",
        "step               | {'step_size': 0}",
        "step               | {'step_size': 2.5}",
        "step               | {'step_size': 2, 'gama': 0.5}",
        "step               | {'step_size': 2, 'last_epoch': 3}",
        "multi-step         | {'milestones': 3}",
        "exponential        | {'gamma': 'fast'}",
        "one-cycle          | {'max_lr': 1}",
        "one-cycle          | {'max_lr': 1, 'total_steps': 9, 'anneal_strategy': 'sine'}",
        "one-cycle          | {'max_lr': 1, 'total_steps': 9, 'three_phase': 'yes'}",
        "cyclic             | {'max_lr': 1, 'scale_fn': 'f'}",
        "cosine             | {'T_max': 5, 'milestones': [3]}",
        "lambda             | {}",
        "reduce-on-plateau  | {'patience': 2}",
      })
  void whatThisBuildCannotDoOrDoesNotKnowIsNotGuessed(String name, String hyperparameters) {
    assertThat(TorchSchedule.of(trace(name, "0.3", hyperparameters))).isEmpty();
  }

  @Test
  void aCaseWithoutARateIsNotGuessed() {
    assertThat(TorchSchedule.of(trace("exponential", "null", "{'gamma': 0.5}"))).isEmpty();
  }

  private static Schedule schedule(String name, double base, String hyperparameters) {
    return TorchSchedule.of(trace(name, Double.toString(base), hyperparameters)).orElseThrow();
  }

  private static JsonNode trace(String name, String base, String hyperparameters) {
    try {
      return JSON.readTree(
          "{'name': '%s', 'base_lr': %s, 'hyperparameters': %s}"
              .formatted(name, base, hyperparameters)
              .replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
