package dev.bellows.optim.schedule;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.optim.ReduceOnPlateau;
import dev.bellows.optim.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The learning-rate schedule that a job file asks for: one part, or several one after the other.
 * Examples are {@code schedule = cosine}, {@code schedule = { name = step, every = 100 }}, and
 * {@code schedule = [ { name = linear-warm-up, steps = 500 }, cosine ]}.
 *
 * <p>In a chain each part but the last has a length: its {@code steps}, or {@code for = N}, which
 * every part takes. The last one's {@code steps} are by default what remains of the run; if it has
 * a {@code for}, its last rate stays afterwards. A plateau stands at the end and lowers the rate
 * that the other parts give; alone it lowers the constant one.
 *
 * @param parts at least one; checked
 */
public record ScheduleSpec(List<SchedulePart> parts) implements Setting.Written {

  /** The learning rate itself, for ever. */
  public static final ScheduleSpec CONSTANT =
      new ScheduleSpec(
          List.of(new SchedulePart("constant", Settings.DEFAULTS, OptionalLong.empty())));

  /** The key of a job file. */
  public static final Setting<ScheduleSpec> SETTING =
      new Setting<>(
          "schedule",
          "a schedule's name, { name = …, its settings }, or a list of these",
          "how the learning rate changes from step to step",
          CONSTANT,
          written -> ScheduleParser.parse("schedule", written));

  /** Keeps an unmodifiable copy. */
  public ScheduleSpec {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a schedule needs at least one part");
    }
  }

  /**
   * The rate as a function of the step. A plateau's rate is that which it will lower.
   *
   * @param baseRate η, the optimizer's learning rate
   * @param totalSteps the steps of the whole run
   * @throws InputException if the rate is negative, or a lowest rate lies above it
   */
  public Schedule build(double baseRate, long totalSteps) {
    requireOrder(baseRate);
    List<SchedulePart> functions = parts.stream().filter(part -> !part.isPlateau()).toList();
    List<Sequence.Part> sequence = new ArrayList<>();
    long left = Math.max(0, totalSteps);
    for (SchedulePart part : functions) {
      boolean last = sequence.size() == functions.size() - 1;
      long lasts = (last ? part.duration() : part.length()).orElse(Long.MAX_VALUE);
      sequence.add(new Sequence.Part(part.build(baseRate, left), lasts));
      left = Math.max(0, left - lasts);
    }
    if (sequence.isEmpty()) {
      return Schedule.constant(baseRate);
    }
    boolean single = sequence.size() == 1 && sequence.get(0).steps() == Long.MAX_VALUE;
    return single ? sequence.get(0).schedule() : new Sequence(sequence);
  }

  private void requireOrder(double baseRate) {
    if (!(baseRate >= 0 && Double.isFinite(baseRate))) {
      throw new InputException(
          "learning-rate = %s is not allowed; it takes a number of at least 0".formatted(baseRate));
    }
    for (int i = 0; i < parts.size(); i++) {
      Settings settings = parts.get(i).settings();
      if (settings.isSet(ScheduleSettings.LOW) && settings.get(ScheduleSettings.LOW) > baseRate) {
        throw new InputException(
            "schedule%s.low = %s is not allowed; it takes a number up to learning-rate = %s"
                .formatted(
                    parts.size() == 1 ? "" : "[" + i + "]",
                    settings.get(ScheduleSettings.LOW),
                    baseRate));
      }
    }
  }

  /** Whether rates depend on how long the whole run is, as those of a {@code cosine} alone do. */
  public boolean dependsOnLength() {
    return parts.stream().anyMatch(SchedulePart::dependsOnLength);
  }

  /** When to lower the rate, if the user asked for that. */
  public Optional<ReduceOnPlateau> plateau() {
    SchedulePart last = parts.get(parts.size() - 1);
    return last.isPlateau()
        ? Optional.of(ScheduleTable.plateau(last.settings()))
        : Optional.empty();
  }

  /** What {@link #SETTING} parses to an equal value: a String, a Map, or a List of these. */
  @Override
  public Object written() {
    return parts.size() == 1
        ? parts.get(0).written()
        : parts.stream().map(SchedulePart::written).toList();
  }

  /** For a legend: {@code linear-warm-up 500, cosine}. */
  @Override
  public String toString() {
    return parts.stream().map(SchedulePart::toString).collect(Collectors.joining(", "));
  }
}
