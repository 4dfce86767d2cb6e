package dev.bellows.train;

import dev.bellows.Setting;
import dev.bellows.Settings;
import java.io.Serializable;
import java.util.List;

/**
 * When training ends before its last epoch; the first rule that is met ends it.
 *
 * @param steps so many steps were taken
 * @param seconds so many seconds of training have passed, evaluations not counted, those before a
 *     resumption counted
 * @param lossBelow an evaluation found a loss over all training rows below this
 * @param gradientNormBelow the gradient of a batch had a norm below this
 * @param patience so many evaluations one after the other found no better validation loss; the
 *     result is the best parameters then
 * @param minImprovement how much smaller a validation loss has to be to count as better, at least 0
 */
public record StopRules(
    long steps,
    double seconds,
    double lossBelow,
    double gradientNormBelow,
    long patience,
    double minImprovement)
    implements Serializable {
  private static final double MINUTE = 60;

  /** So many steps were taken. */
  public static final Setting<Long> STEPS =
      Setting.whole("steps", 1, null, "ends training after so many steps");

  /** So much time has passed. */
  public static final Setting<Double> MINUTES =
      Setting.positive("minutes", null, "ends training after so many minutes");

  /** The loss is small enough. */
  public static final Setting<Double> LOSS_BELOW =
      Setting.number(
          "loss-below",
          "a number",
          null,
          "ends training when an evaluation finds a smaller loss over all training rows",
          value -> true);

  /** The gradient is small enough. */
  public static final Setting<Double> GRADIENT_NORM_BELOW =
      Setting.positive(
          "gradient-norm-below", null, "ends training when a batch's gradient has a smaller norm");

  /** No improvement. */
  public static final Setting<Long> PATIENCE =
      Setting.whole(
          "patience",
          1,
          null,
          "ends training after so many evaluations without a better validation loss, and keeps the"
              + " best model");

  /** What counts as an improvement. */
  public static final Setting<Double> MIN_IMPROVEMENT =
      Setting.nonNegative(
          "min-improvement", null, "how much smaller a validation loss has to be to be better");

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(STEPS, MINUTES, LOSS_BELOW, GRADIENT_NORM_BELOW, PATIENCE, MIN_IMPROVEMENT);

  /** Only the last epoch ends training. */
  public static final StopRules NONE = of(Settings.DEFAULTS);

  /** The rules of those settings. */
  public static StopRules of(Settings settings) {
    return new StopRules(
        or(settings.get(STEPS), Long.MAX_VALUE),
        or(settings.get(MINUTES), Double.POSITIVE_INFINITY) * MINUTE,
        or(settings.get(LOSS_BELOW), Double.NEGATIVE_INFINITY),
        or(settings.get(GRADIENT_NORM_BELOW), 0.0),
        or(settings.get(PATIENCE), Long.MAX_VALUE),
        or(settings.get(MIN_IMPROVEMENT), 0.0));
  }

  private static <T> T or(T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  /** Whether evaluations that find nothing better end training. */
  boolean isPatient() {
    return patience < Long.MAX_VALUE;
  }
}
