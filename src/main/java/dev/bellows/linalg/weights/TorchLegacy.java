package dev.bellows.linalg.weights;

import dev.bellows.linalg.Tensor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code torch.save} wrote before PyTorch 1.6, and writes still where it is told to: five
 * pickles one behind the other (a magic number, the version, the machine's sizes, the objects, the
 * keys of the storages), then for each key the number of elements in eight bytes, and the elements.
 * Numbers are little-endian on every machine; what the third pickle says of the machine's own order
 * is for nobody. Sources: torch/serialization.py, torch/csrc/serialization.cpp.
 */
final class TorchLegacy {
  private static final long VERSION = 1001;

  /** The first pickle: protocol 2, a whole number of ten bytes, the end. */
  private static final byte[] MAGIC = {
    (byte) 0x80,
    2,
    (byte) 0x8a,
    10,
    0x6c,
    (byte) 0xfc,
    (byte) 0x9c,
    0x46,
    (byte) 0xf9,
    0x20,
    0x6a,
    (byte) 0xa8,
    0x50,
    0x19,
    '.'
  };

  private final Path path;
  private final PickleInput in;
  private final Map<String, Storage> storages = new HashMap<>();
  private final Map<String, Long> positions = new HashMap<>();

  private TorchLegacy(Path path, PickleInput in) {
    this.path = path;
    this.in = in;
  }

  /** Whether these are the first bytes of such a file. */
  static boolean begins(byte[] first) {
    return first.length >= MAGIC.length
        && Arrays.equals(first, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** Reads the tensors of the state dictionary. */
  static Map<String, Tensor> read(Path path) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      PickleInput input = new PickleInput(in, Files.size(path), path.toString());
      return new TorchLegacy(path, input).read();
    }
  }

  private Map<String, Tensor> read() throws IOException {
    in.skip(MAGIC.length);
    if (!Long.valueOf(VERSION).equals(PickleReader.withoutTensors(in))) {
      throw in.broken("its version is another than " + VERSION);
    }
    PickleReader.withoutTensors(in); // the machine's sizes
    Object root = new PickleReader(in, this::storage).read();
    List<?> keys = in.require(List.class, PickleReader.withoutTensors(in));
    for (Object key : keys) {
      locate(in.require(String.class, key));
    }
    return new TorchTensors(path.toString(), Files.size(path), ByteOrder.LITTLE_ENDIAN, this::open)
        .read(StateDictionary.find(root, path.toString()));
  }

  private Storage storage(List<?> id) {
    Storage storage = Storage.of(in, id);
    Storage known = storages.putIfAbsent(storage.key(), storage);
    if (known != null && (known.type() != storage.type() || known.whole() != storage.whole())) {
      throw in.broken("it has two storages '" + PickleInput.shown(storage.key()) + "'");
    }
    return storage;
  }

  private void locate(String key) throws IOException {
    Storage storage = storages.get(key);
    if (storage == null || in.eightBytes() != storage.whole()) {
      throw in.broken("storage '" + PickleInput.shown(key) + "' has another size than it should");
    }
    int width = storage.type().bytes();
    positions.put(key, in.position());
    in.skip(storage.whole() > Long.MAX_VALUE / width ? -1 : storage.whole() * width);
  }

  private InputStream open(Storage storage) throws IOException {
    Long position = positions.get(storage.key());
    if (position == null) {
      throw in.broken("it has no storage '" + PickleInput.shown(storage.key()) + "'");
    }
    InputStream opened = Files.newInputStream(path);
    try {
      opened.skipNBytes(position);
      return new BufferedInputStream(opened);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }
}
