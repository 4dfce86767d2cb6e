package dev.bellows.deep.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.bellows.InputException;
import dev.bellows.deep.script.Script;
import dev.bellows.linalg.weights.TorchScript;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * One copy of a program in PyTorch, with memory of its own for its tensors. For one thread at a
 * time.
 *
 * <p>Copies are kept, a few for each program: a program is compiled when it is loaded, and a task
 * may be as short as one pass.
 */
final class TorchModule {
  /** So many programs are kept; others, which are not used now, give way. */
  private static final int MOST_PROGRAMS = 4;

  private static final String ONE_VALUE = "more than 1 value per channel";
  private static final int LONGEST_REASON = 300;

  /** Those that nobody uses now, by the digest of their program. */
  private static final Map<String, Queue<TorchModule>> IDLE = new ConcurrentHashMap<>();

  /** PyTorch has one generator in a process, which a program draws from. */
  private static final Object GENERATOR = new Object();

  private Script script; // its present user's
  private final PtNDManager manager = TorchEngine.manager();
  private final PtSymbolBlock block;
  private final Map<String, PtNDArray> tensors = new LinkedHashMap<>();
  private final Map<PtNDArray, byte[]> staying = new LinkedHashMap<>(); // what is in the file

  private TorchModule(Script script) {
    this.script = script;
    try {
      block = JniUtils.loadModule(manager, new ByteArrayInputStream(script.program()), true, false);
      List<PtNDArray> all = tensors();
      for (int i = 0; i < all.size(); i++) {
        if (i < script.tensors().size()) {
          tensors.put(script.tensors().get(i), all.get(i));
        } else {
          staying.put(all.get(i), all.get(i).toByteArray());
        }
      }
    } catch (EngineException | IOException e) {
      manager.close();
      throw failure("cannot be loaded", e);
    }
  }

  private List<PtNDArray> tensors() {
    JniUtils.setGraphExecutorOptimize(false);
    List<PtNDArray> all = new ArrayList<>();
    try (IValue list = IValueUtils.runMethod(block, TorchScript.TENSORS)) {
      list.toNDList(manager).forEach(tensor -> all.add((PtNDArray) tensor));
    }
    return all;
  }

  /** A copy that nobody else has. */
  static TorchModule take(Script script) {
    Queue<TorchModule> idle = IDLE.get(script.digest());
    TorchModule found = idle == null ? null : idle.poll();
    if (found == null) {
      return new TorchModule(script);
    }
    found.script = script;
    return found;
  }

  /** Gives it back. */
  void give() {
    IDLE.computeIfAbsent(script.digest(), digest -> new ConcurrentLinkedQueue<>()).add(this);
    for (String digest : List.copyOf(IDLE.keySet())) {
      if (IDLE.size() > MOST_PROGRAMS && !digest.equals(script.digest())) {
        Queue<TorchModule> others = IDLE.remove(digest);
        for (TorchModule other = poll(others); other != null; other = poll(others)) {
          other.manager.close();
        }
      }
    }
  }

  private static TorchModule poll(Queue<TorchModule> queue) {
    return queue == null ? null : queue.poll();
  }

  /**
   * Writes the elements of a tensor.
   *
   * @param trained whether its gradient is asked for
   * @return the tensor
   */
  PtNDArray set(String name, ByteBuffer floats, boolean trained) {
    PtNDArray tensor = tensors.get(name);
    if (tensor == null || tensor.getShape().size() * Float.BYTES != floats.capacity()) {
      throw failure("has no tensor '" + name + "' of that size", null);
    }
    JniUtils.attachGradient(tensor, trained);
    if (trained) {
      try (PtNDArray left = JniUtils.getGradient(tensor)) {
        if (left != null) {
          JniUtils.zeroGrad(tensor);
        }
      }
    }
    tensor.toByteBuffer(true).put(0, floats, 0, floats.capacity());
    return tensor;
  }

  /**
   * Goes forward. In training a program that draws at random does so alone in this process, by a
   * seed of its own. A batch normalisation refuses a single row without height and width, which
   * goes by the running statistics then, and leaves them as they are.
   *
   * @param rows rows × the shape of a row
   */
  PtNDArray forward(PtNDArray rows, boolean trains, long seed) {
    staying.forEach((tensor, bytes) -> tensor.toByteBuffer(true).put(0, bytes));
    try {
      if (!trains) {
        JniUtils.enableInferenceMode(block);
        return run(rows);
      }
      JniUtils.enableTrainingMode(block);
      if (!script.draws()) {
        return run(rows);
      }
      synchronized (GENERATOR) {
        JniUtils.setSeed(seed);
        return run(rows);
      }
    } catch (EngineException e) {
      if (trains && rows.getShape().get(0) == 1 && reason(e).contains(ONE_VALUE)) {
        return forward(rows, false, seed);
      }
      throw failure("fails on rows of " + words(rows.getShape().slice(1)), e);
    }
  }

  private PtNDArray run(PtNDArray rows) {
    JniUtils.setGraphExecutorOptimize(false);
    NDList made = IValueUtils.forward(block, new NDList(rows), true);
    if (made.size() != 1) {
      throw failure("makes %d tensors of rows; it has to make one".formatted(made.size()), null);
    }
    PtNDArray outputs = (PtNDArray) made.get(0);
    Shape shape = outputs.getShape();
    boolean units = shape.dimension() == 2 && shape.get(0) == rows.getShape().get(0);
    boolean known = script.outputs() == 0 || units && shape.get(1) == script.outputs();
    if (!units || !known || outputs.getDataType() != DataType.FLOAT32) {
      throw failure(
          "makes %s of the type %s of %s; it has to make %s units of each row, 32-bit floats"
              .formatted(
                  words(shape),
                  outputs.getDataType(),
                  words(rows.getShape()),
                  script.outputs() == 0 ? "some" : script.outputs()),
          null);
    }
    return outputs;
  }

  /** Goes back. */
  void backward(PtNDArray outputs, PtNDArray slopes) {
    try {
      JniUtils.backward(outputs, slopes, false, false);
    } catch (EngineException e) {
      throw failure("has no gradient", e);
    }
  }

  private static String words(Shape shape) {
    return shape.dimension() == 0
        ? "a number"
        : Arrays.stream(shape.getShape())
            .mapToObj(String::valueOf)
            .collect(Collectors.joining("x"));
  }

  private InputException failure(String what, Exception cause) {
    String why = cause == null ? "" : ": " + reason(cause);
    return new InputException("%s %s%s".formatted(script.name(), what, why), cause);
  }

  /** The last line of what PyTorch says, where its reason stands, without the way there. */
  private static String reason(Exception e) {
    String[] lines = String.valueOf(e.getMessage()).strip().split("\n");
    String reason = lines[0];
    for (String line : lines) {
      if (line.matches("(RuntimeError|builtins\\.\\w+|\\w*Error).*")) {
        reason = line;
      }
    }
    return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason;
  }
}
