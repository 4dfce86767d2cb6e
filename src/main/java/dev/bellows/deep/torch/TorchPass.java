package dev.bellows.deep.torch;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.bellows.deep.layer.Activation;
import dev.bellows.deep.layer.BatchNorm;
import dev.bellows.deep.layer.Convolution;
import dev.bellows.deep.layer.Extent;
import dev.bellows.deep.layer.Operations;
import dev.bellows.deep.layer.Pooling;
import dev.bellows.deep.script.Script;
import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.Layout;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One way of some rows through a network, and perhaps back. All its tensors are freed when it is
 * closed.
 *
 * <p>DJL's own collector of gradients may exist once in a JVM, and several tasks may train in one;
 * so the engine is called by its JNI methods, which know of no such limit: whether gradients are
 * collected is a matter of the thread.
 */
final class TorchPass implements Operations<PtNDArray>, AutoCloseable {
  private static final Shape NO_DILATION = new Shape(1, 1);

  private final TorchWorkspace workspace;
  private final PtNDManager manager;
  private final Set<String> frozen;
  private final boolean wasCollecting;
  private final boolean collects;
  private final long[] rows; // global numbers, in training; null else
  private final long key;
  private final Map<String, PtNDArray> tensors = new LinkedHashMap<>();
  private final Map<String, PtNDArray> seen = new LinkedHashMap<>(); // by running statistic
  private int drops;
  private TorchModule module; // null: none has run

  /**
   * Begins a pass.
   *
   * @param frozen the tensors that have no gradient; below the lowest of the others nothing is
   *     computed on the way back
   * @param collects whether it goes back
   * @param rows the rows' global numbers where it is one of training; else null
   * @param key of the batch, in training
   */
  TorchPass(TorchWorkspace workspace, Set<String> frozen, boolean collects, long[] rows, long key) {
    this.workspace = workspace;
    this.frozen = frozen;
    this.collects = collects;
    this.rows = rows;
    this.key = key;
    manager = TorchEngine.manager();
    PassGate.enter();
    wasCollecting = JniUtils.isGradMode();
    JniUtils.setGradMode(collects);
  }

  /** A tensor over memory that nobody writes to before this pass is closed. */
  PtNDArray over(ByteBuffer floats, Shape shape) {
    return JniUtils.createNdFromByteBuffer(
        manager, floats, shape, DataType.FLOAT32, SparseFormat.DENSE, Device.cpu());
  }

  @Override
  public PtNDArray tensor(String name) {
    return tensors.computeIfAbsent(
        name,
        missing -> {
          TorchWorkspace.Tensor tensor = workspace.tensor(name);
          PtNDArray made = over(tensor.floats(), shape(tensor.slot().shape()));
          if (collects && isTrained(tensor.slot())) {
            JniUtils.attachGradient(made, true);
          }
          return made;
        });
  }

  private boolean isTrained(Layout.Slot slot) {
    return slot.average() == 0 && !frozen.contains(slot.name());
  }

  /** Goes forward through a program; the outputs are rows × units. */
  PtNDArray run(Script script, PtNDArray input) {
    module = TorchModule.take(script);
    for (String name : script.tensors()) {
      TorchWorkspace.Tensor tensor = workspace.tensor(name);
      boolean trained = collects && isTrained(tensor.slot());
      PtNDArray own = module.set(name, tensor.floats(), trained);
      tensors.put(name, own);
      if (rows != null && tensor.slot().average() > 0) {
        seen.put(name, own);
      }
    }
    long seed = rows == null ? 0 : KeyedRandom.key(key, rows[0]);
    return module.forward(input, rows != null, seed);
  }

  /**
   * Goes back, and adds what comes of it to a gradient.
   *
   * @param outputs of the last layer
   * @param slopes of the losses by the outputs, of the same shape
   * @param count the number of rows
   */
  void backward(PtNDArray outputs, PtNDArray slopes, int count, double[] parameters, double[] to) {
    if (module == null) {
      JniUtils.backward(outputs, slopes, false, false);
    } else {
      module.backward(outputs, slopes);
    }
    for (Map.Entry<String, PtNDArray> tensor : tensors.entrySet()) {
      Layout.Slot slot = workspace.tensor(tensor.getKey()).slot();
      PtNDArray gradient = isTrained(slot) ? JniUtils.getGradient(tensor.getValue()) : null;
      if (gradient != null) {
        NativeRoom.add(floats(gradient), to, slot.offset(), slot.size(), workspace.scratch());
        gradient.close();
      }
    }
    for (Map.Entry<String, PtNDArray> statistic : seen.entrySet()) {
      Layout.Slot slot = workspace.tensor(statistic.getKey()).slot();
      if (frozen.contains(slot.name())) {
        continue;
      }
      FloatBuffer values = floats(statistic.getValue());
      for (int i = slot.offset(); i < slot.offset() + slot.size(); i++) {
        to[i] += count * (parameters[i] - values.get());
      }
    }
  }

  /** The elements of a tensor, as long as it is there. */
  static FloatBuffer floats(PtNDArray tensor) {
    return tensor.toByteBuffer(true).asFloatBuffer();
  }

  @Override
  public PtNDArray convolution(
      PtNDArray input, PtNDArray weight, PtNDArray bias, Convolution layer) {
    return JniUtils.convolution(
        input,
        weight,
        bias,
        shape(layer.stride()),
        shape(layer.padding()),
        NO_DILATION,
        layer.groups());
  }

