package dev.bellows.model.perceptron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.linalg.Layout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PerceptronTest {

  @Test
  void tensorsHaveTheNamesAndShapesOfPyTorch() {
    Layout layout = new Perceptron(List.of(784, 256, 10), Activation.RELU).layout();

    assertThat(layout.tensors())
        .extracting(Layout.Slot::name)
        .containsExactly("layer.0.weight", "layer.0.bias", "layer.1.weight", "layer.1.bias");
    assertThat(layout.get("layer.0.weight").shape()).containsExactly(256, 784);
    assertThat(layout.get("layer.1.bias").shape()).containsExactly(10);
    assertThat(layout.size()).isEqualTo(785 * 256 + 257 * 10);
  }

  // Deviations of 300 inputs and 200 outputs: √(2/500) of Xavier's and √(2/300) of He's.
  @ParameterizedTest
  @CsvSource({
    "XAVIER_UNIFORM, 0.063246, true",
    "XAVIER_NORMAL, 0.063246, false",
    "HE_UNIFORM, 0.081650, true",
    "HE_NORMAL, 0.081650, false"
  })
  void weightsBeginAsTheirDistributionSays(
      Initialization initialization, double deviation, boolean uniform) {
    Perceptron network =
        new Perceptron(
            List.of(300, 200, 2), Activation.TANH, 0, initialization, Arithmetic.FLOAT32);
    double[] all = network.initialParameters(7);
    double[] weights = network.layout().read("layer.0.weight", all);

    double mean = Arrays.stream(weights).average().orElseThrow();
    double variance = Arrays.stream(weights).map(w -> w * w).average().orElseThrow();
    double largest = Arrays.stream(weights).map(Math::abs).max().orElseThrow();
    assertThat(mean).isEqualTo(0, within(5 * deviation / Math.sqrt(weights.length)));
    assertThat(Math.sqrt(variance)).isEqualTo(deviation, within(0.015 * deviation));
    double bound = Math.sqrt(3) * deviation;
    if (uniform) {
      assertThat(largest).isBetween(0.999 * bound, 1.001 * bound);
    } else {
      assertThat(largest).isGreaterThan(2 * bound); // of 60,000 normal numbers
    }
    assertThat(network.layout().read("layer.0.bias", all)).containsOnly(0);
    assertThat(network.initialParameters(7)).isEqualTo(all);
    assertThat(network.initialParameters(8)).isNotEqualTo(all);
  }

  @Test
  void theInitialisationFollowsTheActivationWhereNothingIsSaid() {
    for (Activation activation : Activation.values()) {
      boolean rectifier = activation == Activation.RELU || activation == Activation.GELU;
      Initialization expected =
          rectifier ? Initialization.HE_UNIFORM : Initialization.XAVIER_UNIFORM;
      assertThat(new Perceptron(List.of(5, 4, 3), activation).initialParameters(1))
          .isEqualTo(
              new Perceptron(List.of(5, 4, 3), activation, 0, expected, Arithmetic.FLOAT32)
                  .initialParameters(1));
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new Perceptron(List.of(3), Activation.RELU))
        .hasMessageContaining("at least two");
    assertThatThrownBy(() -> new Perceptron(List.of(3, 0, 2), Activation.RELU))
        .hasMessageContaining("[3, 0, 2]");
    assertThatThrownBy(() -> new Perceptron(List.of(1 << 20, 1 << 12, 2), Activation.RELU))
        .hasMessageContaining("2^31");
    assertThatThrownBy(
            () ->
                new Perceptron(
                    List.of(3, 2), Activation.RELU, 1, Initialization.AUTO, Arithmetic.FLOAT32))
        .hasMessageContaining("dropout = 1.0");
    assertThatThrownBy(() -> new Perceptron(List.of(3, 1), Activation.RELU).classification())
        .hasMessageContaining("one for each class");
    assertThatThrownBy(() -> new Perceptron(List.of(3, 2), Activation.RELU).regression())
        .hasMessageContaining("2 outputs");
  }

  @Test
  void settingsMakeTheNetwork() {
    Settings settings =
        Settings.DEFAULTS
            .withWritten(PerceptronSettings.HIDDEN, List.of(256, 64))
            .withWritten(PerceptronSettings.ACTIVATION, "gelu")
            .withWritten(PerceptronSettings.DROPOUT, 0.25)
            .withWritten(PerceptronSettings.INITIALIZATION, "he-normal")
            .withWritten(PerceptronSettings.PRECISION, "float64");

    assertThat(PerceptronSettings.network(settings, 784, 10))
        .isEqualTo(
            new Perceptron(
                List.of(784, 256, 64, 10),
                Activation.GELU,
                0.25,
                Initialization.HE_NORMAL,
                Arithmetic.FLOAT64));
    assertThat(PerceptronSettings.network(Settings.DEFAULTS, 4, 2))
        .isEqualTo(new Perceptron(List.of(4, 100, 2), Activation.RELU));
    assertThatThrownBy(() -> PerceptronSettings.HIDDEN.parse(List.of(0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("hidden = [0]");
    Settings huge = Settings.DEFAULTS.withWritten(PerceptronSettings.HIDDEN, 1e9);
    assertThatThrownBy(() -> PerceptronSettings.network(huge, 784, 10))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("hidden = [1000000000] is too large");
  }
}
