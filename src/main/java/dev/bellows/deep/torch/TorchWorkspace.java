package dev.bellows.deep.torch;

import dev.bellows.linalg.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one thread needs for its passes, and the next one for its own. */
final class TorchWorkspace {
  private static final int SCRATCH = 4096;

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final NativeRoom room = new NativeRoom();
  private final NativeRoom[] inputs = {new NativeRoom(), new NativeRoom()};
  private final float[] scratch = new float[SCRATCH];
  private final double[] row;

  /**
   * A tensor of the network, and its elements in single precision.
   *
   * @param slot its place among the parameters
   * @param floats its elements
   */
  record Tensor(Layout.Slot slot, ByteBuffer floats) {}

  TorchWorkspace(Layout layout, int columns) {
    row = new double[columns];
    int floats = 0;
    for (Layout.Slot slot : layout.tensors()) {
      floats = Math.addExact(floats, NativeRoom.padded(slot.size()));
    }
    ByteBuffer all = NativeRoom.aligned(Math.multiplyExact(floats, Float.BYTES));
    int at = 0;
    for (Layout.Slot slot : layout.tensors()) {
      ByteBuffer own = all.slice(at, slot.size() * Float.BYTES).order(ByteOrder.nativeOrder());
      tensors.put(slot.name(), new Tensor(slot, own));
      at += NativeRoom.padded(slot.size()) * Float.BYTES;
    }
  }

  /** Takes parameters over. */
  void setParameters(double[] parameters) {
    for (Tensor tensor : tensors.values()) {
      Layout.Slot slot = tensor.slot();
      NativeRoom.write(
          parameters, slot.offset(), slot.size(), tensor.floats().asFloatBuffer(), scratch);
    }
  }

  Tensor tensor(String name) {
    return tensors.get(name);
  }

  NativeRoom room() {
    return room;
  }

  /** Room for the rows of a pass; those of the next one are written beside them. */
  ByteBuffer input(int pass, int floats) {
    NativeRoom own = inputs[pass % inputs.length];
    own.clear();
    return own.take(floats);
  }

  /** Room for some floats on their way. */
  float[] scratch() {
    return scratch;
  }

  /** Room for one row. */
  double[] row() {
    return row;
  }
}
