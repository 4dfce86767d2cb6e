package dev.bellows.search;

import dev.bellows.data.Dataset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.storage.RDDInfo;

/**
 * The groups of rows that are in memory: few at a time, those longest unused going first.
 *
 * @param <T> the form in which they are there
 */
final class DataGroups<T> {
  private static final int MOST = 2;

  private final Form<T> form;
  private final Map<Integer, T> loaded = new LinkedHashMap<>(MOST, 0.75f, true);

  /** How rows are had, and freed. */
  @FunctionalInterface
  interface Form<T> {
    T load(int group);

    /** By itself, nothing: where nothing but this process has them. */
    default void free(T rows) {}
  }

  DataGroups(Form<T> form) {
    this.form = form;
  }

  /** Takes rows that are there already. */
  void put(int group, T rows) {
    loaded.put(group, rows);
  }

  /**
   * The group to go on with: the first that is there, or else the first, if there is room for it or
   * one that nobody uses can go.
   *
   * @param wanted the groups of what waits, in its order
   * @param used the groups that have to stay
   */
  OptionalInt next(IntStream wanted, Set<Integer> used) {
    OptionalInt first = OptionalInt.empty();
    for (PrimitiveIterator.OfInt each = wanted.iterator(); each.hasNext(); ) {
      int group = each.nextInt(); // mostly the first is there, and the others are not looked at
      if (loaded.containsKey(group)) {
        return OptionalInt.of(group);
      }
      first = first.isPresent() ? first : OptionalInt.of(group);
    }
    boolean room = loaded.size() < MOST || !used.containsAll(loaded.keySet());
    return room ? first : OptionalInt.empty();
  }

  /**
   * The rows of a group.
   *
   * @param used the groups that have to stay
   */
  T get(int group, Set<Integer> used) {
    if (!loaded.containsKey(group)) {
      for (Integer old : new ArrayList<>(loaded.keySet())) {
        if (loaded.size() >= MOST && !used.contains(old)) {
          form.free(loaded.remove(old));
        }
      }
      loaded.put(group, form.load(group));
    }
    return loaded.get(group);
  }

  void free() {
    loaded.values().forEach(form::free);
    loaded.clear();
  }

  /** The bytes that Spark counts for rows that it has cached. */
  static long bytes(SparkContext spark, List<Fold> folds) {
    Set<Integer> ids = new HashSet<>();
    for (Fold fold : folds) {
      ids.add(fold.training().blocks().id());
      fold.held().map(Dataset::blocks).ifPresent(blocks -> ids.add(blocks.id()));
    }
    long bytes = 0;
    for (RDDInfo info : spark.getRDDStorageInfo()) {
      bytes += ids.contains(info.id()) ? info.memSize() + info.diskSize() : 0;
    }
    return bytes;
  }
}
