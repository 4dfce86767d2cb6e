package dev.bellows.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.linalg.ColumnScaling;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedModelTest {
  @TempDir private Path folder;

  private final ColumnScaling scaling =
      new ColumnScaling(new double[] {10, -1}, new double[] {2, 0.5}, 100, 20);
  private final TrainedModel scaled = model(scaling);

  private static TrainedModel model(ColumnScaling scaling) {
    return new TrainedModel(
        new LinearRegression(2),
        new double[] {0.5, -1, 0.25},
        scaling,
        List.of("speed, m/s", "angle"),
        "level",
        Map.of("format", "csv"));
  }

  @Test
  void aRawRowIsStandardisedAndThePredictionIsInTheLabelsUnit() {
    // ((12−10)/2, (−1.5+1)/0.5) = (1, −1); 0.5 + 1 + 0.25 = 1.75; ·20 + 100
    assertThat(scaled.predict(new double[] {12, -1.5})).isEqualTo(135, within(1e-12));
    assertThat(scaled.predict(new int[] {0}, new double[] {12}))
        .isEqualTo(scaled.predict(new double[] {12, 0}));
  }

  @Test
  void withoutScalingARowIsUsedAsItIs() {
    assertThat(model(null).predict(new double[] {2, 3})).isEqualTo(1 - 3 + 0.25);
    assertThat(model(null).predict(new int[] {1}, new double[] {3})).isEqualTo(-2.75);
    assertThatThrownBy(() -> model(null).predict(new double[3]))
        .hasMessage("a row of 3 features for a model of 2");
  }

  @Test
  void aSavedModelPredictsTheSameBits() throws IOException {
    Path file = folder.resolve("m.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      scaled.write(out);
    }

    TrainedModel read = TrainedModel.read(file);

    double[] row = {1.1, 2.2};
    assertThat(read.predict(row)).isEqualTo(scaled.predict(row));
    assertThat(read.features()).isEqualTo(scaled.features());
    assertThat(read.label()).isEqualTo("level");
    assertThat(read.input()).isEqualTo(Map.of("format", "csv"));
    assertThat(Safetensors.read(file).tensors().get("weight").shape()).containsExactly(1, 2);
  }

  @Test
  void aTensorFileThatIsNoModelIsRefusedByName() throws IOException {
    Path file = folder.resolve("other.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(out, Map.of(), List.of(Tensor.vector("weight", 1)));
    }

    assertThatThrownBy(() -> TrainedModel.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("other.safetensors");
  }

  @Test
  void aModelWithPartsMissingIsRefusedByName() throws IOException {
    Path file = folder.resolve("part.safetensors");
    Map<String, String> words =
        Map.of("bellows.format", "1", "bellows.model", "linear", "bellows.features", "a");
    Tensor weight = Tensor.vector("weight", 1);
    Tensor bias = Tensor.vector("bias", 1);
    Tensor mean = Tensor.vector("scaling.feature-mean", 1);
    for (List<Tensor> tensors : List.of(List.of(weight), List.of(weight, bias, mean))) {
      try (OutputStream out = Files.newOutputStream(file)) {
        Safetensors.write(out, words, tensors);
      }
      assertThatThrownBy(() -> TrainedModel.read(file))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("part.safetensors has no tensor");
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(out, words, List.of(Tensor.vector("weight", 1, 2), bias));
    }
    assertThatThrownBy(() -> TrainedModel.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("part.safetensors is damaged");
  }
}
