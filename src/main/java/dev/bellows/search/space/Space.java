package dev.bellows.search.space;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The settings that a search tries: what values each may have, and where it applies. A setting
 * whose conditions don't hold is left out of a trial, and with it those that depend on its value.
 */
public final class Space {
  private final List<Dimension> dimensions;
  private final Map<String, Integer> places = new HashMap<>();
  private final Function<String, Object> base;
  private final List<Integer> parentsFirst = new ArrayList<>();

  private Space(List<Dimension> dimensions, Function<String, Object> base) {
    this.dimensions = List.copyOf(dimensions);
    this.base = base;
  }

  /**
   * A space whose conditions name its own keys alone.
   *
   * @throws InputException as {@link #of(List, Function)}
   */
  public static Space of(List<Dimension> dimensions) {
    return of(dimensions, key -> null);
  }

  /**
   * A space.
   *
   * @param base what a key that is not of the space is set to in all trials, null for a key that
   *     there is not; for conditions
   * @throws InputException in one line that names the key: without a key; with a key twice; if a
   *     condition names an unknown key, or a value that its key never has; if conditions depend on
   *     each other in a circle; if no key ever applies
   */
  public static Space of(List<Dimension> dimensions, Function<String, Object> base) {
    Space space = new Space(dimensions, base);
    space.index();
    space.requireKnownConditions();
    space.order();
    space.requireAPoint();
    return space;
  }

  private void index() {
    if (dimensions.isEmpty()) {
      throw new InputException("the space has no key; it takes at least one to search over");
    }
    for (int d = 0; d < dimensions.size(); d++) {
      if (places.put(dimensions.get(d).key(), d) != null) {
        throw new InputException(dimensions.get(d).key() + ": this key is twice in the space");
      }
    }
  }

  private void requireKnownConditions() {
    for (Dimension dimension : dimensions) {
      for (Condition condition : dimension.when()) {
        Integer place = places.get(condition.key());
        if (place != null) {
          requirePossible(dimension, condition, dimensions.get(place).range());
        } else if (base.apply(condition.key()) == null) {
          throw new InputException(
              "%s: when %s: there is no such key%s; it takes a key of the space or one that all"
                      .formatted(
                          dimension.key(),
                          condition.key(),
                          Spelling.hint(condition.key(), places.keySet()))
                  + " trials have");
        }
      }
    }
  }

  private static void requirePossible(Dimension dimension, Condition condition, Range range) {
    if (!(range instanceof Choice choice)) {
      return; // of a range of numbers it is not said whether a number is ever drawn
    }
    for (Object value : condition.values()) {
      if (choice.values().stream().noneMatch(other -> Values.same(other, value))) {
        List<String> words = choice.values().stream().map(String::valueOf).toList();
        throw new InputException(
            "%s: when %s = %s: it never is%s; it is one of %s"
                .formatted(
                    dimension.key(),
                    condition.key(),
                    value,
                    Spelling.hint(String.valueOf(value), words),
                    String.join(", ", words)));
      }
    }
  }

  private void order() {
    Set<Integer> placed = new HashSet<>();
    for (int d = 0; d < dimensions.size(); d++) {
      place(d, placed, new ArrayDeque<>());
    }
  }

  private void place(int d, Set<Integer> placed, Deque<String> path) {
    String key = dimensions.get(d).key();
    if (path.contains(key)) {
      path.addLast(key);
      throw new InputException(
          "%s: its condition depends on itself: %s"
              .formatted(
                  key,
                  path.stream()
                      .dropWhile(other -> !other.equals(key))
                      .collect(Collectors.joining(" → "))));
    }
    if (placed.contains(d)) {
      return;
    }
    path.addLast(key);
    dimensions.get(d).when().stream()
        .map(condition -> places.get(condition.key()))
        .filter(Objects::nonNull)
        .forEach(parent -> place(parent, placed, path));
    path.removeLast();
    placed.add(d);
    parentsFirst.add(d);
  }

  /**
   * There is a key that does not depend on others of the space, as there is no circle. If one of
   * these applies, then in all trials; if none does, then nothing else ever does.
   */
  private void requireAPoint() {
    if (dimensions.stream().noneMatch(dimension -> applies(dimension, Map.of()))) {
      Dimension first = dimensions.get(parentsFirst.get(0));
      Condition failing =
          first.when().stream()
              .filter(condition -> !condition.holds(base.apply(condition.key())))
              .findFirst()
              .orElseThrow();
      throw new InputException(
          "%s: when %s = %s, but it is %s in all trials, and no other key of the space applies"
              .formatted(
                  first.key(),
                  failing.key(),
                  failing.values().stream()
                      .map(String::valueOf)
                      .collect(Collectors.joining(" or ")),
                  base.apply(failing.key())));
    }
  }

  /** The settings, in the order of the trials' settings. */
  public List<Dimension> dimensions() {
    return dimensions;
  }

  /** The keys, in the same order. */
  public List<String> keys() {
    return dimensions.stream().map(Dimension::key).toList();
  }

  /** Places of dimensions, each behind those that its conditions name. */
  List<Integer> parentsFirst() {
    return Collections.unmodifiableList(parentsFirst);
  }

  /**
   * Whether a dimension applies.
   *
   * @param settings those of the trial, at least of the keys that the dimension's conditions name
   */
  boolean applies(Dimension dimension, Map<String, Object> settings) {
    return dimension.when().stream()
        .allMatch(
            condition ->
                condition.holds(
                    places.containsKey(condition.key())
                        ? settings.get(condition.key())
                        : base.apply(condition.key())));
  }

  /**
   * The settings that apply at a place of the space, in the space's order.
   *
   * @param place a number from 0 to below 1 for each dimension
   */
  Map<String, Object> settings(double[] place) {
    Map<String, Object> settings = new HashMap<>();
    for (int d : parentsFirst) {
      Dimension dimension = dimensions.get(d);
      if (applies(dimension, settings)) {
        settings.put(dimension.key(), dimension.range().at(place[d]));
      }
    }
    return inOrder(settings);
  }

  /** The same settings in the space's order. */
  Map<String, Object> inOrder(Map<String, Object> settings) {
    Map<String, Object> ordered = new LinkedHashMap<>();
    for (Dimension dimension : dimensions) {
      if (settings.containsKey(dimension.key())) {
        ordered.put(dimension.key(), settings.get(dimension.key()));
      }
    }
    return ordered;
  }
}
