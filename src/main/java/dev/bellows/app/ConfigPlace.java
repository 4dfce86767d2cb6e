package dev.bellows.app;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import dev.bellows.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a value of a job stands: in which file and line, or in which word of the command line. */
final class ConfigPlace {
  private static final Pattern KEY = Pattern.compile("([a-z0-9-]+)\\.([a-z0-9-]+)");

  private ConfigPlace() {}

  /** A mistake in a value, told with its place; null is the job file as a whole. */
  static InputException at(ConfigValue value, String message) {
    ConfigOrigin origin =
        value == null ? ConfigOriginFactory.newSimple("job file") : written(value).origin();
    return new InputException(of(origin) + ": " + message);
  }

  /**
   * The value of the key {@code section.name} that a text begins with; the section where nobody has
   * written the key, null where there is neither.
   */
  static ConfigValue named(ConfigObject root, String text) {
    Matcher key = KEY.matcher(text);
    if (!key.lookingAt()) {
      return null;
    }
    ConfigValue section = root.get(key.group(1));
    ConfigValue value = section instanceof ConfigObject object ? object.get(key.group(2)) : null;
    return value == null ? section : value;
  }

  /** The first value in it that somebody wrote, where it was put together of several places. */
  private static ConfigValue written(ConfigValue value) {
    boolean merged = value.origin().description().matches("(merge of|withValue).*");
    if (merged && value instanceof ConfigObject object && !object.isEmpty()) {
      return written(byLine(object).get(0).getValue());
    }
    return merged && value instanceof ConfigList list && !list.isEmpty()
        ? written(list.get(0))
        : value;
  }

  /** The file, relative to the working folder where it is in it, and the line; or the words. */
  static String of(ConfigOrigin origin) {
    if (origin.filename() == null) {
      return origin.description().replaceFirst(": \\d+$", "");
    }
    Path file = Path.of(origin.filename());
    Path here = Path.of("").toAbsolutePath();
    Path shown = file.isAbsolute() && file.startsWith(here) ? here.relativize(file) : file;
    return origin.lineNumber() > 0 ? shown + ":" + origin.lineNumber() : shown.toString();
  }

  /** The entries in the order in which they stand in their file. */
  static List<Map.Entry<String, ConfigValue>> byLine(ConfigObject object) {
    List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(object.entrySet());
    entries.sort(
        Comparator.comparingInt(
                (Map.Entry<String, ConfigValue> e) -> e.getValue().origin().lineNumber())
            .thenComparing(Map.Entry::getKey));
    return entries;
  }
}
