package dev.bellows.optim.schedule;

import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.optim.Schedule;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One schedule as a user wrote it, checked. What was written but is the default anyway is left out,
 * so that two ways of saying the same are equal.
 *
 * @param name the row of {@link ScheduleTable}
 * @param settings of that row
 * @param duration how many steps it lasts, where the user wrote {@code for}
 */
public record SchedulePart(String name, Settings settings, OptionalLong duration) {

  /** How long a part of a chain lasts, where its own steps do not say it. */
  static final Setting<Long> FOR =
      Setting.whole("for", 1, null, "how many steps it lasts; then comes the next one");

  /** Leaves out defaults. */
  public SchedulePart {
    Map<String, Object> own = new LinkedHashMap<>(settings.values());
    for (Setting<?> setting : ScheduleTable.entry(name).settings()) {
      own.remove(setting.name(), setting.defaultValue());
    }
    settings = new Settings(own);
  }

  /** Whether this is no function of the step. */
  boolean isPlateau() {
    return name.equals(ScheduleTable.PLATEAU);
  }

  /** How many steps it lasts, if the user said so one way or the other. */
  OptionalLong length() {
    return duration.isPresent() || !settings.isSet(ScheduleSettings.STEPS)
        ? duration
        : OptionalLong.of(settings.get(ScheduleSettings.STEPS));
  }

  /** Whether it takes what is left of the run. */
  boolean dependsOnLength() {
    return length().isEmpty()
        && ScheduleTable.entry(name).settings().contains(ScheduleSettings.STEPS);
  }

  /**
   * The schedule.
   *
   * @param base η
   * @param stepsLeft how many steps the run still has when this part begins
   */
  Schedule build(double base, long stepsLeft) {
    return ScheduleTable.entry(name).build(base, duration.orElse(stepsLeft), settings);
  }

  /** What a job file would say: the name alone, or an object. */
  Object written() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", name);
    for (Setting<?> setting : ScheduleTable.entry(name).settings()) {
      if (settings.isSet(setting)) {
        object.put(setting.name(), Setting.written(settings.get(setting)));
      }
    }
    duration.ifPresent(steps -> object.put(FOR.name(), steps));
    return object.size() == 1 ? name : object;
  }

  /** For a legend: {@code linear-warm-up 500}, {@code step every=100 factor=0.5}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    for (Setting<?> setting : ScheduleTable.entry(name).settings()) {
      if (settings.isSet(setting)) {
        text.append(' ');
        if (!setting.equals(ScheduleSettings.STEPS)) {
          text.append(setting.name()).append('=');
        }
        text.append(brief(settings.get(setting)));
      }
    }
    duration.ifPresent(steps -> text.append(" for ").append(steps));
    return text.toString();
  }

  private static String brief(Object value) {
    return value instanceof Collection<?> list
        ? list.toString().replace(", ", "/").replaceAll("[\\[\\]]", "")
        : Setting.word(value);
  }
}
