package dev.bellows.ml;

import dev.bellows.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is done with rows that have a null, or a number that is not finite. */
enum HandleInvalid {
  /** They are an error. */
  ERROR,
  /** They are left out. */
  SKIP,
  /** A training leaves them out; their prediction is not a number. */
  KEEP;

  static List<String> words() {
    return Arrays.stream(values()).<String>map(Setting::word).toList();
  }

  static HandleInvalid of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
