package dev.bellows.optim.table;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import dev.bellows.optim.schedule.ScheduleSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A parameter group as a user writes it: {@code { tensors = "head*", learning-rate-factor = 10 }}.
 *
 * @param settings the values of {@link #ALL}
 */
public record GroupSpec(Settings settings) implements Setting.Written {
  static final Setting<List<String>> TENSORS =
      Setting.texts("tensors", "patterns of tensor names, such as \"head*\"");
  static final Setting<Double> LEARNING_RATE =
      Setting.positive("learning-rate", null, "its own learning rate");
  static final Setting<Double> FACTOR =
      Setting.positive("learning-rate-factor", 1.0, "its learning rate, times the base");
  static final Setting<Double> WEIGHT_DECAY =
      Setting.nonNegative("weight-decay", null, "its own weight decay");
  static final Setting<Boolean> FROZEN =
      Setting.flag("frozen", false, "leave its tensors as they are");
  static final Setting<ScheduleSpec> SCHEDULE = ScheduleSpec.SETTING;

  /** The keys of a group. */
  public static final List<Setting<?>> ALL =
      List.of(TENSORS, LEARNING_RATE, FACTOR, WEIGHT_DECAY, FROZEN, SCHEDULE);

  private static final String KEY = "groups";

  /** The setting that takes a list of groups; one alone is a list of one. */
  static final Setting<List<GroupSpec>> SETTING =
      new Setting<>(
          KEY,
          "a list of groups such as { tensors = \"head*\", learning-rate-factor = 10 }",
          "tensors with a rate, decay or schedule of their own, or frozen",
          List.of(),
          GroupSpec::parseAll);

  private static List<GroupSpec> parseAll(Object written) {
    List<?> all = written instanceof List<?> list ? list : List.of(written);
    List<GroupSpec> groups = new ArrayList<>();
    for (Object one : all) {
      if (!(one instanceof Map<?, ?> map)) {
        return null;
      }
      groups.add(parse(map, "%s[%d].".formatted(KEY, groups.size())));
    }
    return List.copyOf(groups);
  }

  private static GroupSpec parse(Map<?, ?> written, String prefix) {
    List<String> names = ALL.stream().<String>map(Setting::name).toList();
    Settings settings = Settings.DEFAULTS;
    for (Map.Entry<?, ?> entry : written.entrySet()) {
      String key = String.valueOf(entry.getKey());
      Setting<?> setting =
          ALL.stream()
              .filter(s -> s.name().equals(key))
              .findFirst()
              .orElseThrow(
                  () ->
                      new InputException(
                          "%s%s: there is no such key%s; a group takes %s"
                              .formatted(
                                  prefix,
                                  key,
                                  Spelling.hint(key, names),
                                  String.join(", ", names))));
      try {
        settings = settings.withWritten(setting, entry.getValue());
      } catch (InputException e) {
        throw new InputException(prefix + e.getMessage(), e);
      }
    }
    if (settings.get(TENSORS).isEmpty()) {
      throw new InputException(prefix + "tensors is missing: " + TENSORS.help());
    }
    if (settings.isSet(LEARNING_RATE) && settings.isSet(FACTOR)) {
      throw new InputException(
          prefix + "learning-rate and learning-rate-factor exclude each other");
    }
    if (settings.get(FROZEN) && settings.values().size() > 2) {
      throw new InputException(prefix + "frozen = true goes with tensors alone");
    }
    if (settings.isSet(SCHEDULE) && settings.get(SCHEDULE).plateau().isPresent()) {
      throw new InputException(
          prefix + "schedule: plateau stands in optimizer.schedule, for all tensors together");
    }
    return new GroupSpec(settings);
  }

  /** Its learning rate where the base is {@code base}. */
  double learningRate(double base) {
    return settings.isSet(LEARNING_RATE)
        ? settings.get(LEARNING_RATE)
        : base * settings.get(FACTOR);
  }

  @Override
  public Object written() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Setting<?> setting : ALL) {
      if (settings.isSet(setting)) {
        map.put(setting.name(), Setting.written(settings.get(setting)));
      }
    }
    return map;
  }
}
