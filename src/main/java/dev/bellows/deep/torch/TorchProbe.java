package dev.bellows.deep.torch;

import ai.djl.pytorch.engine.PtNDArray;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.deep.script.Script;
import dev.bellows.linalg.Layout;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tries a program before it is trained. */
public final class TorchProbe {
  private static final int ROWS = 2; // a batch normalisation needs more than one

  private TorchProbe() {}

  /**
   * Sends rows of zeros there and back, in training, and in evaluation.
   *
   * @return the number of outputs of a row
   * @throws dev.bellows.InputException if it takes no such rows, makes something else than units,
   *     or has no gradient
   */
  public static int outputs(Script script, RowShape input, Layout layout, double[] parameters) {
    TorchWorkspace workspace = new TorchWorkspace(layout, input.size());
    workspace.setParameters(parameters);
    List<Integer> shape = new ArrayList<>(List.of(ROWS));
    shape.addAll(input.sizes());
    try (TorchPass pass = new TorchPass(workspace, Set.of(), false, null, 0)) {
      pass.run(script, pass.over(zeros(ROWS * input.size()), TorchPass.shape(shape)));
    }
    try (TorchPass pass = new TorchPass(workspace, Set.of(), true, new long[] {0, 1}, 0)) {
      ByteBuffer rows = zeros(ROWS * input.size());
      PtNDArray outputs = pass.run(script, pass.over(rows, TorchPass.shape(shape)));
      int units = (int) outputs.getShape().get(1);
      PtNDArray slopes = pass.over(zeros(ROWS * units), outputs.getShape());
      pass.backward(outputs, slopes, ROWS, parameters, new double[parameters.length]);
      return units;
    }
  }

  private static ByteBuffer zeros(int floats) {
    ByteBuffer room = NativeRoom.aligned(floats * Float.BYTES);
    FloatBuffer values = room.asFloatBuffer();
    while (values.hasRemaining()) {
      values.put(0);
    }
    return room;
  }
}
