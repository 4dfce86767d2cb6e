package dev.bellows.linalg.weights;

import dev.bellows.InputException;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights in a file: safetensors, or a state dictionary of PyTorch ({@code .pth}, {@code .th},
 * {@code .pt}) in the zip form of {@code torch.save} since 1.6 or in the older one. What a file is
 * is told by its first bytes, not by its name. Nothing in a file is run.
 *
 * <p>A state dictionary may lie in another dictionary, as {@code {'epoch': …, 'state_dict': …}}. If
 * every name begins with {@code module.}, which PyTorch's DataParallel puts there, it is taken off.
 *
 * @param path the file
 * @param metadata free words of the writer; only safetensors has such
 * @param tensors by name, in the order of the file; tensors that are one and the same in a PyTorch
 *     file share their array
 */
public record WeightsFile(Path path, Map<String, String> metadata, Map<String, Tensor> tensors) {
  private static final String DATA_PARALLEL = "module.";
  private static final int PEEK = 16;

  /** Keeps the order of the tensors. */
  public WeightsFile {
    metadata = Map.copyOf(metadata);
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Reads a file, whatever it is.
   *
   * @throws InputException if there is no such file, if it is of no known format, torn, or lies
   *     about its lengths, or if it asks for anything but tensors, numbers, texts and dictionaries
   */
  public static WeightsFile read(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new InputException(
          path + (Files.exists(path) ? " is not a file" : " is missing") + "; weights are read");
    }
    byte[] first = firstBytes(path);
    if (TorchZip.begins(first)) {
      return new WeightsFile(path, Map.of(), plainNames(TorchZip.read(path)));
    }
    if (TorchLegacy.begins(first)) {
      return new WeightsFile(path, Map.of(), plainNames(TorchLegacy.read(path)));
    }
    if (PickleReader.begins(first)) {
      throw new InputException(
          path + " is a pickle, but not one that torch.save has written; nothing in it was run");
    }
    if (first.length > Long.BYTES && first[Long.BYTES] != '{') {
      throw new InputException(
          path + " holds no weights; read are safetensors and PyTorch's state dictionaries");
    }
    Safetensors.Content content = Safetensors.read(path);
    return new WeightsFile(path, content.metadata(), plainNames(content.tensors()));
  }

  private static byte[] firstBytes(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(PEEK);
    }
  }

  private static Map<String, Tensor> plainNames(Map<String, Tensor> tensors) {
    if (!tensors.keySet().stream().allMatch(name -> name.startsWith(DATA_PARALLEL))) {
      return tensors;
    }
    Map<String, Tensor> plain = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String shorter = name.substring(DATA_PARALLEL.length());
          plain.put(shorter, new Tensor(shorter, tensor.shape(), tensor.values()));
        });
    return plain;
  }
}
