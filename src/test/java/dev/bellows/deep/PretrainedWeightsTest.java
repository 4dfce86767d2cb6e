package dev.bellows.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.RealData;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Tensor;
import dev.bellows.linalg.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PretrainedWeightsTest {
  private static final Network NETWORK = Network.of("4", "linear 3, relu, linear 2");

  /** Ones in the shapes of the network, changed by the test. */
  private static Map<String, Tensor> ones(Network network) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Layout.Slot slot : network.layout().tensors()) {
      tensors.put(slot.name(), filled(slot.name(), slot.shape(), 1));
    }
    return tensors;
  }

  private static Tensor filled(String name, List<Integer> shape, double value) {
    double[] values = new double[shape.stream().reduce(1, (a, b) -> a * b)];
    Arrays.fill(values, value);
    return new Tensor(name, shape, values);
  }

  private static PretrainedWeights weights(Map<String, Tensor> tensors, boolean newHead) {
    WeightsFile file = new WeightsFile(Path.of("w.pth"), Map.of(), tensors);
    return new PretrainedWeights(NETWORK, file, Map.of(), newHead);
  }

  @Test
  void whatFitsIsTaken() {
    double[] parameters = NETWORK.initialParameters(1);
    Map<String, Tensor> tensors = ones(NETWORK);
    tensors.put("1.num_batches_tracked", filled("1.num_batches_tracked", List.of(), 7));
    tensors.put("scaling.label-mean", filled("scaling.label-mean", List.of(1), 7));

    String words = weights(tensors, false).requireAll().fill(parameters);

    assertThat(parameters).containsOnly(1);
    assertThat(words).isEqualTo("w.pth: 4 of the network's 4 tensors begin with its weights");
  }

  @Test
  void allThatDoesNotFitIsListedInOneMessage() {
    Map<String, Tensor> tensors = ones(NETWORK);
    tensors.remove("0.bias");
    tensors.put("2.bias", filled("2.bias", List.of(5), 1));
    tensors.put("other", filled("other", List.of(2), 1));
    PretrainedWeights weights = weights(tensors, false);

    assertThatThrownBy(weights::requireAll)
        .isInstanceOf(InputException.class)
        .hasMessage(
            "w.pth does not fit the network: missing in it: 0.bias; of another shape: 2.bias (5, in"
                + " the network 2); not in the network: other; strict = false takes what fits");
    double[] parameters = new double[NETWORK.layout().size()];
    weights.fill(parameters);
    assertThat(NETWORK.layout().read("0.weight", parameters)).containsOnly(1);
    assertThat(NETWORK.layout().read("2.bias", parameters)).containsOnly(0);
  }

  @Test
  void aNewHeadKeepsItsBeginningWhateverTheFileHasOfIt() {
    double[] begun = NETWORK.initialParameters(1);
    double[] parameters = begun.clone();
    Map<String, Tensor> tensors = ones(NETWORK);
    tensors.put("2.weight", filled("2.weight", List.of(1000, 3), 1));
    tensors.remove("2.bias");

    weights(tensors, true).requireAll().fill(parameters);

    Layout layout = NETWORK.layout();
    assertThat(layout.read("0.weight", parameters)).containsOnly(1);
    assertThat(layout.read("2.weight", parameters)).isEqualTo(layout.read("2.weight", begun));
    assertThat(layout.read("2.bias", parameters)).isEqualTo(layout.read("2.bias", begun));
  }

  @Test
  void weightsThatAreNotFiniteAndFilesOfSomethingElseAreRefused() {
    Map<String, Tensor> tensors = ones(NETWORK);
    tensors.put("0.bias", filled("0.bias", List.of(3), Double.NaN));

    assertThatThrownBy(() -> weights(tensors, false))
        .hasMessage("w.pth: tensor '0.bias' has elements that are not finite");
    Map<String, Tensor> other = Map.of("a", filled("a", List.of(1), 1));
    assertThatThrownBy(() -> weights(other, false).fill(new double[NETWORK.layout().size()]))
        .hasMessageStartingWith("w.pth: none of its tensors fits the network; missing in it: 0.w");
  }

  @Test
  void anotherHeadChangesNothingElse() {
    Network ready = ReadyNetwork.SQUEEZENET1_1.network(RowShape.image(3, 224, 224), 1000);

    Network tuned = ready.withOutputs(2);

    assertThat(tuned).isEqualTo(ReadyNetwork.SQUEEZENET1_1.network(ready.input(), 2));
    assertThat(NETWORK.withOutputs(7)).isEqualTo(Network.of("4", "linear 3, relu, linear 7"));
    assertThatThrownBy(() -> Network.of("4", "linear 3, batch-norm").withOutputs(2))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("layer 1, 'batch-norm', is the last one with tensors");
    assertThatThrownBy(() -> Network.of("1x4x4", "conv 3 3x3, flatten").withOutputs(2))
        .hasMessage("with 2 channels in its head, layer 0, the network has 8 outputs");
  }

  @Test
  void theSqueezeNetOfKerasFitsButForItsHead() throws IOException {
    Path path = RealData.file("weights/squeezenet1_1-imagenet-notop.safetensors");
    Network network = ReadyNetwork.SQUEEZENET1_1.network(RowShape.image(3, 224, 224), 2);
    Map<String, String> names = ReadyNetwork.SQUEEZENET1_1.otherNames();
    WeightsFile file = WeightsFile.read(path);

    String words =
        new PretrainedWeights(network, file, names, true)
            .requireAll()
            .fill(network.initialParameters(1));

    assertThat(words).contains("50 of the network's 52 tensors");
    PretrainedWeights withHead = new PretrainedWeights(network, file, names, false);
    assertThatThrownBy(withHead::requireAll)
        .hasMessageContaining(
            "missing in it: classifier.1.weight, classifier.1.bias; replace-head");
  }
}
