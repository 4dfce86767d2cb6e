package dev.bellows.deep.torch;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.deep.layer.Sequence;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Rows;
import dev.bellows.model.GradientSum;
import dev.bellows.model.OutputLoss;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A network that PyTorch computes. Any number of threads may use it. */
public final class TorchNetwork {
  private final Sequence layers;
  private final RowShape input;
  private final Layout layout;
  private final int outputs;
  private final int rowsPerPass;
  private final Queue<TorchWorkspace> idle = new ConcurrentLinkedQueue<>();

  /**
   * A network.
   *
   * @param rowsPerPass how many rows go through it at once, at most
   */
  public TorchNetwork(Sequence layers, RowShape input, Layout layout, int rowsPerPass) {
    this.layers = layers;
    this.input = input;
    this.layout = layout;
    outputs = layers.output(input).size();
    int fitting = Integer.MAX_VALUE / Float.BYTES / input.size(); // one array of bytes holds them
    this.rowsPerPass = Math.max(1, Math.min(rowsPerPass, fitting));
  }

  /** Begins the sum of a batch, in training. */
  public GradientSum begin(OutputLoss loss, long key, double[] parameters, double[] gradient) {
    return new TorchSum(this, loss, true, key, parameters, gradient);
  }

  /** Begins a sum that nothing is dropped in; {@code gradient} is null where none is wanted. */
  public GradientSum begin(OutputLoss loss, double[] parameters, double[] gradient) {
    return new TorchSum(this, loss, false, 0, parameters, gradient);
  }

  /** The outputs for some rows. */
  public void predict(
      Rows rows, int[] chosen, int count, double[] parameters, double[] predictions) {
    List<Chosen> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(new Chosen(rows, chosen[i]));
    }
    TorchWorkspace workspace = take(parameters);
    for (int[] range : passes(count)) {
      try (TorchPass pass = new TorchPass(workspace, false, null, 0)) {
        PtNDArray made = forward(pass, workspace, all.subList(range[0], range[1]));
        read(made, predictions, range[0] * outputs, (range[1] - range[0]) * outputs);
      }
    }
    give(workspace);
  }

  /** One row of some rows. */
  record Chosen(Rows rows, int row) {}

  /** Goes forward. */
  PtNDArray forward(TorchPass pass, TorchWorkspace workspace, List<Chosen> rows) {
    ByteBuffer floats = workspace.room().take(rows.size() * input.size());
    FloatBuffer values = floats.asFloatBuffer();
    double[] row = workspace.row();
    for (Chosen chosen : rows) {
      Arrays.fill(row, 0);
      chosen.rows().addScaled(chosen.row(), 1, row, 0);
      NativeRoom.write(row, 0, row.length, values, workspace.scratch());
    }
    List<Integer> shape = new ArrayList<>(List.of(rows.size()));
    shape.addAll(input.sizes());
    return layers.forward(pass.over(floats, TorchPass.shape(shape)), "", pass);
  }

  /** Reads outputs. */
  static void read(PtNDArray made, double[] to, int at, int count) {
    FloatBuffer values = TorchPass.floats(made);
    for (int i = at; i < at + count; i++) {
      to[i] = values.get();
    }
  }

  /** The shape of the outputs of so many rows. */
  Shape outputShape(int rows) {
    return new Shape(rows, outputs);
  }

  int outputs() {
    return outputs;
  }

  /** Divides so many rows into passes of one size, but for one row. */
  List<int[]> passes(int count) {
    List<int[]> ranges = new ArrayList<>();
    int passes = (count + rowsPerPass - 1) / rowsPerPass;
    for (int p = 0; p < passes; p++) {
      int from = (int) ((long) p * count / passes);
      ranges.add(new int[] {from, (int) ((p + 1L) * count / passes)});
    }
    return ranges;
  }

  /** A workspace that nobody else has, with these parameters. */
  TorchWorkspace take(double[] parameters) {
    TorchWorkspace found = idle.poll();
    TorchWorkspace workspace = found == null ? new TorchWorkspace(layout, input.size()) : found;
    workspace.setParameters(parameters);
    return workspace;
  }

  /** Gives one back. One whose pass has failed is not given back. */
  void give(TorchWorkspace workspace) {
    idle.add(workspace);
  }
}
