package dev.bellows.deep.torch;

import ai.djl.pytorch.engine.PtNDArray;
import dev.bellows.deep.torch.TorchNetwork.Chosen;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.LabelledRows;
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
    LabelledRows examples = (LabelledRows) piece;
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
      rows.add(new Chosen(examples.features(), chosen[i]));
    }
  }

  @Override
  public double finish() {
    TorchWorkspace workspace = network.take(parameters);
    double sum = 0;
    for (int[] range : network.passes(rows.size())) {
      sum += pass(workspace, range[0], range[1]);
    }
    network.give(workspace);
    return sum;
  }

  private double pass(TorchWorkspace workspace, int from, int to) {
    long[] own = trains ? Arrays.copyOfRange(numbers, from, to) : null;
    try (TorchPass pass = new TorchPass(workspace, gradient != null, own, key)) {
      PtNDArray outputs = network.forward(pass, workspace, rows.subList(from, to));
      int width = network.outputs();
      double[] slopes = new double[(to - from) * width];
      TorchNetwork.read(outputs, slopes, 0, slopes.length);
      double sum = 0;
      for (int r = from; r < to; r++) {
        int at = (r - from) * width;
        if (gradient == null) {
          sum += weights[r] * loss.loss(slopes, at, labels[r]);
        } else {
          sum += weights[r] * loss.lossAndSlopes(slopes, at, labels[r]);
        }
      }
      if (gradient != null) {
        ByteBuffer floats = workspace.room().take(slopes.length);
        FloatBuffer values = floats.asFloatBuffer();
        for (int i = 0; i < slopes.length; i++) {
          values.put((float) (weights[from + i / width] * slopes[i]));
        }
        PtNDArray back = pass.over(floats, network.outputShape(to - from));
        pass.backward(outputs, back, to - from, parameters, gradient);
      }
      return sum;
    }
  }
}
