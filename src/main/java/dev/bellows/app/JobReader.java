package dev.bellows.app;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Takes checked settings out of what a user wrote, by the keys of one kind of job. A mistake is
 * told with its place, what is allowed, and the nearest right spelling.
 */
final class JobReader {
  private final JobKind kind;
  private final ConfigObject root;
  private final Supplier<List<String>> further;

  /**
   * A reader of a job of that kind.
   *
   * @param further keys beyond those of the kind, with their sections, that a user may have meant
   */
  JobReader(JobKind kind, ConfigObject root, Supplier<List<String>> further) {
    this.kind = kind;
    this.root = root;
    this.further = further;
  }

  /**
   * Checks that the job is of this kind and what stands outside of sections; values are not read.
   */
  void checkOutline() {
    checkKind();
    for (Map.Entry<String, ConfigValue> entry : ConfigPlace.byLine(root)) {
      String key = entry.getKey();
      boolean section = kind.sections().containsKey(key);
      if (!section && kind.top().stream().noneMatch(s -> s.name().equals(key))) {
        throw unknown(key, entry.getValue());
      }
      if (section && !(entry.getValue() instanceof ConfigObject)) {
        throw ConfigPlace.at(
            entry.getValue(),
            "%s is a section: write %s { … } or %s.key = value".formatted(key, key, key));
      }
    }
  }

  private void checkKind() {
    for (JobKind other : JobKind.values()) {
      Optional<String> foreign = first(other.sectionsBeside(kind));
      if (foreign.isPresent() && first(kind.sectionsBeside(other)).isEmpty()) {
        String command = Setting.word(other);
        throw ConfigPlace.at(
            root.get(foreign.get()),
            "this is a job for %s: it has a section %s, which %s does not know; submit/bellows %s"
                    .formatted(command, foreign.get(), Setting.word(kind), command)
                + " takes it");
      }
    }
  }

  private Optional<String> first(Set<String> names) {
    return names.stream().filter(root::containsKey).findFirst();
  }

  /** The settings outside of sections. */
  Settings top() {
    // What is no setting is a section here; its name is checked with the outline.
    return settings(root, "", kind.top(), (key, value) -> true);
  }

  /** The settings of those sections of this kind whose names are wanted. */
  Map<String, Settings> sections(Predicate<String> wanted) {
    Map<String, Settings> sections = new LinkedHashMap<>();
    kind.sections()
        .forEach(
            (section, keys) -> {
              if (wanted.test(section)) {
                sections.put(section, section(section, keys, (key, value) -> false));
              }
            });
    return sections;
  }

  /**
   * The settings of a section; none where it is not written.
   *
   * @param passedOver whether a key that is none of {@code keys} is nothing to complain about
   */
  Settings section(
      String section, List<Setting<?>> keys, BiPredicate<String, ConfigValue> passedOver) {
    return root.get(section) instanceof ConfigObject written
        ? settings(written, section + ".", keys, passedOver)
        : Settings.DEFAULTS;
  }

  private Settings settings(
      ConfigObject written,
      String prefix,
      List<Setting<?>> keys,
      BiPredicate<String, ConfigValue> passedOver) {
    Settings settings = Settings.DEFAULTS;
    for (Map.Entry<String, ConfigValue> entry : ConfigPlace.byLine(written)) {
      String key = entry.getKey();
      ConfigValue value = entry.getValue();
      Setting<?> setting = keys.stream().filter(s -> s.name().equals(key)).findFirst().orElse(null);
      if (setting == null && !passedOver.test(key, value)) {
        throw unknown(prefix + key, value);
      }
      if (setting == null || value.unwrapped() == null) {
        continue;
      }
      try {
        settings = settings.withWritten(setting, value.unwrapped());
      } catch (InputException e) {
        throw ConfigPlace.at(value, prefix + e.getMessage());
      }
    }
    return settings;
  }

  /** The name that the job gives itself, or else its file's. */
  String name(Settings top, String ofFile) {
    String own = top.get(JobSettings.NAME);
    String name = own == null ? ofFile : own;
    if (!name.matches("[\\p{L}\\p{N}_.-]+")) {
      throw ConfigPlace.at(
          root.get(JobSettings.NAME.name()),
          "name = %s: a file name of letters, digits, . _ -".formatted(name));
    }
    return name;
  }

  private InputException unknown(String key, ConfigValue value) {
    List<String> all = new ArrayList<>();
    kind.top().forEach(setting -> all.add(setting.name()));
    kind.sections()
        .forEach((section, keys) -> keys.forEach(s -> all.add(section + "." + s.name())));
    all.addAll(further.get());
    if (key.indexOf('.') < 0) {
      all.addAll(kind.sections().keySet());
    }
    return ConfigPlace.at(value, "%s: there is no such key%s".formatted(key, hint(key, all)));
  }

  /** The nearest key, or one that ends in the same word in another section. */
  static String hint(String key, List<String> all) {
    String lastWord = lastWord(key);
    return all.stream()
        .filter(other -> lastWord(other).equals(lastWord))
        .findFirst()
        .map(other -> " (did you mean '" + other + "'?)")
        .orElseGet(() -> Spelling.hint(key, all));
  }

  private static String lastWord(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}
