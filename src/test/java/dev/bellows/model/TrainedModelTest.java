package dev.bellows.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.bellows.InputException;
import dev.bellows.linalg.ColumnScaling;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

  private static final double[] ROW = {1.5, 0, -2};

  /** One of each kind, with everything about it other than its defaults. */
  static Stream<TrainedModel> kinds() {
    ColumnScaling features =
        new ColumnScaling(new double[] {1, 2, 3}, new double[] {2, 0.5, 4}, 0, 1);
    return Stream.of(
        kind(new LinearRegression(3), null, List.of()),
        kind(new LinearRegression(3, RegressionLoss.huber(1.35), false), features, List.of()),
        kind(new LinearRegression(3, RegressionLoss.ABSOLUTE, true), features, List.of()),
        kind(new LogisticRegression(3), features, List.of("no", "yes")),
        kind(new LogisticRegression(3, false), null, List.of("-1", "1")),
        kind(new SoftmaxRegression(3, 4), features, List.of("a,\nb", "", "\"c\"", "ä")),
        kind(new SoftmaxRegression(3, 2, false), null, List.of("0", "1")));
  }

  private static TrainedModel kind(
      Predictor objective, ColumnScaling scaling, List<String> labels) {
    double[] parameters = new Random(1).doubles(objective.layout().size(), -1, 1).toArray();
    return new TrainedModel(
        objective, parameters, scaling, List.of(), "y", labels, Map.of("format", "csv"));
  }

  private Path saved(TrainedModel model) throws IOException {
    Path file = folder.resolve("kind.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      model.write(out);
    }
    return file;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindIsReadAsItWasWritten(TrainedModel model) throws IOException {
    TrainedModel read = TrainedModel.read(saved(model));

    assertThat(read.objective()).isEqualTo(model.objective());
    assertThat(read.parameters()).isEqualTo(model.parameters());
    assertThat(read.labels()).isEqualTo(model.labels());
    assertThat(read.predict(ROW)).isEqualTo(model.predict(ROW));
    assertThat(read.outputs(ROW)).isEqualTo(model.outputs(ROW));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aSparseRowIsPredictedAsTheDenseOne(TrainedModel model) {
    int[] indices = {0, 2};
    double[] values = {1.5, -2};

    assertThat(model.outputs(indices, values)).containsExactly(model.outputs(ROW), within(1e-15));
    assertThat(model.predict(indices, values)).isEqualTo(model.predict(ROW), within(1e-14));
    assertThatThrownBy(() -> model.predict(new int[] {3}, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a row has a feature number 3; those of the model are 0 to 2");
    if (!model.labels().isEmpty()) {
      assertThat(model.predictClass(indices, values)).isEqualTo(model.predictClass(ROW));
      assertThat(model.predictLabel(indices, values)).isEqualTo(model.predictLabel(ROW));
      assertThat(model.probabilities(indices, values))
          .containsExactly(model.probabilities(ROW), within(1e-15));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aClassifierSaysTheClassItsLabelAndProbabilities(TrainedModel model) {
    if (model.labels().isEmpty()) {
      assertThatThrownBy(() -> model.probabilities(ROW))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a regression of y has no classes");
      return;
    }
    double[] probabilities = model.probabilities(ROW);
    int likely = model.predictClass(ROW);

    assertThat(probabilities).hasSize(model.labels().size());
    assertThat(Arrays.stream(probabilities).sum()).isEqualTo(1, within(1e-15));
    assertThat(probabilities[likely]).isEqualTo(Arrays.stream(probabilities).max().getAsDouble());
    assertThat(model.predict(ROW)).isEqualTo(likely);
    assertThat(model.predictLabel(ROW)).isEqualTo(model.labels().get(likely));
  }

  @Test
  void aModelOfTheFirstFormatIsALinearOneOfTheSquaredLoss() throws IOException {
    Path file = folder.resolve("first.safetensors");
    Map<String, String> words =
        Map.of(
            "bellows.format", "1",
            "bellows.model", "linear",
            "bellows.features", "speed\nangle",
            "bellows.label", "level",
            "bellows.data.format", "csv");
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(
          out,
          words,
          List.of(
              new Tensor("weight", List.of(1, 2), new double[] {0.5, -1}),
              Tensor.vector("bias", 0.25),
              Tensor.vector("scaling.feature-mean", 10, -1),
              Tensor.vector("scaling.feature-deviation", 2, 0.5),
              Tensor.vector("scaling.label-mean", 100),
              Tensor.vector("scaling.label-deviation", 20)));
    }

    TrainedModel read = TrainedModel.read(file);

    assertThat(read.objective()).isEqualTo(new LinearRegression(2));
    assertThat(read.predict(new double[] {12, -1.5})).isEqualTo(135, within(1e-12));
    assertThat(read.features()).containsExactly("speed", "angle");
    assertThat(read.labels()).isEmpty();
    assertThat(read.input()).isEqualTo(Map.of("format", "csv"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bellows.model | logitsic | is damaged: there is no model type 'logitsic' (did you mean 'logistic'?); there are linear, logistic, softmax
          bellows.model.intercept | perhaps | is damaged: intercept = perhaps
          bellows.model.intercept | false | is damaged: it has a tensor 'bias' that is none of a softmax model
          bellows.labels | ["a"] | is damaged: 1 labels for 4 classes
          bellows.labels | ["a | is damaged: bellows.labels = ["a
          bellows.features | a | is damaged: 16 parameters, 1 feature names
          bellows.format | 3 | is a tensor file, but not a model that this version wrote
          """)
  void whatAFileSaysWrongIsTold(String key, String value, String message) throws IOException {
    Path file = saved(kind(new SoftmaxRegression(3, 4), null, List.of("a", "b", "c", "d")));
    Safetensors.Content content = Safetensors.read(file);
    Map<String, String> words = new HashMap<>(content.metadata());
    words.put(key, value);
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(out, words, List.copyOf(content.tensors().values()));
    }

    assertThatThrownBy(() -> TrainedModel.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + " ")
        .hasMessageContaining(message);
  }

  @Test
  void aFileThatLacksATensorOrHasOneOfAnotherSizeIsRefusedByName() throws IOException {
    Path file = saved(kind(new SoftmaxRegression(3, 4), null, List.of("a", "b", "c", "d")));
    Safetensors.Content content = Safetensors.read(file);
    Tensor weight = content.tensors().get("weight");
    for (List<Tensor> tensors :
        List.of(
            List.of(weight),
            List.of(content.tensors().get("bias")),
            List.of(weight, Tensor.vector("bias", 1, 2)),
            List.of(new Tensor("weight", List.of(12), weight.values())))) {
      try (OutputStream out = Files.newOutputStream(file)) {
        Safetensors.write(out, content.metadata(), tensors);
      }
      assertThatThrownBy(() -> TrainedModel.read(file))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(file + " ")
          .hasMessageMatching("(?s).*'(weight|bias)'.*");
    }
  }

  @Test
  void aTornFileIsRefusedWhereverItIsTorn() throws IOException {
    Path file = saved(kind(new LogisticRegression(3), null, List.of("0", "1")));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> TrainedModel.read(file))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("kind.safetensors");
    }
  }

  @Test
  void labelsThatAreNotOneForEachClassAreRefused() {
    assertThatThrownBy(() -> kind(new LogisticRegression(3), null, List.of("yes")))
        .hasMessage("1 labels for 2 classes");
    assertThatThrownBy(() -> kind(new LinearRegression(3), null, List.of("yes")))
        .hasMessage("1 labels for 0 classes");
    TrainedModel usual =
        new TrainedModel(
            new SoftmaxRegression(1, 3), new double[6], null, List.of(), "y", Map.of());
    assertThat(usual.labels()).containsExactly("0", "1", "2");
  }

  @Test
  void aPredictionAllocatesNoMoreThanItsOutputs() {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    TrainedModel model = kind(new LogisticRegression(3), null, List.of("0", "1"));
    double sum = 0;
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 2000 && least > 200 * 64; attempt++) {
      long before = thread.getThreadAllocatedBytes(Thread.currentThread().getId());
      for (int i = 0; i < 200; i++) {
        sum += model.predict(ROW);
      }
      long bytes = thread.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
      least = Math.min(least, bytes);
    }
    assertThat(sum).isFinite();
    assertThat(least).as("bytes of 200 predictions").isLessThanOrEqualTo(200 * 64);
  }
}
