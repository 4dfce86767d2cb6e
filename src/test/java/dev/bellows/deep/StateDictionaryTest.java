package dev.bellows.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.Python;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.linalg.ColumnScaling;
import dev.bellows.linalg.DenseRows;
import dev.bellows.model.TrainedModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our model files in the real PyTorch, where a Python has it: strictly, under its own names. */
class StateDictionaryTest {
  private static final int ROWS = 2;

  private static Python python;

  @TempDir private Path folder;

  @BeforeAll
  static void findPython() {
    python = Python.with("torch, numpy");
  }

  @Test
  void pytorchLoadsALenetWithScaledRowsStrictlyAndComputesTheSame() throws IOException {
    Network network =
        Network.of(
            "1x12x12",
            "conv 4 5x5 padding 2, batch-norm, relu, max-pool 2, flatten, linear 8, tanh, linear 3");
    requireSame(
        network,
        """
        nn.Sequential(
            nn.Conv2d(1, 4, 5, padding=2), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(144, 8), nn.Tanh(), nn.Linear(8, 3))
        """);
  }

  @Test
  void pytorchLoadsResnet18StrictlyUnderTorchvisionsNamesAndComputesTheSame() throws IOException {
    requireSame(ReadyNetwork.RESNET18.network(RowShape.image(3, 64, 64), 5), "ResNet18(5)");
  }

  @Test
  void pytorchLoadsSqueezeNetStrictlyUnderTorchvisionsNamesAndComputesTheSame() throws IOException {
    requireSame(
        ReadyNetwork.SQUEEZENET1_1.network(RowShape.image(3, 70, 61), 9),
        """
        nn.Module()
        class Fire(nn.Module):
            def __init__(self, before, squeezed, each):
                super().__init__()
                self.squeeze = nn.Conv2d(before, squeezed, 1)
                self.expand1x1 = nn.Conv2d(squeezed, each, 1)
                self.expand3x3 = nn.Conv2d(squeezed, each, 3, padding=1)
            def forward(self, x):
                x = self.squeeze(x).relu()
                return torch.cat([self.expand1x1(x).relu(), self.expand3x3(x).relu()], 1)
        def pool():
            return nn.MaxPool2d(3, 2, ceil_mode=True)
        network.features = nn.Sequential(
            nn.Conv2d(3, 64, 3, 2), nn.ReLU(), pool(), Fire(64, 16, 64), Fire(128, 16, 64), pool(),
            Fire(128, 32, 128), Fire(256, 32, 128), pool(), Fire(256, 48, 192),
            Fire(384, 48, 192), Fire(384, 64, 256), Fire(512, 64, 256))
        network.classifier = nn.Sequential(
            nn.Dropout(), nn.Conv2d(512, 9, 1), nn.ReLU(), nn.AdaptiveAvgPool2d((1, 1)))
        network.forward = lambda x: network.classifier(network.features(x)).flatten(1)
        """);
  }

  private void requireSame(Network network, String module) throws IOException {
    Path file = folder.resolve("model.safetensors");
    NetworkClassification objective = network.classification();
    double[] parameters = objective.initialParameters(1);
    ColumnScaling scaling = ColumnScaling.dividing(network.columns(), 255);
    TrainedModel model =
        new TrainedModel(objective, parameters, scaling, List.of(), "label", Map.of());
    try (OutputStream out = Files.newOutputStream(file)) {
      model.write(out);
    }
    double[] rows = new Random(2).doubles((long) ROWS * network.columns()).toArray();
    double[] logits = new double[ROWS * network.outputs()];
    int[] all = IntStream.range(0, ROWS).toArray();
    objective.predict(new DenseRows(rows, network.columns()), all, ROWS, parameters, logits);
    Path given = Files.writeString(folder.resolve("rows.txt"), lines(rows));

    String told =
        python.ask(
            """
            import json, sys
            sys.path.insert(0, "src/bench")
            import numpy, torch
            from torch import nn
            from resnet18 import ResNet18
            data = open(sys.argv[1], "rb").read()
            body = 8 + int.from_bytes(data[:8], "little")
            header = json.loads(data[8:body])
            header.pop("__metadata__")
            state = {}
            for name, tensor in header.items():
                begin, end = tensor["data_offsets"]
                values = numpy.frombuffer(data[body + begin : body + end], numpy.float64)
                state[name] = torch.tensor(values.reshape(tensor["shape"]))
            network = %s
            print(network.load_state_dict(state, strict=True))
            network.eval()
            rows = torch.tensor(numpy.loadtxt(sys.argv[2], numpy.float32)).reshape(%d, %s)
            print(*network(rows).flatten().tolist())
            """
                .formatted(
                    module.strip(),
                    ROWS,
                    network.input().sizes().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "))),
            file,
            given);

    List<String> lines = told.lines().toList();
    assertThat(lines).first().isEqualTo("<All keys matched successfully>");
    double[] theirs =
        Arrays.stream(lines.get(1).split(" ")).mapToDouble(Double::parseDouble).toArray();
    double largest = Arrays.stream(theirs).map(Math::abs).max().orElseThrow();
    assertThat(largest).isPositive();
    assertThat(logits).containsExactly(theirs, within(1e-4 * largest));
    assertThat(TrainedModel.read(file).scaling().featureDeviations()).containsOnly(255);
  }

  private static String lines(double[] values) {
    return DoubleStream.of(values).mapToObj(Double::toString).collect(Collectors.joining("\n"));
  }
}
