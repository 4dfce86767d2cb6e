package dev.bellows.data.source;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which columns of a table are the features, which is the label, and which says how much a row
 * counts, by position from 0.
 *
 * @param names the table's column names
 * @param features positions of the features
 * @param label position of the label; -1 where there is none
 * @param weight position of the weight; -1 where there is none
 */
record ColumnChoice(List<String> names, int[] features, int label, int weight)
    implements Serializable {

  /**
   * Resolves what the settings {@code data.label}, {@code data.weight} and {@code data.features}
   * say. Where features are not named they are all other columns.
   *
   * @param where the file, for messages
   */
  static ColumnChoice resolve(List<String> names, Opening opening, String where) {
    int labelAt =
        opening.isLabelled()
            ? position("data.label", opening.get(SourceSettings.LABEL), names, where)
            : -1;
    String weight = opening.get(SourceSettings.WEIGHT);
    int weightAt = weight == null ? -1 : position("data.weight", weight, names, where);
    if (weightAt >= 0 && weightAt == labelAt) {
      throw new InputException(
          "data.weight: '%s' is the label of %s; a column is one or the other"
              .formatted(weight, where));
    }
    List<String> features = opening.get(SourceSettings.FEATURES);
    List<Integer> chosen = new ArrayList<>();
    for (String feature : features) {
      int at = position("data.features", feature, names, where);
      if (at == labelAt || at == weightAt) {
        throw new InputException(
            "data.features: '%s' is the %s of %s; a column is one or the other"
                .formatted(feature, at == labelAt ? "label" : "weight", where));
      }
      if (chosen.contains(at)) {
        throw new InputException("data.features names '%s' of %s twice".formatted(feature, where));
      }
      chosen.add(at);
    }
    for (int c = 0; features.isEmpty() && c < names.size(); c++) {
      if (c != labelAt && c != weightAt) {
        chosen.add(c);
      }
    }
    if (chosen.isEmpty()) {
      throw new InputException(where + " has no column left to be a feature");
    }
    return new ColumnChoice(
        names, chosen.stream().mapToInt(Integer::intValue).toArray(), labelAt, weightAt);
  }

  private static int position(String key, String word, List<String> names, String where) {
    int named = names.indexOf(word);
    if (named >= 0) {
      if (named != names.lastIndexOf(word)) {
        throw new InputException(
            "%s = %s: two columns of %s have that name; say the position, %d or %d"
                .formatted(key, word, where, named, names.lastIndexOf(word)));
      }
      return named;
    }
    if (word.matches("-?\\d{1,9}")) {
      int position = Integer.parseInt(word);
      int at = position < 0 ? names.size() + position : position;
      if (at >= 0 && at < names.size()) {
        return at;
      }
      throw new InputException(
          "%s = %s: %s has %d columns, so a position is from %d to %d"
              .formatted(key, word, where, names.size(), -names.size(), names.size() - 1));
    }
    throw new InputException(
        "%s = %s: %s has no such column%s; it has %s"
            .formatted(key, word, where, Spelling.hint(word, names), String.join(", ", names)));
  }

  List<String> featureNames() {
    List<String> chosen = new ArrayList<>();
    for (int c : features) {
      chosen.add(names.get(c));
    }
    return chosen;
  }

  String labelName() {
    return label < 0 ? null : names.get(label);
  }

  /** The label's column as a message names it; null where there is none. */
  String labelPlace() {
    return label < 0 ? null : describe(label);
  }

  /** A column as a message names it: {@code column 3 (chord)}. */
  String describe(int column) {
    String plain = "column " + (column + 1);
    String name = names.get(column);
    return name.equals(plain) ? plain : plain + " (" + name + ")";
  }
}
