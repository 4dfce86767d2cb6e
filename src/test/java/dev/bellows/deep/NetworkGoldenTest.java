package dev.bellows.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.RealData;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import dev.bellows.model.GradientSum;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our networks beside PyTorch's own, whose numbers {@code golden.py} has written down. */
class NetworkGoldenTest {
  private static final double FLOAT = 1e-5; // of the largest element; computed in float
  private static final Safetensors.Content GOLDEN = golden();

  private static Safetensors.Content golden() {
    try (InputStream in = NetworkGoldenTest.class.getResourceAsStream("golden.safetensors")) {
      byte[] all = in.readAllBytes();
      return Safetensors.read(new ByteArrayInputStream(all), all.length, "golden.safetensors");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double[] numbers(String name) {
    return GOLDEN.tensors().get(name).values();
  }

  private static NetworkClassification network(String example) {
    return Network.of(GOLDEN.metadata().get(example + "/input"), GOLDEN.metadata().get(example))
        .classification();
  }

  private static double[] parameters(String example, Layout layout) {
    double[] parameters = new double[layout.size()];
    for (Layout.Slot slot : layout.tensors()) {
      Tensor tensor = GOLDEN.tensors().get(example + "/parameter/" + slot.name());
      assertThat(tensor).describedAs(slot.name()).isNotNull();
      assertThat(tensor.shape()).isEqualTo(slot.shape());
      layout.write(slot.name(), tensor.values(), parameters);
    }
    return parameters;
  }

  private static LabelledRows rows(String example, NetworkClassification network) {
    DenseRows rows = new DenseRows(numbers(example + "/rows"), network.columns());
    return new LabelledRows(rows, numbers(example + "/labels"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"convolution", "groups", "units", "batch-norm", "residual"})
  void outputsAndLossInEvaluationArePyTorchs(String example) {
    NetworkClassification network = network(example);
    double[] parameters = parameters(example, network.layout());
    LabelledRows rows = rows(example, network);
    int[] all = {0, 1, 2, 3, 4};
    double[] outputs = new double[15];
    network.predict(rows.features(), all, 5, parameters, outputs);
    assertThat(outputs)
        .usingComparatorWithPrecision(FLOAT)
        .containsExactly(numbers(example + "/evaluation/outputs"));
    double loss = network.loss(rows, all, 5, parameters);
    assertThat(loss).isEqualTo(numbers(example + "/evaluation/loss")[0], within(FLOAT * loss));
  }

  @ParameterizedTest
  @ValueSource(strings = {"convolution", "groups", "units", "batch-norm", "residual"})
  void gradientsInTrainingArePyTorchs(String example) {
    NetworkClassification network = network(example);
    Layout layout = network.layout();
    double[] parameters = parameters(example, layout);
    double[] gradient = new double[parameters.length + 1];
    GradientSum sum = network.beginBatch(1, parameters, gradient);
    sum.add(rows(example, network), 0, new int[] {0, 1, 2, 3, 4}, 5);
    double loss = sum.finish();
    assertThat(loss).isEqualTo(numbers(example + "/training/loss")[0], within(FLOAT * loss));
    double most = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
    for (Layout.Slot slot : layout.tensors()) {
      double[] own = layout.read(slot.name(), gradient);
      if (slot.average() > 0) {
        double[] running = layout.read(slot.name(), parameters);
        double[] after = numbers(example + "/after/" + slot.name());
        for (int i = 0; i < own.length; i++) {
          double next = running[i] - slot.average() * own[i] / 5;
          assertThat(next).describedAs(slot.name()).isEqualTo(after[i], within(FLOAT));
        }
      } else {
        double[] theirs = numbers(example + "/gradient/" + slot.name());
        double size = Arrays.stream(theirs).map(Math::abs).max().orElseThrow();
        // A bias before a batch normalisation has no gradient but what rounding leaves.
        double room = size < 1e-12 * most ? 1e-6 * most : FLOAT * size;
        for (int i = 0; i < own.length; i++) {
          assertThat(own[i]).describedAs(slot.name()).isEqualTo(theirs[i], within(room));
        }
      }
    }
  }

  @Test
  void publishedResNet20HasPyTorchsLogits() throws IOException {
    NetworkClassification network =
        ReadyNetwork.RESNET20.network(RowShape.image(3, 32, 32), 10).classification();
    Layout layout = network.layout();
    Map<String, Tensor> saved =
        Safetensors.read(RealData.file("weights/resnet20-cifar10.safetensors")).tensors();
    assertThat(layout.tensors().stream().map(Layout.Slot::name))
        .containsExactlyElementsOf(saved.keySet());
    double[] parameters = new double[layout.size()];
    saved.forEach((name, tensor) -> layout.write(name, tensor.values(), parameters));
    double[] logits = new double[40];
    network.predict(wave(4, 3 * 32 * 32), new int[] {0, 1, 2, 3}, 4, parameters, logits);
    assertThat(logits)
        .usingComparatorWithPrecision(1e-4)
        .containsExactly(numbers("resnet20/logits"));
  }

  /** What {@code golden.py} makes too. */
  private static DenseRows wave(int count, int size) {
    double[] values = new double[count * size];
    for (int r = 0; r < count; r++) {
      for (int i = 0; i < size; i++) {
        values[r * size + i] = Math.sin(0.37 * i * (r + 1) + r);
      }
    }
    return new DenseRows(values, size);
  }
}
