package dev.bellows.train;

import dev.bellows.Setting;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How often something happens during training. A job file says {@code 20 steps}, {@code epoch},
 * {@code 2 epochs}, {@code 10 minutes}, {@code end} or {@code none}.
 *
 * @param amount so many units; 0 for {@code END} and {@code NONE}
 */
public record Interval(double amount, Unit unit) implements Setting.Written, Serializable {
  /** What is counted. */
  public enum Unit {
    STEPS,
    EPOCHS,
    SECONDS,
    /** Once, after the last step. */
    END,
    NONE
  }

  /** After every epoch. */
  public static final Interval EPOCH = epochs(1);

  /** Once, after the last step. */
  public static final Interval END = new Interval(0, Unit.END);

  /** Never. */
  public static final Interval NONE = new Interval(0, Unit.NONE);

  private static final Pattern WRITTEN =
      Pattern.compile("(\\d+(?:\\.\\d+)?\\s*)?(step|epoch|second|minute|hour)s?");
  private static final Map<String, Double> SECONDS =
      Map.of("second", 1.0, "minute", 60.0, "hour", 3600.0);
  private static final double MINUTE = 60;

  /** Checks the amount. */
  public Interval {
    boolean whole = unit == Unit.SECONDS || amount == Math.rint(amount) && amount >= 1;
    boolean repeats = unit != Unit.END && unit != Unit.NONE;
    if (repeats ? !(amount > 0 && whole && amount < Integer.MAX_VALUE) : amount != 0) {
      throw new IllegalArgumentException("%s of %s".formatted(amount, unit));
    }
  }

  /** Every so many steps, at least 1. */
  public static Interval steps(int steps) {
    return new Interval(steps, Unit.STEPS);
  }

  /** Every so many epochs, at least 1. */
  public static Interval epochs(int epochs) {
    return new Interval(epochs, Unit.EPOCHS);
  }

  /** Every so many seconds, more than 0. */
  public static Interval seconds(double seconds) {
    return new Interval(seconds, Unit.SECONDS);
  }

  /** How far a training is. */
  record Mark(long steps, int epochs, double seconds) {}

  /** Whether it happens again and again, and not at most once at the end. */
  public boolean repeats() {
    return unit != Unit.END && unit != Unit.NONE;
  }

  /** Whether it happens between two moments, the second included; not for {@code END}. */
  boolean passed(Mark before, Mark now) {
    return switch (unit) {
      case STEPS -> passed(before.steps(), now.steps());
      case EPOCHS -> passed(before.epochs(), now.epochs());
      case SECONDS -> passed(before.seconds(), now.seconds());
      case END, NONE -> false;
    };
  }

  private boolean passed(double before, double now) {
    return Math.floor(now / amount) > Math.floor(before / amount);
  }

  /** A setting that takes intervals of those units. */
  public static Setting<Interval> setting(
      String name, Interval defaultValue, List<Unit> units, String help) {
    String allowed = units.stream().map(Interval::example).collect(Collectors.joining(" | "));
    return new Setting<>(
        name,
        allowed,
        help,
        defaultValue,
        written -> {
          Interval value = parse(String.valueOf(written).strip());
          return value != null && units.contains(value.unit) ? value : null;
        });
  }

  private static String example(Unit unit) {
    return switch (unit) {
      case STEPS -> "N steps";
      case EPOCHS -> "epoch | N epochs";
      case SECONDS -> "N seconds | N minutes | N hours";
      case END, NONE -> Setting.word(unit);
    };
  }

  private static Interval parse(String text) {
    if (text.equals("end")) {
      return END;
    }
    if (text.equals("none")) {
      return NONE;
    }
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String word = matcher.group(2);
    double number = matcher.group(1) == null ? 1 : Double.parseDouble(matcher.group(1));
    try {
      return switch (word) {
        case "step" -> new Interval(number, Unit.STEPS);
        case "epoch" -> new Interval(number, Unit.EPOCHS);
        default -> seconds(number * SECONDS.get(word));
      };
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public String written() {
    return switch (unit) {
      case END, NONE -> Setting.word(unit);
      case STEPS -> counted("step");
      case EPOCHS -> amount == 1 ? "epoch" : counted("epoch");
      case SECONDS ->
          amount % MINUTE == 0
              ? new Interval(amount / MINUTE, Unit.SECONDS).counted("minute")
              : counted("second");
    };
  }

  private String counted(String word) {
    String number =
        amount == Math.rint(amount)
            ? String.format(Locale.ROOT, "%.0f", amount)
            : String.valueOf(amount);
    return "%s %s%s".formatted(number, word, amount == 1 ? "" : "s");
  }

  @Override
  public String toString() {
    return written();
  }
}
