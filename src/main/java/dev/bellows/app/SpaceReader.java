package dev.bellows.app;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Spelling;
import dev.bellows.search.space.Choice;
import dev.bellows.search.space.Condition;
import dev.bellows.search.space.Dimension;
import dev.bellows.search.space.LogUniform;
import dev.bellows.search.space.Range;
import dev.bellows.search.space.Space;
import dev.bellows.search.space.Trial;
import dev.bellows.search.space.Uniform;
import dev.bellows.search.space.Whole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads {@code search.space}: a list or a range for each key, in sections or with dots, and knows
 * afterwards how a job file would say a value that a trial has. A mistake is told with its place.
 */
final class SpaceReader {
  private static final String PLACE = SearchSettings.SEARCH + "." + SearchSettings.SPACE;
  private static final String UNIFORM = "uniform";
  private static final String LOG_UNIFORM = "log-uniform";
  private static final String INTEGER = "integer";
  private static final String VALUES = "values";
  private static final String GRID = "grid";
  private static final String LOG = "log";
  private static final String WHEN = "when";
  private static final List<String> KINDS = List.of(UNIFORM, LOG_UNIFORM, INTEGER, VALUES);
  private static final List<String> WORDS =
      Stream.concat(KINDS.stream(), Stream.of(GRID, LOG, WHEN)).toList();

  private final List<String> known;
  private final Map<String, ConfigValue> places = new LinkedHashMap<>();
  private final Map<String, Map<Object, ConfigValue>> choices = new HashMap<>();
  private final List<Dimension> dimensions = new ArrayList<>();

