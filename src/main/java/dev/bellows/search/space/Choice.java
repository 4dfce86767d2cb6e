package dev.bellows.search.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * One of some values, all alike likely.
 *
 * @param values at least one, none twice: numbers, flags or texts
 */
public record Choice(List<Object> values) implements Range {

  /** Keeps an unmodifiable copy in the same order. */
  public Choice {
    // Not List.copyOf: a missing value is a fault to be told with the setting's name.
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** One of these. */
  public static Choice of(Object... values) {
    return new Choice(List.of(values));
  }

  @Override
  public Object at(double u) {
    return values.get(Math.min((int) (u * values.size()), values.size() - 1));
  }

  @Override
  public List<Object> grid() {
    return values;
  }

  @Override
  public boolean hasGrid() {
    return true;
  }

  @Override
  public Optional<String> fault() {
    if (values.isEmpty()) {
      return Optional.of("an empty list; it takes at least one value");
    }
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (value == null) {
        return Optional.of("value %d of the list is missing".formatted(i + 1));
      }
      if (values.subList(0, i).stream().anyMatch(other -> Values.same(other, value))) {
        return Optional.of("%s is twice in the list".formatted(value));
      }
    }
    return Optional.empty();
  }

  @Override
  public String written() {
    return values.toString();
  }
}
