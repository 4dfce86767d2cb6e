package dev.bellows.optim.schedule;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.optim.ReduceOnPlateau;
import dev.bellows.optim.Schedule;
import java.util.List;

/**
 * The table of all learning-rate schedules: what a job file may name, and with which settings. η is
 * the optimizer's learning rate, t = step − 1. Defaults are PyTorch's where it has the schedule.
 */
public final class ScheduleTable {
  /** The name of the row that is no function of the step. */
  public static final String PLATEAU = "plateau";

  /** Makes a schedule from settings that are complete. */
  @FunctionalInterface
  public interface Builder {

    /**
     * The schedule.
     *
     * @param base η, the optimizer's learning rate
     * @param settings with all defaults filled in
     */
    Schedule build(double base, Settings settings);
  }

  /**
   * One row of the table.
   *
   * @param name as a job file says it
   * @param formula the rate in one line
   * @param source who proposed it, or whose closed form it is
   * @param settings all that it takes, with its own defaults; null is the default of those that
   *     must be set or whose default depends on the run
   * @param builder makes the schedule
   */
  public record Entry(
      String name, String formula, String source, List<Setting<?>> settings, Builder builder) {

    /**
     * The schedule with these settings; what is not set has this row's default.
     *
     * @param base η, the optimizer's learning rate
     * @param steps T where the settings do not say it; may be 0
     * @throws InputException if a setting is not of this row, missing, or does not fit another
     */
    public Schedule build(double base, long steps, Settings given) {
      return builder.build(base, complete(steps, given));
    }

    private Settings complete(long steps, Settings given) {
      given.values().keySet().forEach(this::setting);
      Settings complete = given.withDefaultsOf(settings);
      return settings.contains(ScheduleSettings.STEPS) && !given.isSet(ScheduleSettings.STEPS)
          ? complete.with(ScheduleSettings.STEPS, steps)
          : complete;
    }

    /**
     * The setting of that name.
     *
     * @throws InputException if there is none
     */
    public Setting<?> setting(String key) {
      return settings.stream()
          .filter(setting -> setting.name().equals(key))
          .findFirst()
          .orElseThrow(() -> new InputException(name + " has no setting '" + key + "'"));
    }
  }

  /** The rows; the simplest first. */
  public static final List<Entry> ENTRIES =
      List.of(
          new Entry(
              "constant",
              "η",
              "Widrow and Hoff 1960",
              List.of(),
              (base, settings) -> Schedule.constant(base)),
          new Entry(
              "step",
              "η·γ^⌊t/every⌋",
              "PyTorch StepLR",
              List.of(ScheduleSettings.EVERY, ScheduleSettings.FACTOR),
              (base, settings) ->
                  new StepDecay(
                      base,
                      required(settings, ScheduleSettings.EVERY),
                      settings.get(ScheduleSettings.FACTOR))),
          new Entry(
              "multi-step",
              "η·γ^(milestones up to t)",
              "PyTorch MultiStepLR",
              List.of(ScheduleSettings.MILESTONES, ScheduleSettings.FACTOR),
              (base, settings) ->
                  new MultiStep(
                      base,
                      required(settings, ScheduleSettings.MILESTONES),
                      settings.get(ScheduleSettings.FACTOR))),
          new Entry(
              "exponential",
              "η·γ^t, t from 0 or 1",
              "PyTorch ExponentialLR",
              List.of(ScheduleSettings.FACTOR.withDefault(null), ScheduleSettings.COUNT_FROM),
              (base, settings) ->
                  new Exponential(
                      base,
                      required(settings, ScheduleSettings.FACTOR),
                      settings.get(ScheduleSettings.COUNT_FROM))),
          new Entry(
              "polynomial",
              "low + (η − low)·(1 − min(t, T)/T)^p",
              "PyTorch PolynomialLR",
              List.of(ScheduleSettings.STEPS, ScheduleSettings.LOW, ScheduleSettings.POWER),
              (base, settings) ->
                  new Polynomial(
                      base,
                      settings.get(ScheduleSettings.LOW),
                      settings.get(ScheduleSettings.STEPS),
                      settings.get(ScheduleSettings.POWER))),
          new Entry(
              "time-power",
              "η·t^α, t from 1",
              "Robbins and Monro 1951",
              List.of(ScheduleSettings.EXPONENT),
              (base, settings) -> new TimePower(base, settings.get(ScheduleSettings.EXPONENT))),
          new Entry(
              "inverse-square-root",
              "η·min(t/w, √(w/t)), t from 1",
              "Vaswani et al. 2017",
              List.of(ScheduleSettings.WARM_UP),
              (base, settings) ->
                  new InverseSquareRoot(base, settings.get(ScheduleSettings.WARM_UP))),
          new Entry(
              "linear-warm-up",
              "η·(s + (e − s)·min(t, T)/T)",
              "PyTorch LinearLR",
              List.of(
                  ScheduleSettings.STEPS,
                  ScheduleSettings.START_FACTOR,
                  ScheduleSettings.END_FACTOR),
              (base, settings) ->
                  new LinearWarmUp(
                      base,
                      settings.get(ScheduleSettings.START_FACTOR),
                      settings.get(ScheduleSettings.END_FACTOR),
                      settings.get(ScheduleSettings.STEPS))),
          new Entry(
              "cosine",
              "low + (η − low)·(1 + cos(πt/T))/2",
              "Loshchilov and Hutter 2017",
              List.of(ScheduleSettings.STEPS, ScheduleSettings.LOW, ScheduleSettings.MIRROR),
              (base, settings) ->
                  new Cosine(
                      base,
                      settings.get(ScheduleSettings.LOW),
                      settings.get(ScheduleSettings.STEPS),
                      settings.get(ScheduleSettings.MIRROR))),
          new Entry(
              "cosine-restarts",
              "cosine, from η again after T, then growth·T, … steps",
              "Loshchilov and Hutter 2017",
              List.of(ScheduleSettings.PERIOD, ScheduleSettings.GROWTH, ScheduleSettings.LOW),
              (base, settings) ->
                  new CosineRestarts(
                      base,
                      settings.get(ScheduleSettings.LOW),
                      required(settings, ScheduleSettings.PERIOD),
                      settings.get(ScheduleSettings.GROWTH))),
          new Entry(
              "one-cycle",
              "η/d₁ up to η on a part of T, then down to η/(d₁·d₂)",
              "Smith and Topin 2018",
              List.of(
                  ScheduleSettings.STEPS,
                  ScheduleSettings.RISE,
                  ScheduleSettings.ANNEAL,
                  ScheduleSettings.START_DIVISOR,
                  ScheduleSettings.END_DIVISOR,
                  ScheduleSettings.THREE_PHASE),
              (base, settings) ->
                  new OneCycle(
                      base,
                      settings.get(ScheduleSettings.STEPS),
                      settings.get(ScheduleSettings.RISE),
                      settings.get(ScheduleSettings.ANNEAL),
                      settings.get(ScheduleSettings.START_DIVISOR),
                      settings.get(ScheduleSettings.END_DIVISOR),
                      settings.get(ScheduleSettings.THREE_PHASE))),
          new Entry(
              "cyclical",
              "between low and η along lines, for ever",
              "Smith 2017",
              List.of(
                  ScheduleSettings.TROUGH,
                  ScheduleSettings.STEPS_UP,
                  ScheduleSettings.STEPS_DOWN,
                  ScheduleSettings.MODE,
                  ScheduleSettings.FACTOR.withDefault(1.0)),
              ScheduleTable::cyclical),
          new Entry(
              "piecewise",
              "η·f, f by a list",
              "Optax piecewise_constant, piecewise_interpolate",
              List.of(
                  ScheduleSettings.CHANGES, ScheduleSettings.FACTORS, ScheduleSettings.INTERPOLATE),
              ScheduleTable::piecewise),
          new Entry(
              PLATEAU,
              "η, times γ whenever the loss stops falling",
              "PyTorch ReduceLROnPlateau",
              List.of(
                  ScheduleSettings.PLATEAU_FACTOR,
                  ScheduleSettings.PATIENCE,
                  ScheduleSettings.THRESHOLD,
                  ScheduleSettings.THRESHOLD_MODE,
                  ScheduleSettings.COOLDOWN,
                  ScheduleSettings.LOW),
              (base, settings) -> Schedule.constant(base)));