  /**
   * Reads a space.
   *
   * @param written what the job file has
   * @param known the keys that there are
   * @throws InputException with the place, what is allowed, and the nearest right spelling
   */
  SpaceReader(ConfigObject written, Collection<String> known) {
    this.known = List.copyOf(known);
    walk("", written);
    List<Map.Entry<String, ConfigValue>> inOrder = new ArrayList<>(places.entrySet());
    inOrder.sort(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()));
    inOrder.forEach(entry -> dimensions.add(dimension(entry.getKey(), entry.getValue())));
  }

  private void walk(String prefix, ConfigObject object) {
    for (Map.Entry<String, ConfigValue> entry : ConfigPlace.byLine(object)) {
      String key = prefix + entry.getKey();
      ConfigValue value = entry.getValue();
      boolean section =
          value instanceof ConfigObject && known.stream().anyMatch(k -> k.startsWith(key + "."));
      if (section) {
        walk(key + ".", (ConfigObject) value);
        continue;
      }
      if (!known.contains(key)) {
        throw at(value, key, "there is no such key" + JobReader.hint(key, known));
      }
      SearchableKeys.reason(key)
          .ifPresent(
              why -> {
                throw at(value, key, "it cannot be searched: " + why);
              });
      places.put(key, value);
    }
  }

  private static InputException at(ConfigValue value, String key, String message) {
    return ConfigPlace.at(value, "%s.%s: %s".formatted(PLACE, key, message));
  }

  private Dimension dimension(String key, ConfigValue value) {
    try {
      if (value instanceof ConfigObject object) {
        return new Dimension(key, range(key, object), conditions(key, object.get(WHEN)));
      }
      if (value instanceof ConfigList list) {
        return new Dimension(key, choice(key, list));
      }
    } catch (InputException e) {
      if (e.getMessage().startsWith(key + ": ")) { // its own check, which knows no places
        throw ConfigPlace.at(value, PLACE + "." + e.getMessage());
      }
      throw e;
    }
    throw at(
        value,
        key,
        ("%s is neither a list nor a range; write [%s], or { log-uniform = [0.001, 1] } and the"
                + " like; what all trials share stands outside of search")
            .formatted(value.unwrapped(), value.unwrapped()));
  }

  private Range range(String key, ConfigObject object) {
    for (Map.Entry<String, ConfigValue> entry : ConfigPlace.byLine(object)) {
      if (!WORDS.contains(entry.getKey())) {
        throw at(
            entry.getValue(),
            key + "." + entry.getKey(),
            "there is no such word%s; a range takes one of %s, and %s"
                .formatted(
                    Spelling.hint(entry.getKey(), WORDS),
                    String.join(", ", KINDS),
                    String.join(", ", GRID, LOG, WHEN)));
      }
    }
    List<String> kinds = KINDS.stream().filter(object::containsKey).toList();
    if (kinds.size() != 1) {
      throw at(
          object,
          key,
          kinds.isEmpty()
              ? "a range takes one of " + String.join(", ", KINDS)
              : String.join(" and ", kinds) + " exclude each other; take one of them");
    }
    String kind = kinds.get(0);
    if (object.containsKey(LOG) && !kind.equals(INTEGER)) {
      throw at(object.get(LOG), key + "." + LOG, "only integer takes it; there is log-uniform");
    }
    if (object.containsKey(GRID) && kind.equals(VALUES)) {
      throw at(object.get(GRID), key + "." + GRID, "values are all taken; leave it out");
    }
    ConfigValue written = object.get(kind);
    if (kind.equals(VALUES)) {
      if (written instanceof ConfigList list) {
        return choice(key, list);
      }
      throw at(written, key + "." + VALUES, "it takes a list");
    }
    OptionalInt grid = grid(key, object.get(GRID));
    return switch (kind) {
      case UNIFORM -> {
        double[] ends = ends(key + "." + kind, written);
        yield new Uniform(ends[0], ends[1], grid);
      }
      case LOG_UNIFORM -> {
        double[] ends = ends(key + "." + kind, written);
        yield new LogUniform(ends[0], ends[1], grid);
      }
      default -> {
        double[] ends = ends(key + "." + kind, written);
        yield new Whole(
            whole(key + "." + kind, written, ends[0]),
            whole(key + "." + kind, written, ends[1]),
            log(key, object.get(LOG)),
            grid);
      }
    };
  }

  private static double[] ends(String key, ConfigValue written) {
    List<Object> ends =
        written instanceof ConfigList list
            ? list.stream().map(ConfigValue::unwrapped).toList()
            : List.of();
    if (ends.size() != 2 || !ends.stream().allMatch(Number.class::isInstance)) {
      throw at(
          written,
          key,
          "%s is not allowed; it takes two numbers, the lower one first, as [1, 10]"
              .formatted(written.unwrapped()));
    }
    return ends.stream().mapToDouble(end -> ((Number) end).doubleValue()).toArray();
  }

  private static long whole(String key, ConfigValue written, double end) {
    Long whole = Setting.toLong(end);
    if (whole == null) {
      throw at(written, key, "%s is no whole number; take uniform".formatted(end));
    }
    return whole;
  }

  private static boolean log(String key, ConfigValue written) {
    return read(key, written, Setting.flag(LOG, false, ""));
  }

  private static OptionalInt grid(String key, ConfigValue written) {
    Long points = read(key, written, Setting.whole(GRID, 2, Integer.MAX_VALUE, null, ""));
    return points == null ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(points));
  }

  private static <T> T read(String key, ConfigValue written, Setting<T> setting) {
    if (written == null) {
      return setting.defaultValue();
    }
    try {
      return setting.parse(written.unwrapped());
    } catch (InputException e) {
      throw ConfigPlace.at(written, "%s.%s.%s".formatted(PLACE, key, e.getMessage()));
    }
  }

  private Choice choice(String key, ConfigList list) {
    List<Object> values = new ArrayList<>();
    Map<Object, ConfigValue> own = choices.computeIfAbsent(key, any -> new HashMap<>());
    for (ConfigValue written : list) {
      if (written.valueType() == ConfigValueType.NULL) {
        throw at(written, key, "null is no value; where a key is not to be set, use when");
      }
      Object value = value(written);
      values.add(value);
      own.put(value, written);
    }
    return new Choice(values);
  }

  /**
   * What a trial has for a written value: a number, a flag or a text, which of lists and objects is
   * that of a job file.
   */
  static Object value(ConfigValue written) {
    Object plain = written.unwrapped();
    if (plain instanceof List || plain instanceof Map) {
      return written.render(ConfigRenderOptions.concise());
    }
    return plain instanceof Integer whole ? Long.valueOf(whole) : plain;
  }

  private List<Condition> conditions(String key, ConfigValue when) {
    List<Condition> conditions = new ArrayList<>();
    if (when == null) {
      return conditions;
    }
    if (!(when instanceof ConfigObject object)) {
      throw at(when, key + "." + WHEN, "it takes { another.key = [ its values ] }");
    }
    addConditions(key, "", object, conditions);
    return conditions;
  }

  private void addConditions(
      String key, String prefix, ConfigObject object, List<Condition> conditions) {
    for (Map.Entry<String, ConfigValue> entry : ConfigPlace.byLine(object)) {
      String other = prefix + entry.getKey();
      ConfigValue value = entry.getValue();
      if (value instanceof ConfigObject inner) {
        addConditions(key, other + ".", inner, conditions);
        continue;
      }
      if (!known.contains(other)) {
        throw at(
            value,
            "%s.%s.%s".formatted(key, WHEN, other),
            "there is no such key" + JobReader.hint(other, known));
      }
      List<Object> values =
          value instanceof ConfigList list
              ? list.stream().map(SpaceReader::value).toList()
              : List.of(value(value));
      conditions.add(new Condition(other, values));
    }
  }

  /** The keys, in the order of the space. */
  List<String> keys() {
    return dimensions.stream().map(Dimension::key).toList();
  }

  /** What the job file has for a key. */
  String written(String key) {
    return places.get(key).render(ConfigRenderOptions.concise());
  }

  /**
   * The space.
   *
   * @param base what a key outside of the space is in all trials; null where it is not set
   * @throws InputException with the place, if conditions do not fit together
   */
  Space space(Function<String, Object> base) {
    return placed(() -> Space.of(dimensions, base));
  }

  /** Something that is made of the space. */
  @FunctionalInterface
  interface Making<T> {
    /** Makes it. */
    T make();
  }

  /** What is made, its complaints with the place of the key that they begin with. */
  <T> T placed(Making<T> making) {
    try {
      return making.make();
    } catch (InputException e) {
      Optional<String> key =
          places.keySet().stream().filter(k -> e.getMessage().startsWith(k + ": ")).findFirst();
      if (key.isEmpty()) {
        throw new InputException("%s: %s".formatted(PLACE, e.getMessage()), e);
      }
      throw ConfigPlace.at(places.get(key.get()), PLACE + "." + e.getMessage());
    }
  }

  /** Whether equal ratios of that key's values are equally likely. */
  static boolean isLogarithmic(Range range) {
    return range instanceof LogUniform || range instanceof Whole whole && whole.log();
  }

  /** A trial's keys over those of a job, each with the place where the space has it. */
  ConfigObject over(ConfigObject job, Trial trial) {
    ConfigObject result = job;
    for (Map.Entry<String, Object> setting : trial.settings().entrySet()) {
      result =
          with(
              result,
              ConfigUtil.splitPath(setting.getKey()),
              written(setting.getKey(), setting.getValue()));
    }
    return result;
  }

  private ConfigValue written(String key, Object value) {
    ConfigValue chosen = choices.getOrDefault(key, Map.of()).get(value);
    ConfigOrigin origin = places.get(key).origin();
    return chosen == null ? ConfigValueFactory.fromAnyRef(value).withOrigin(origin) : chosen;
  }

  private static ConfigObject with(ConfigObject object, List<String> path, ConfigValue value) {
    if (path.size() == 1) {
      return object.withValue(path.get(0), value);
    }
    ConfigObject inner =
        object.get(path.get(0)) instanceof ConfigObject there
            ? there
            : (ConfigObject) ConfigValueFactory.fromMap(Map.of());
    return object.withValue(path.get(0), with(inner, path.subList(1, path.size()), value));
  }
}
