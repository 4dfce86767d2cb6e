package dev.bellows.data;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import dev.bellows.data.source.PlainNumber;
import dev.bellows.data.source.SourceRow;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The classes of a data set: the different labels that its rows have, in ascending order, as
 * numbers where all of them are numbers and else as texts. A class's number is its place in this
 * order, from 0.
 */
public final class ClassLabels implements Serializable {
  /** More different labels are no classes. */
  public static final int MOST = 10_000;

  private static final long serialVersionUID = 1L;
  private static final int MOST_SHOWN = 12;

  private final List<String> names;
  private final Map<Double, Integer> byNumber = new HashMap<>(); // empty where some are texts
  private final Map<String, Integer> byName = new HashMap<>();

  /**
   * The classes of these names.
   *
   * @param names as {@link #names()} has them
   */
  public ClassLabels(List<String> names) {
    this.names = List.copyOf(names);
    boolean numbers = names.stream().allMatch(name -> PlainNumber.parse(name).isPresent());
    for (int c = 0; c < names.size(); c++) {
      byName.put(names.get(c), c);
      if (numbers) {
        byNumber.put(PlainNumber.parse(names.get(c)).getAsDouble(), c);
      }
    }
  }

  /** Those of labels that were found in any order. */
  static ClassLabels of(Set<Double> numbers, Set<String> texts) {
    Stream<String> shown = numbers.stream().sorted().map(PlainNumber::text);
    return new ClassLabels(
        texts.isEmpty() ? shown.toList() : Stream.concat(shown, texts.stream()).sorted().toList());
  }

  /** What a label is called: a number by its shortest text. */
  public List<String> names() {
    return names;
  }

  /** How many there are. */
  public int count() {
    return names.size();
  }

  /** The number of a row's class; -1 where it has another label. */
  public int of(SourceRow row) {
    Integer found;
    if (row.text() != null) {
      found = byName.get(row.text());
    } else if (byNumber.isEmpty()) {
      found = byName.get(PlainNumber.text(row.label()));
    } else {
      found = byNumber.get(row.label() + 0.0); // -0 is 0
    }
    return found == null ? -1 : found;
  }

  /** The number of the class that somebody has written; -1 where there is none. */
  int of(String written) {
    double number = PlainNumber.parse(written).orElse(Double.NaN);
    Integer found = byName.getOrDefault(written, byNumber.get(number + 0.0));
    return found == null ? -1 : found;
  }

  /** The same of a row that is allowed no other label. */
  int require(SourceRow row) {
    int found = of(row);
    if (found < 0) {
      throw new IllegalStateException(
          row.file() + " gave other labels when it was read again; was it written meanwhile?");
    }
    return found;
  }

  /** What is wrong with a row of another label, told with the label's place. */
  String problem(SourceRow row, String place) {
    String label = shown(row);
    return "%s is '%s', which is none of the %d classes%s: %s"
        .formatted(place, label, count(), Spelling.hint(label, names), listed());
  }

  /** The names, or the first of them. */
  String listed() {
    String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_SHOWN)));
    return names.size() > MOST_SHOWN ? first + ", …" : first;
  }

  private static String shown(SourceRow row) {
    return row.text() == null ? PlainNumber.text(row.label()) : row.text();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClassLabels labels && labels.names.equals(names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    return listed();
  }

  /** The different labels of some rows. */
  static final class Found implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Set<Double> numbers = new HashSet<>();
    private final Set<String> texts = new HashSet<>();

    void add(SourceRow row) {
      if (numbers.size() + texts.size() > MOST) {
        return;
      }
      if (row.text() == null) {
        numbers.add(row.label() + 0.0); // -0 is 0
      } else {
        texts.add(row.text());
      }
    }

    void add(Found other) {
      numbers.addAll(other.numbers);
      texts.addAll(other.texts);
    }

    /**
     * The classes that they are.
     *
     * @param place of the label, for messages
     * @throws InputException if there is only one, or there are too many
     */
    ClassLabels classes(String file, String place) {
      int count = numbers.size() + texts.size();
      if (count > MOST) {
        throw new InputException(
            ("%s: %s has more than %,d different labels, too many for classes; model.type = linear"
                    + " predicts numbers")
                .formatted(file, place, MOST));
      }
      ClassLabels classes = of(numbers, texts);
      if (count < 2) {
        throw new InputException(
            "%s: %s is '%s' in every row; a classifier learns from at least two classes"
                .formatted(file, place, classes.listed()));
      }
      return classes;
    }
  }
}
