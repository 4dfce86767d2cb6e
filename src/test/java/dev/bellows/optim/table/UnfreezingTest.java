package dev.bellows.optim.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.SparseVector;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.optim.Outcome;
import dev.bellows.optim.StateTensors;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is frozen for some epochs begins then as if its training began there, as in PyTorch. */
class UnfreezingTest {
  private static final JsonNode GOLDEN = golden();
  private static final int EPOCH = 5;
  private static final int BATCHES = 12;
  private static final Layout LAYOUT = Layout.builder().add("early", 2).add("late", 3).build();
  private static final double[] START = {0.5, -1, 1, 2, -0.5};

  private static JsonNode golden() {
    try (InputStream in = Setup.class.getResourceAsStream("/dev/bellows/optim/unfreezing.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<JsonNode> cases() {
    return StreamSupport.stream(GOLDEN.get("cases").spliterator(), false);
  }

  private static Optimizer optimizer(String name, Map<String, ?> written) {
    OptimizerTable.Entry entry = OptimizerTable.entry(name);
    Settings settings =
        Settings.DEFAULTS
            .with(OptimizerSettings.FREEZE, List.of("late"))
            .with(OptimizerSettings.UNFREEZE_AFTER, 1L);
    for (Map.Entry<String, ?> one : written.entrySet()) {
      Setting<?> setting = entry.setting(one.getKey());
      settings = settings.withWritten(setting, one.getValue());
    }
    return (Optimizer) entry.build(settings, new Setup(LAYOUT, BATCHES, 1, EPOCH));
  }

  private static Optimizer optimizer(JsonNode golden) {
    Map<?, ?> settings = new ObjectMapper().convertValue(golden.get("settings"), Map.class);
    @SuppressWarnings("unchecked") // JSON's keys are texts
    Map<String, Object> named = (Map<String, Object>) settings;
    return optimizer(golden.get("name").asText(), named);
  }

  private static double[] gradient(int batch) {
    double[] gradient = new double[START.length];
    IntStream.range(0, 2).forEach(i -> gradient[i] = number("early", batch, i));
    IntStream.range(0, 3).forEach(i -> gradient[2 + i] = number("late", batch, i));
    return gradient;
  }

  private static double number(String name, int batch, int index) {
    return GOLDEN.get(name).get(batch).get(index).asDouble();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void goesTheWayOfPyTorch(JsonNode golden) {
    Optimizer optimizer = optimizer(golden);
    // PyTorch's NAdam keeps the product of its momenta in single precision.
    double close = golden.get("name").asText().equals("nadam") ? 1e-7 : 1e-12;
    double[] x = START.clone();
    OptimizerState state = optimizer.init(x);
    for (int batch = 0; batch < BATCHES; batch++) {
      optimizer.step(gradient(batch), x, state);
      for (int i = 0; i < x.length; i++) {
        double expected = golden.get("trace").get(batch).get(i).asDouble();
        assertThat(x[i]).as("batch %d, element %d", batch, i).isEqualTo(expected, within(close));
      }
      if (batch < EPOCH) {
        assertThat(LAYOUT.read("late", x)).isEqualTo(LAYOUT.read("late", START));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void goesOnInTheSameBitsFromAStateSavedAnywhere(JsonNode golden) {
    Optimizer optimizer = optimizer(golden);
    double[] whole = walk(optimizer, START.clone(), optimizer.init(START), 0, BATCHES);
    for (int saved = 0; saved <= BATCHES; saved++) {
      double[] x = START.clone();
      OptimizerState state = optimizer.init(x);
      walk(optimizer, x, state, 0, saved);
      OptimizerState read =
          StateTensors.read("file", "", StateTensors.of("", optimizer, state), optimizer);
      double[] flat = new double[state.length()];
      state.copyTo(flat, 0);
      OptimizerState sent = optimizer.init(START);
      sent.copyFrom(flat, 0);
      assertThat(walk(optimizer, x.clone(), read, saved, BATCHES)).isEqualTo(whole);
      assertThat(walk(optimizer, x.clone(), sent, saved, BATCHES)).isEqualTo(whole);
    }
  }

  private static double[] walk(
      Optimizer optimizer, double[] x, OptimizerState state, int from, int to) {
    for (int batch = from; batch < to; batch++) {
      optimizer.step(gradient(batch), x, state);
    }
    return x;
  }

  @Test
  void aSkippedBatchCountsAsABatchOfItsEpoch() {
    Optimizer optimizer = optimizer("adam", Map.of("skip-not-finite", 3));
    double[] x = START.clone();
    OptimizerState state = optimizer.init(x);
    for (int batch = 0; batch < EPOCH; batch++) {
      double[] gradient = gradient(batch);
      gradient[0] = batch == 1 ? Double.NaN : gradient[0];
      gradient[4] = Double.NaN; // of what is frozen, and no gradient then
      Outcome outcome = optimizer.step(gradient, x, state);
      assertThat(outcome).isEqualTo(batch == 1 ? Outcome.SKIPPED : Outcome.UPDATED);
    }
    assertThat(LAYOUT.read("late", x)).isEqualTo(LAYOUT.read("late", START));
    optimizer.step(gradient(EPOCH), x, state);
    // Adam's first step is its rate, whatever the gradient.
    double rate = 0.001;
    assertThat(Math.abs(x[2] - START[2])).isEqualTo(rate, within(1e-8));
    assertThat(state.counters().get("thawing/updates-within-batch-5")).isEqualTo(4);
  }

  @Test
  void listedGradientsGiveTheSameBits() {
    Optimizer optimizer = optimizer("adagrad", Map.of("learning-rate-decay", 0.5));
    assertThat(optimizer.takesSparse()).isTrue();
    double[] dense = START.clone();
    double[] listed = START.clone();
    OptimizerState state = optimizer.init(dense);
    OptimizerState other = optimizer.init(listed);
    for (int batch = 0; batch < BATCHES; batch++) {
      optimizer.step(gradient(batch), dense, state);
      int[] all = {0, 1, 2, 3, 4};
      optimizer.step(new SparseVector(5, all, gradient(batch)), listed, other);
      assertThat(listed).isEqualTo(dense);
    }
  }

  @Test
  void whatIsFrozenForSomeEpochsKeepsTheRateOfItsGroup() {
    Map<String, Object> tenfold = Map.of("tensors", "late", "learning-rate-factor", 10);
    Optimizer optimizer = optimizer("adam", Map.of("groups", List.of(tenfold)));
    double[] x = START.clone();
    OptimizerState state = optimizer.init(x);
    for (int batch = 0; batch <= EPOCH; batch++) {
      optimizer.step(gradient(batch), x, state);
    }
    assertThat(Math.abs(x[2] - START[2])).isEqualTo(0.01, within(1e-7));
  }

  @Test
  void mistakesAreToldWithTheirKey() {
    OptimizerTable.Entry adam = OptimizerTable.entry("adam");
    Settings alone = Settings.DEFAULTS.with(OptimizerSettings.UNFREEZE_AFTER, 2L);
    assertThatThrownBy(() -> adam.build(alone, new Setup(LAYOUT, BATCHES, 1, EPOCH)))
        .isInstanceOf(InputException.class)
        .hasMessage("unfreeze-after = 2: nothing is frozen; freeze says which tensors are");
    Settings frozen = alone.with(OptimizerSettings.FREEZE, List.of("late"));
    assertThatThrownBy(() -> adam.build(frozen, new Setup(LAYOUT, BATCHES, 1)))
        .hasMessage("unfreeze-after = 2: it counts epochs, and there are none here");
    Settings all = alone.with(OptimizerSettings.FREEZE, List.of("*"));
    assertThatThrownBy(() -> adam.build(all, new Setup(LAYOUT, BATCHES, 1, EPOCH)))
        .hasMessage("freeze: every tensor is frozen; leave one to train");
  }
}
