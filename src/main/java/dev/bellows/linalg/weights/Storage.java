package dev.bellows.linalg.weights;

import dev.bellows.linalg.TensorType;
import java.util.List;

/**
 * Numbers in a PyTorch file that tensors are cut out of; several tensors may share them.
 *
 * @param type of the numbers
 * @param key the name in the file
 * @param whole how many numbers the file has under that name
 * @param first the first of them that is meant: old files know parts of others as storages
 * @param count how many of them are meant
 */
record Storage(TensorType type, String key, long whole, long first, long count) {
  private static final int PART = 5;

  /**
   * Makes one of its persistent id: {@code ('storage', type, key, device, whole)}; in the old form
   * there follows {@code (key of the part, first, count)} or {@code None}.
   */
  static Storage of(PickleInput in, List<?> id) {
    String kind = in.require(String.class, id, 0);
    if (!kind.equals("storage")) {
      throw in.refused("holds a '" + PickleInput.shown(kind) + "'");
    }
    TensorType type = in.require(TorchClass.StorageType.class, id, 1).type();
    String key = in.require(String.class, id, 2);
    long whole = in.whole(id, 4);
    if (id.size() <= PART || id.get(PART) == null) {
      return new Storage(type, key, whole, 0, whole);
    }
    List<?> part = in.require(List.class, id, PART);
    long first = in.whole(part, 1);
    long count = in.whole(part, 2);
    if (first > whole || count > whole - first) {
      throw in.broken("a part of storage '" + PickleInput.shown(key) + "' lies outside it");
    }
    return new Storage(type, key, whole, first, count);
  }
}
