package dev.bellows.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.RealData;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a network is like, without anything that computes it. */
class NetworkTest {
  private static final String LENET =
      "conv 8 5x5 padding 2, relu, max-pool 2, conv 16 5x5, relu, max-pool 2, flatten,"
          + " linear 120, relu, linear 10";

  @Test
  void tensorsAreNamedAsInPyTorchsSequential() {
    Layout layout = Network.of("1x28x28", LENET).layout();
    assertThat(layout.tensors().stream().map(Layout.Slot::name))
        .containsExactly(
            "0.weight", "0.bias", "3.weight", "3.bias", "7.weight", "7.bias", "9.weight", "9.bias");
    assertThat(layout.get("3.weight").shape()).isEqualTo(List.of(16, 8, 5, 5));
    assertThat(layout.get("7.weight").shape()).isEqualTo(List.of(120, 400));
  }

  @Test
  void aTableShowsShapesAndNumbersOfParameters() {
    String[] lines = Network.of("1x28x28", LENET).table().split("\\R");
    assertThat(lines[0].split(" +")).containsExactly("layer", "output", "parameters");
    assertThat(lines[2].split(" {2,}"))
        .containsExactly("0", "conv 8 5x5 padding 2", "8x28x28", "208");
    assertThat(lines[8].split(" {2,}")).containsExactly("6", "flatten", "400");
    assertThat(lines[12]).isEqualTo("52,754 parameters");
  }

  @Test
  void aLayerThatDoesNotFitIsNamedWithBothShapes() {
    assertThatThrownBy(() -> Network.of("1x8x8", "conv 4 5x5, relu, conv 4 5x5, flatten"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "layer 2, 'conv 4 5x5', does not fit: a row of 4x4x4 comes in, and it takes at least 5"
                + " pixels of height and width with padding 0");
    assertThatThrownBy(() -> Network.of("1x8x8", "conv 4 5x5, linear 10"))
        .hasMessage(
            "layer 1, 'linear 10', does not fit: a row of 4x4x4 comes in, and it takes a number of"
                + " units; write flatten before it");
    assertThatThrownBy(() -> Network.of("1x8x8", "residual (conv 4 3x3), flatten"))
        .hasMessage(
            "layer 0, 'residual (conv 4 3x3)', does not fit: a row of 1x8x8 comes in, and its"
                + " layers make 4x6x6 of a row, and its shortcut 1x8x8; both are added");
    assertThatThrownBy(() -> Network.of("784", "relu, residual (tanh, conv 8 3x3)"))
        .hasMessage(
            "layer 1: layer body.1, 'conv 8 3x3', does not fit: a row of 784 comes in, and it takes"
                + " channels x height x width");
    assertThatThrownBy(() -> Network.of("1x8x8", "conv 4 5x5"))
        .hasMessageContaining("makes 4x4x4 of a row")
        .hasMessageContaining("flatten");
  }

  @ParameterizedTest
  @CsvSource({
    "RESNET18, 3x224x224, 11_689_512, 1000", // as torchvision's documentation says
    "RESNET20, 3x32x32, 269_722, 10", // 0.27M in He and others, table 6
    "SQUEEZENET1_1, 3x224x224, 1_235_496, 1000" // as torchvision's documentation says
  })
  void networksOfTheBooksHaveTheirNumberOfParameters(
      ReadyNetwork ready, String input, String parameters, int classes) {
    Network network = ready.network(RowShape.parse(input), classes);
    int trained =
        network.layout().tensors().stream()
            .filter(slot -> slot.average() == 0)
            .mapToInt(Layout.Slot::size)
            .sum();
    assertThat(trained).isEqualTo(Integer.parseInt(parameters.replace("_", "")));
    assertThat(network.outputs()).isEqualTo(classes);
  }

  @Test
  void squeezeNetHasAPlaceForAllThatWasPublished() throws IOException {
    Map<String, Tensor> saved =
        Safetensors.read(RealData.file("weights/squeezenet1_1-imagenet-notop.safetensors"))
            .tensors();
    Network network = ReadyNetwork.SQUEEZENET1_1.network(RowShape.image(3, 224, 224), 2);
    Map<String, String> names = ReadyNetwork.SQUEEZENET1_1.otherNames();
    assertThat(network.head()).containsExactly("classifier.1.weight", "classifier.1.bias");
    int found = 0;
    for (Layout.Slot slot : network.layout().tensors()) {
      if (!network.head().contains(slot.name())) {
        assertThat(saved.get(names.get(slot.name())).shape()).isEqualTo(slot.shape());
        found++;
      }
    }
    assertThat(found).isEqualTo(saved.size());
  }

  @Test
  void resNet18HasTorchvisionsNames() {
    List<String> names =
        ReadyNetwork.RESNET18.network(RowShape.image(3, 224, 224), 1000).layout().tensors().stream()
            .map(Layout.Slot::name)
            .toList();
    assertThat(names)
        .hasSize(102) // 122 of its state dictionary, less 20 counts of batches
        .startsWith("conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean")
        .contains("layer1.1.bn2.running_var", "layer2.0.downsample.0.weight")
        .contains("layer4.0.downsample.1.running_mean")
        .endsWith("fc.weight", "fc.bias");
  }

  @Test
  void parametersBeginAsPyTorchsDo() {
    Network network = Network.of("2x9x9", "conv 50 3x3, batch-norm, flatten, linear 10");
    double[] parameters = network.initialParameters(3);
    assertThat(parameters).isEqualTo(network.initialParameters(3));
    assertThat(parameters).isNotEqualTo(network.initialParameters(4));
    Layout layout = network.layout();
    double bound = 1 / Math.sqrt(18);
    double[] weights = layout.read("0.weight", parameters);
    assertThat(Arrays.stream(weights).max().orElseThrow()).isBetween(0.98 * bound, bound);
    assertThat(Arrays.stream(weights).map(w -> w * w).average().orElseThrow())
        .isEqualTo(bound * bound / 3, within(0.05 * bound * bound));
    assertThat(layout.read("1.weight", parameters)).containsOnly(1);
    assertThat(layout.read("1.running_var", parameters)).containsOnly(1);
    assertThat(layout.read("1.running_mean", parameters)).containsOnly(0);
    assertThat(layout.get("1.running_mean").average()).isEqualTo(0.1);
  }

  @Test
  void squeezeNetBeginsAsTorchvisionsDoes() {
    Network network = ReadyNetwork.SQUEEZENET1_1.network(RowShape.image(3, 64, 64), 20);
    double[] parameters = network.initialParameters(3);
    Layout layout = network.layout();
    double[] body = layout.read("features.12.expand3x3.weight", parameters);
    double bound = Math.sqrt(6.0 / (64 * 9));
    assertThat(Arrays.stream(body).map(Math::abs).max().orElseThrow())
        .isBetween(0.99 * bound, bound);
    double[] head = layout.read("classifier.1.weight", parameters);
    assertThat(Math.sqrt(Arrays.stream(head).map(w -> w * w).average().orElseThrow()))
        .isEqualTo(0.01, within(0.0005));
    assertThat(layout.read("classifier.1.bias", parameters)).containsOnly(0);
    assertThat(layout.read("features.0.bias", parameters)).containsOnly(0);
  }
}
