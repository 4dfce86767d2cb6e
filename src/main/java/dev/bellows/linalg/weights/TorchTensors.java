package dev.bellows.linalg.weights;

import dev.bellows.InputException;
import dev.bellows.linalg.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the tensors of a state dictionary out of their storages.
 *
 * @param file what messages call the file
 * @param length its bytes
 * @param order of the bytes of a number
 * @param bytes where the storages are
 */
record TorchTensors(String file, long length, ByteOrder order, Bytes bytes) {
  /** Tensors may overlap, but not so much that the file is only a fraction of them. */
  private static final int MOST_TIMES_THE_FILE = 4;

  /** Where the numbers of storages are. */
  @FunctionalInterface
  interface Bytes {
    /** Opens them at the first number of the file under the storage's key. */
    InputStream open(Storage storage) throws IOException;
  }

  /** Reads them; those that are the same view of the same storage share an array. */
  Map<String, Tensor> read(Map<String, TensorView> views) throws IOException {
    Map<TensorView, double[]> read = new HashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long total = 0;
    for (Map.Entry<String, TensorView> named : views.entrySet()) {
      TensorView view = named.getValue();
      double[] values = read.get(view);
      if (values == null) {
        total += (long) view.elements() * view.storage().type().bytes();
        if (total / MOST_TIMES_THE_FILE > length) {
          throw PickleInput.broken(
              file,
              "its tensors would be more than %d times as large".formatted(MOST_TIMES_THE_FILE));
        }
        values = values(named.getKey(), view);
        read.put(view, values);
      }
      tensors.put(named.getKey(), new Tensor(named.getKey(), view.shape(), values));
    }
    return tensors;
  }

  private double[] values(String name, TensorView view) throws IOException {
    try (InputStream in = bytes.open(view.storage())) {
      return view.read(in, order);
    } catch (EOFException e) {
      throw PickleInput.broken(file, "it ends within tensor '" + PickleInput.shown(name) + "'");
    } catch (ArithmeticException e) {
      throw new InputException(
          file + ": tensor '" + PickleInput.shown(name) + "': " + e.getMessage(), e);
    }
  }
}
