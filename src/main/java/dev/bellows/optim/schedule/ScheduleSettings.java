package dev.bellows.optim.schedule;

import dev.bellows.Setting;
import java.util.List;

/**
 * The settings of the rows of {@link ScheduleTable}. A default of null stands where a value must be
 * set, or where the default depends on the run and the help says so.
 */
public final class ScheduleSettings {
  /** What a plateau's threshold is measured in. */
  public enum ThresholdMode {
    /** A part of the best loss. */
    REL,
    /** The loss's own unit. */
    ABS
  }

  /** T. */
  public static final Setting<Long> STEPS =
      Setting.whole("steps", 1, null, "T, how many steps it takes; by default the rest of the run");

  /** The lowest rate. */
  public static final Setting<Double> LOW =
      Setting.nonNegative("low", 0.0, "the lowest rate, at most the learning rate");

  /** γ. */
  public static final Setting<Double> FACTOR =
      part("factor", 0.1, "γ, what each fall leaves of the rate");

  /** How many steps lie between two falls. */
  public static final Setting<Long> EVERY =
      Setting.whole("every", 1, null, "how many steps lie between two falls");

  /** Where a multi-step schedule falls. */
  public static final Setting<List<Long>> MILESTONES =
      Setting.wholes(
          "milestones",
          "ascending whole numbers of at least 1",
          "after how many steps the rate falls; one that is listed twice counts twice",
          list -> areMilestones(list, 0));

  /** Where a piecewise schedule changes. */
  public static final Setting<List<Long>> CHANGES =
      Setting.wholes(
          "milestones",
          "different, ascending whole numbers of at least 1",
          "after how many steps the next factor comes",
          list -> areMilestones(list, 1));

  /** The factors between the changes. */
  public static final Setting<List<Double>> FACTORS =
      Setting.numbers(
          "factors",
          "numbers greater than 0, one more than there are milestones",
          "the parts of the learning rate before, between and behind the milestones",
          list -> list.stream().allMatch(factor -> factor > 0));

  /** Lines between the factors. */
  public static final Setting<Boolean> INTERPOLATE =
      Setting.flag("interpolate", false, "move along lines from factor to factor");

  /** The t of an exponential's first step. */
  public static final Setting<Long> COUNT_FROM =
      Setting.whole("count-from", 0, 1, 0L, "the t of the first step: 0 (PyTorch) or 1 (books)");

  /** p. */
  public static final Setting<Double> POWER =
      Setting.positive("power", 1.0, "p, 1 falls along a line");

  /** α. */
  public static final Setting<Double> EXPONENT =
      Setting.number(
          "exponent", "a number of at most 0", -0.5, "α, the power of time", value -> value <= 0);

  /** w. */
  public static final Setting<Long> WARM_UP =
      Setting.whole("warm-up", 1, 1L, "w, the step of the highest rate");

  /** Where a linear warm-up begins. */
  public static final Setting<Double> START_FACTOR =
      part("start-factor", 1.0 / 3, "s, the first step's part of the learning rate");

  /** Where a linear warm-up ends. */
  public static final Setting<Double> END_FACTOR =
      part("end-factor", 1.0, "e, the part of the learning rate behind its steps");

  /** Whether a cosine rises again. */
  public static final Setting<Boolean> MIRROR =
      Setting.flag("mirror", false, "rise again behind its steps, as PyTorch does");

  /** T₀. */
  public static final Setting<Long> PERIOD =
      Setting.whole("period", 1, null, "T, how many steps lie before the first restart");

  /** How the periods grow. */
  public static final Setting<Long> GROWTH =
      Setting.whole("growth", 1, 1L, "how many times longer each period is than the last one");

  /** PyTorch's pct_start. */
  public static final Setting<Double> RISE =
      Setting.fraction("rise", 0.3, "the part of the steps on which the rate rises");

  /** The form of the phases. */
  public static final Setting<OneCycle.Anneal> ANNEAL =
      Setting.choice("anneal", OneCycle.Anneal.COS, "along a cosine or a line");

  /** PyTorch's div_factor. */
  public static final Setting<Double> START_DIVISOR =
      divisor("start-divisor", 25.0, "d₁, the first rate is the learning rate through it");

  /** PyTorch's final_div_factor. */
  public static final Setting<Double> END_DIVISOR =
      divisor("end-divisor", 1e4, "d₂, the last rate is the first one through it");

  /** Two phases or three. */
  public static final Setting<Boolean> THREE_PHASE =
      Setting.flag("three-phase", false, "fall as fast as it rose, then slowly to the end");

  /** The lowest rate of a cyclical schedule. */
  public static final Setting<Double> TROUGH =
      Setting.positive("low", null, "the lowest rate; by default a quarter of the learning rate");

  /** The rising steps of a cycle. */
  public static final Setting<Long> STEPS_UP =
      Setting.whole("steps-up", 1, 2000L, "the steps on which the rate rises");

  /** The falling steps of a cycle. */
  public static final Setting<Long> STEPS_DOWN =
      Setting.whole("steps-down", 1, null, "the steps on which it falls; by default steps-up");

  /** How the cycles' height changes. */
  public static final Setting<Cyclical.Mode> MODE =
      Setting.choice(
          "mode",
          Cyclical.Mode.TRIANGULAR,
          "equally high, each half as high as the last, or falling with every step");

  /** What a plateau leaves of the rate. */
  public static final Setting<Double> PLATEAU_FACTOR =
      Setting.number(
          "factor",
          "a number between 0 and 1",
          0.1,
          "γ, what each fall leaves of the rate",
          value -> value > 0 && value < 1);

  /** How long a plateau is borne. */
  public static final Setting<Long> PATIENCE =
      Setting.whole("patience", 0, 10L, "how many evaluations without a better loss are borne");

  /** What counts as better. */
  public static final Setting<Double> THRESHOLD =
      Setting.nonNegative("threshold", 1e-4, "by how much a loss must be better to count");

  /** The threshold's unit. */
  public static final Setting<ThresholdMode> THRESHOLD_MODE =
      Setting.choice(
          "threshold-mode", ThresholdMode.REL, "a part of the best loss, or its own unit");

  /** The rest after a fall. */
  public static final Setting<Long> COOLDOWN =
      Setting.whole("cooldown", 0, 0L, "how many evaluations after a fall do not count");

  private ScheduleSettings() {}

  private static Setting<Double> part(String name, Double defaultValue, String help) {
    return Setting.number(
        name,
        "a number greater than 0, at most 1",
        defaultValue,
        help,
        value -> value > 0 && value <= 1);
  }

  private static Setting<Double> divisor(String name, Double defaultValue, String help) {
    return Setting.number(name, "a number of at least 1", defaultValue, help, value -> value >= 1);
  }

  /** Whether each milestone lies at least {@code gap} behind the one before, and all behind 0. */
  private static boolean areMilestones(List<Long> list, long gap) {
    boolean ascending = !list.isEmpty() && list.get(0) >= 1;
    for (int i = 1; i < list.size(); i++) {
      ascending &= list.get(i) - list.get(i - 1) >= gap;
    }
    return ascending;
  }
}
