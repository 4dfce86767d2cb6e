package dev.bellows.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import dev.bellows.model.GradientSum;
import dev.bellows.model.TrainedModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A module of TorchScript beside PyTorch itself, whose numbers script.py has written down. */
class ScriptedModuleTest {
  private static final double FLOAT = 1e-5;
  private static final RowShape INPUT = RowShape.parse("1x6x6");
  private static final int[] ALL = {0, 1, 2, 3, 4};
  private static final JsonNode GOLDEN = golden();

  @TempDir private Path folder;

  private static JsonNode golden() {
    try (InputStream in = ScriptedModuleTest.class.getResourceAsStream("script.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ScriptedModule module() {
    return module("script.pt");
  }

  private static ScriptedModule module(String name) {
    try {
      return ScriptedModule.read(
          Path.of(ScriptedModuleTest.class.getResource(name).toURI()), INPUT);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double[] numbers(JsonNode list) {
    return IntStream.range(0, list.size()).mapToDouble(i -> list.get(i).asDouble()).toArray();
  }

  private static LabelledRows rows() {
    return new LabelledRows(
        new DenseRows(numbers(GOLDEN.get("rows")), 36), numbers(GOLDEN.get("labels")));
  }

  private static double[] gradient(NetworkClassification network, double[] parameters) {
    double[] gradient = new double[parameters.length + 1];
    GradientSum sum = network.beginBatch(1, parameters, gradient);
    sum.add(rows(), 0, ALL, ALL.length);
    gradient[parameters.length] = sum.finish();
    return gradient;
  }

  private static void assertClose(String name, double[] found, double[] expected) {
    double most =
        IntStream.range(0, expected.length).mapToDouble(i -> Math.abs(expected[i])).max().orElse(0);
    assertThat(found)
        .as(name)
        .usingComparatorWithPrecision(FLOAT * Math.max(most, 1e-3))
        .containsExactly(expected);
  }

  @Test
  void parametersAndBuffersHaveTheModulesNames() {
    ScriptedModule module = module();
    double[] parameters = module.initialParameters(1);
    for (Layout.Slot slot : module.layout().tensors()) {
      assertThat(module.layout().read(slot.name(), parameters))
          .as(slot.name())
          .usingComparatorWithPrecision(1e-9)
          .containsExactly(numbers(GOLDEN.get("state").get(slot.name())));
    }
    assertThat(module.layout().tensors())
        .extracting(Layout.Slot::name)
        .contains("blocks.1.bn.running_var", "tied.weight", "scale")
        .doesNotContain("same.weight", "blocks.0.bn.num_batches_tracked");
    assertThat(module.outputs()).isEqualTo(3);
    assertThat(module.table()).contains("blocks.0.bn.running_mean", "1x6x6 in, 3 out");
  }

  @Test
  void outputsAndLossInEvaluationArePyTorchs() {
    ScriptedModule module = module();
    NetworkClassification network = module.classification();
    double[] parameters = module.initialParameters(1);
    double[] outputs = new double[15];
    network.predict(rows().features(), ALL, 5, parameters, outputs);
    JsonNode golden = GOLDEN.get("evaluation");
    assertClose("outputs", outputs, numbers(golden.get("outputs")));
    double loss = network.loss(rows(), ALL, 5, parameters);
    assertThat(loss).isEqualTo(golden.get("loss").asDouble(), within(FLOAT * loss));
  }

  @Test
  void gradientsAndStatisticsInTrainingArePyTorchs() {
    ScriptedModule module = module();
    Layout layout = module.layout();
    double[] parameters = module.initialParameters(1);
    double[] gradient = gradient(module.classification(), parameters);
    JsonNode golden = GOLDEN.get("training");
    assertThat(gradient[parameters.length]).isEqualTo(golden.get("loss").asDouble(), within(1e-4));
    for (Layout.Slot slot : layout.tensors()) {
      double[] found = layout.read(slot.name(), gradient);
      if (slot.average() == 0) {
        assertClose(slot.name(), found, numbers(golden.get("gradients").get(slot.name())));
      } else {
        double[] before = layout.read(slot.name(), parameters);
        double[] after =
            IntStream.range(0, found.length).mapToDouble(i -> before[i] - found[i] / 5).toArray();
        assertClose(slot.name(), after, numbers(golden.get("buffers").get(slot.name())));
      }
    }
    // Again, and in the same bits: nothing is left of the pass before.
    assertThat(gradient(module.classification(), parameters)).isEqualTo(gradient);
  }

  @Test
  void frozenTensorsHaveNoGradientUntilTheirEpoch() {
    ScriptedModule module = module();
    double[] parameters = module.initialParameters(1);
    double[] whole = gradient(module.classification(), parameters);
    NetworkClassification frozen =
        module.classification().freeze(Map.of("stem.weight", 2L, "stem.bias", Long.MAX_VALUE));
    for (int epoch = 0; epoch < 4; epoch++) {
      double[] gradient = gradient((NetworkClassification) frozen.inEpoch(epoch), parameters);
      for (Layout.Slot slot : module.layout().tensors()) {
        boolean still =
            slot.name().equals("stem.bias") || slot.name().equals("stem.weight") && epoch < 2;
        double[] expected =
            still ? new double[slot.size()] : module.layout().read(slot.name(), whole);
        assertThat(module.layout().read(slot.name(), gradient))
            .as("%s in epoch %d", slot.name(), epoch)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void aTaskAndAModelsFileNeedNoOtherFile() throws Exception {
    ScriptedModule module = module();
    double[] parameters = module.initialParameters(1);
    NetworkClassification network = module.classification();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(sent)) {
      out.writeObject(network);
    }
    assertThat(sent.size()).isLessThan(20_000);
    NetworkClassification there;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(sent.toByteArray()))) {
      there = (NetworkClassification) in.readObject();
    }
    assertThat(gradient(there, parameters)).isEqualTo(gradient(network, parameters));

    Path file = folder.resolve("model.safetensors");
    TrainedModel model = new TrainedModel(network, parameters, null, List.of(), "label", Map.of());
    try (var out = Files.newOutputStream(file)) {
      model.write(out);
    }
    TrainedModel read = TrainedModel.read(file);
    double[] row = new double[36];
    row[7] = 1;
    assertThat(read.outputs(row)).isEqualTo(model.outputs(row));
    assertThat(((NetworkClassification) read.objective()).network().layout())
        .isEqualTo(module.layout());
    assertThat(((NetworkClassification) read.objective()).freeze(Set.of("stem.bias")).frozen())
        .containsExactly("stem.bias");
  }

  @Test
  void aSingleRowGoesByTheRunningStatisticsWhereThereAreNoOthers() {
    ScriptedModule module = module("dropout.pt");
    double[] parameters = module.initialParameters(1);
    double[] gradient = new double[parameters.length];
    GradientSum sum = module.classification().beginBatch(1, parameters, gradient);
    sum.add(rows(), 0, ALL, 1);
    assertThat(sum.finish())
        .isEqualTo(module.classification().loss(rows(), ALL, 1, parameters), within(1e-6));
    for (String statistic : List.of("1.weight", "2.weight")) {
      assertThat(module.layout().read(statistic, gradient)).isNotEqualTo(new double[8]);
    }
    assertThat(module.layout().read("2.running_mean", gradient)).containsOnly(0);
    assertThat(module.layout().read("2.running_var", gradient)).containsOnly(0);
  }

  @Test
  void whatIsDrawnFollowsTheKeyOfTheBatch() {
    ScriptedModule module = module("dropout.pt");
    double[] parameters = module.initialParameters(1);
    List<double[]> sums = new ArrayList<>();
    for (long key : new long[] {1, 1, 2}) {
      double[] gradient = new double[parameters.length];
      GradientSum sum = module.classification().beginBatch(key, parameters, gradient);
      sum.add(rows(), 0, ALL, 5);
      sum.finish();
      sums.add(gradient);
    }
    assertThat(sums.get(1)).isEqualTo(sums.get(0));
    assertThat(sums.get(2)).isNotEqualTo(sums.get(0));
  }
}
