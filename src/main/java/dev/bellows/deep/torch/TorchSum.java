package dev.bellows.deep.torch;

import ai.djl.pytorch.engine.PtNDArray;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Labelled;
import dev.bellows.model.GradientSum;
import dev.bellows.model.OutputLoss;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sum over rows, which go through the network in equal passes when all are known. Losses and
 * their slopes by the outputs are computed in double.
 */
final class TorchSum implements GradientSum {
  private final TorchNetwork network;
  private final OutputLoss loss;
  private final boolean trains;
  private final long key;
  private final double[] parameters;
  private final double[] gradient; // null where only the loss is wanted
  private final List<Chosen> rows = new ArrayList<>();
  private long[] numbers = new long[16];
  private double[] labels = new double[16];
  private double[] weights = new double[16];

  TorchSum(
      TorchNetwork network,
      OutputLoss loss,
      boolean trains,
      long key,
      double[] parameters,
      double[] gradient) {
    this.network = network;
    this.loss = loss;
    this.trains = trains;
    this.key = key;
    this.parameters = parameters;
    this.gradient = gradient;
  }

  @Override
  public void add(Examples piece, long firstRow, int[] chosen, int count) {
    Labelled examples = (Labelled) piece;
    if (rows.size() + count > numbers.length) {
      int length = Math.max(rows.size() + count, 2 * numbers.length);
      numbers = Arrays.copyOf(numbers, length);
      labels = Arrays.copyOf(labels, length);
      weights = Arrays.copyOf(weights, length);
    }
    for (int i = 0; i < count; i++) {
      int at = rows.size();
      numbers[at] = firstRow + chosen[i];
      labels[at] = examples.labels()[chosen[i]];
      weights[at] = examples.weight(chosen[i]);
      rows.add(Chosen.of(examples, chosen[i], numbers[at]));
    }
  }

  @Override
  public double finish() {
    TorchWorkspace workspace = network.take(parameters);
    double sum = 0;
    try (Feed feed = network.feed(workspace, rows, trains, key)) {
      while (feed.hasNext()) {
        sum += pass(workspace, feed.next());
      }
    }
    network.give(workspace);
    return sum;
  }

  private double pass(TorchWorkspace workspace, Feed.Filled filled) {
    int[] own = filled.rows();
    if (own.length == 0) {
      return 0;
    }
    long[] drawn = trains ? Arrays.stream(own).mapToLong(row -> numbers[row]).toArray() : null;
    try (TorchPass pass =
        new TorchPass(workspace, network.frozen(), gradient != null, drawn, key)) {
      PtNDArray outputs = network.forward(pass, filled);
      int width = network.outputs();
      double[] slopes = new double[own.length * width];
      TorchNetwork.read(outputs, slopes);
      double sum = 0;
      for (int r = 0; r < own.length; r++) {
        double label = labels[own[r]];
        sum +=
            weights[own[r]]
                * (gradient == null
                    ? loss.loss(slopes, r * width, label)
                    : loss.lossAndSlopes(slopes, r * width, label));
      }
      if (gradient != null) {
        ByteBuffer floats = workspace.room().take(slopes.length);
        FloatBuffer values = floats.asFloatBuffer();
        for (int i = 0; i < slopes.length; i++) {
          values.put((float) (weights[own[i / width]] * slopes[i]));
        }
        PtNDArray back = pass.over(floats, network.outputShape(own.length));
        pass.backward(outputs, back, own.length, parameters, gradient);
      }
      return sum;
    }
  }
}