  private ScheduleTable() {}

  /** The names, in the table's order. */
  public static List<String> names() {
    return ENTRIES.stream().map(Entry::name).toList();
  }

  /**
   * The row of that name.
   *
   * @throws InputException if there is none
   */
  public static Entry entry(String name) {
    return ENTRIES.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "no schedule is named '%s'; there are %s"
                        .formatted(name, String.join(", ", names()))));
  }

  /** What a plateau's settings ask for; what is not set has the default. */
  public static ReduceOnPlateau plateau(Settings given) {
    Settings settings = entry(PLATEAU).complete(0, given);
    return new ReduceOnPlateau(
        settings.get(ScheduleSettings.FACTOR),
        settings.get(ScheduleSettings.PATIENCE),
        settings.get(ScheduleSettings.THRESHOLD),
        settings.get(ScheduleSettings.THRESHOLD_MODE) == ScheduleSettings.ThresholdMode.REL,
        settings.get(ScheduleSettings.COOLDOWN),
        settings.get(ScheduleSettings.LOW));
  }

  private static Schedule cyclical(double base, Settings settings) {
    long up = settings.get(ScheduleSettings.STEPS_UP);
    return new Cyclical(
        settings.isSet(ScheduleSettings.TROUGH) ? settings.get(ScheduleSettings.TROUGH) : base / 4,
        base,
        up,
        settings.isSet(ScheduleSettings.STEPS_DOWN)
            ? settings.get(ScheduleSettings.STEPS_DOWN)
            : up,
        settings.get(ScheduleSettings.MODE),
        settings.get(ScheduleSettings.FACTOR));
  }

  private static Schedule piecewise(double base, Settings settings) {
    List<Long> milestones = required(settings, ScheduleSettings.CHANGES);
    List<Double> factors = required(settings, ScheduleSettings.FACTORS);
    if (factors.size() != milestones.size() + 1) {
      throw new InputException(
          "factors = %s does not fit milestones = %s; it takes %s"
              .formatted(factors, milestones, ScheduleSettings.FACTORS.allowed()));
    }
    return new Piecewise(base, milestones, factors, settings.get(ScheduleSettings.INTERPOLATE));
  }

  private static <T> T required(Settings settings, Setting<T> setting) {
    if (!settings.isSet(setting)) {
      throw new InputException(
          "%s is missing: %s; it takes %s"
              .formatted(setting.name(), setting.help(), setting.allowed()));
    }
    return settings.get(setting);
  }
}