  @Override
  public PtNDArray linear(PtNDArray input, PtNDArray weight, PtNDArray bias) {
    return JniUtils.linear(input, weight, bias);
  }

  @Override
  public PtNDArray batchNorm(PtNDArray input, String path, BatchNorm layer) {
    PtNDArray weight = tensor(path + "weight");
    PtNDArray bias = tensor(path + "bias");
    // One number in a channel has no variance; the running statistics serve, and stay as they are.
    boolean one = input.getShape().size() == weight.getShape().size();
    if (rows == null || one) {
      PtNDArray mean = tensor(path + BatchNorm.MEAN);
      PtNDArray variance = tensor(path + BatchNorm.VARIANCE);
      return normalize(input, mean, variance, weight, bias, false, layer.epsilon());
    }
    PtNDArray mean = zeros(weight.getShape());
    PtNDArray variance = zeros(weight.getShape());
    seen.put(path + BatchNorm.MEAN, mean);
    seen.put(path + BatchNorm.VARIANCE, variance);
    return normalize(input, mean, variance, weight, bias, true, layer.epsilon());
  }

  /** In training, mean and variance take over the statistics of the input: a momentum of 1. */
  private static PtNDArray normalize(
      PtNDArray input,
      PtNDArray mean,
      PtNDArray variance,
      PtNDArray weight,
      PtNDArray bias,
      boolean trains,
      double epsilon) {
    // The order is that of DJL's own call; the method's parameters are named in another one.
    return JniUtils.batchNorm(input, mean, variance, weight, bias, trains, 1, epsilon);
  }

  private PtNDArray zeros(Shape shape) {
    ByteBuffer floats = workspace.room().take((int) shape.size());
    FloatBuffer values = floats.asFloatBuffer();
    while (values.hasRemaining()) {
      values.put(0);
    }
    return over(floats, shape);
  }

  @Override
  public PtNDArray pool(PtNDArray input, Pooling layer) {
    Shape window = shape(layer.window());
    Shape stride = shape(layer.stride());
    Shape padding = shape(layer.padding());
    return layer.kind() == Pooling.Kind.MAX
        ? JniUtils.maxPool(input, window, stride, padding, layer.ceil())
        : JniUtils.avgPool(input, window, stride, padding, layer.ceil(), true);
  }

  @Override
  public PtNDArray meanOfChannels(PtNDArray input) {
    return JniUtils.adaptiveAvgPool(input, new Shape(1, 1));
  }

  @Override
  public PtNDArray activate(PtNDArray input, Activation function) {
    return switch (function) {
      case RELU -> JniUtils.relu(input);
      case TANH -> JniUtils.tanh(input);
      case SIGMOID -> JniUtils.sigmoid(input);
      case GELU -> JniUtils.gelu(input);
    };
  }

  @Override
  public PtNDArray drop(PtNDArray input, double probability) {
    if (rows == null || probability == 0) {
      return input;
    }
    long layerKey = KeyedRandom.key(key, drops++);
    int size = (int) (input.getShape().size() / rows.length);
    float kept = (float) (1 / (1 - probability));
    ByteBuffer mask = workspace.room().take(Math.multiplyExact(rows.length, size));
    FloatBuffer factors = mask.asFloatBuffer();
    for (long row : rows) {
      long rowKey = KeyedRandom.key(layerKey, row);
      for (int i = 0; i < size; i++) {
        factors.put(KeyedRandom.uniform(rowKey, i) < probability ? 0 : kept);
      }
    }
    return JniUtils.mul(input, over(mask, input.getShape()));
  }

  @Override
  public PtNDArray flatten(PtNDArray input) {
    return JniUtils.flatten(input, 1, -1);
  }

  @Override
  public PtNDArray padChannels(PtNDArray input, int channels, int stride) {
    Shape shape = input.getShape();
    PtNDArray lines = JniUtils.slice(input, 2, 0, shape.get(2), stride);
    PtNDArray pixels = JniUtils.slice(lines, 3, 0, shape.get(3), stride);
    long missing = channels - shape.get(1);
    long before = missing / 2;
    // From the last axis on, two numbers for each: width, height, channels.
    PtNDArray padded = JniUtils.pad(pixels, new long[] {0, 0, 0, 0, before, missing - before}, 0);
    lines.close();
    pixels.close();
    return padded;
  }

  @Override
  public PtNDArray add(PtNDArray first, PtNDArray second) {
    return JniUtils.add(first, second);
  }

  @Override
  public PtNDArray concat(List<PtNDArray> parts) {
    return JniUtils.cat(parts.toArray(PtNDArray[]::new), 1);
  }

  @Override
  public void release(PtNDArray tensor) {
    tensor.close();
  }

  static Shape shape(List<Integer> sizes) {
    return new Shape(sizes.stream().mapToLong(Integer::longValue).toArray());
  }

  private static Shape shape(Extent extent) {
    return new Shape(extent.height(), extent.width());
  }

  @Override
  public void close() {
    try {
      JniUtils.setGradMode(wasCollecting);
      manager.close();
      if (module != null) {
        module.give();
      }
      workspace.room().clear();
    } finally {
      PassGate.leave();
    }
  }
}
