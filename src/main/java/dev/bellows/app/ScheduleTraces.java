package dev.bellows.app;

import static dev.bellows.app.ReferenceTraces.doubles;
import static dev.bellows.app.ReferenceTraces.error;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bellows.app.ReferenceTraces.Outcome;
import dev.bellows.optim.Schedule;
import java.util.Arrays;
import java.util.function.Consumer;

/** {@code schedules.json}: the rate in force at step 0, 1, 2, … */
final class ScheduleTraces {
  private ScheduleTraces() {}

  /** Replays all cases of the file. */
  static void replay(JsonNode file, Consumer<Outcome> listener) {
    for (JsonNode trace : file.path("cases")) {
      listener.accept(Outcome.of("schedules", trace, name -> outcome(name, trace)));
    }
  }

  private static Outcome outcome(String name, JsonNode trace) {
    return TorchSchedule.of(trace)
        .map(schedule -> Outcome.of(name, worst(doubles(trace.path("lrs")), schedule)))
        .orElseGet(() -> Outcome.notYet(name));
  }

  private static double worst(double[] expected, Schedule schedule) {
    double[] found = new double[expected.length];
    Arrays.setAll(found, step -> schedule.rate(step + 1)); // PyTorch counts from 0
    return expected.length == 0 ? Double.NaN : error(found, expected);
  }
}
