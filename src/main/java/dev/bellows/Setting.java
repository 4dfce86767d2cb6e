package dev.bellows;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One thing that a user may set: its name, what values it takes, and what it is when nobody sets
 * it. Tables of these drive the job file's schema, the messages, and the lists in the README.
 *
 * @param name kebab-case, without the section that it stands in, for example {@code beta1}
 * @param allowed the values it takes, in words for a message: {@code a number from 0 to below 1}
 * @param help one line on what it does
 * @param defaultValue the value when it is not set; null if it has none
 * @param parser from a job file's value (Number, Boolean, String or List) to the value, or null
 *     where it is not allowed
 * @param <T> the value's type
 */
public record Setting<T>(
    String name, String allowed, String help, T defaultValue, Function<Object, T> parser) {

  /**
   * The value for what a user wrote.
   *
   * @throws InputException with what is allowed, if {@code written} is not
   */
  public T parse(Object written) {
    T value = parser.apply(written);
    if (value == null) {
      throw new InputException(
          "%s = %s is not allowed; it takes %s".formatted(name, written, allowed));
    }
    return value;
  }

  /** Another default, for an alias that differs only there. */
  public Setting<T> withDefault(T value) {
    return new Setting<>(name, allowed, help, value, parser);
  }

  /** A number greater than 0. */
  public static Setting<Double> positive(String name, Double defaultValue, String help) {
    return number(name, "a number greater than 0", defaultValue, help, 0, false, 1 / 0.0);
  }

  /** A number of at least 0. */
  public static Setting<Double> nonNegative(String name, Double defaultValue, String help) {
    return number(name, "a number of at least 0", defaultValue, help, 0, true, 1 / 0.0);
  }

  /** A number from 0 to below 1. */
  public static Setting<Double> fraction(String name, Double defaultValue, String help) {
    return number(name, "a number from 0 to below 1", defaultValue, help, 0, true, 1);
  }

  private static Setting<Double> number(
      String name,
      String allowed,
      Double defaultValue,
      String help,
      double low,
      boolean lowIncluded,
      double below) {
    return new Setting<>(
        name,
        allowed,
        help,
        defaultValue,
        written -> {
          Double value = toDouble(written);
          boolean inside =
              value != null
                  && !value.isNaN()
                  && (lowIncluded ? value >= low : value > low)
                  && value < below;
          return inside ? value : null;
        });
  }

  /** A finite number in a range of its own; {@code allowed} tells the range in words. */
  public static Setting<Double> number(
      String name, String allowed, Double defaultValue, String help, DoublePredicate inside) {
    return new Setting<>(
        name,
        allowed,
        help,
        defaultValue,
        written -> {
          Double value = toDouble(written);
          return value != null && Double.isFinite(value) && inside.test(value) ? value : null;
        });
  }

  /** A list of finite numbers without a default; one number alone is a list of one. */
  public static Setting<List<Double>> numbers(
      String name, String allowed, String help, Predicate<List<Double>> inside) {
    return list(name, allowed, help, Setting::toDouble, inside.and(Setting::areFinite));
  }

  /** A list of whole numbers without a default; one number alone is a list of one. */
  public static Setting<List<Long>> wholes(
      String name, String allowed, String help, Predicate<List<Long>> inside) {
    return list(name, allowed, help, Setting::toLong, inside);
  }

  private static boolean areFinite(List<Double> values) {
    return values.stream().allMatch(Double::isFinite);
  }

  private static <T> Setting<List<T>> list(
      String name,
      String allowed,
      String help,
      Function<Object, T> element,
      Predicate<List<T>> inside) {
    return new Setting<>(
        name,
        allowed,
        help,
        null,
        written -> {
          List<?> all = written instanceof List<?> many ? many : List.of(written);
          List<T> values = all.stream().map(element).filter(Objects::nonNull).toList();
          return values.size() == all.size() && inside.test(values) ? values : null;
        });
  }

  /** A number greater than 0, at most 1. */
  public static Setting<Double> part(String name, Double defaultValue, String help) {
    return number(
        name, "a number greater than 0, at most 1", defaultValue, help, v -> v > 0 && v <= 1);
  }

  /** A whole number of at least {@code least}. */
  public static Setting<Long> whole(String name, long least, Long defaultValue, String help) {
    return whole(name, least, Long.MAX_VALUE, defaultValue, help);
  }

  /** A whole number from {@code least} to {@code most}. */
  public static Setting<Long> whole(
      String name, long least, long most, Long defaultValue, String help) {
    String allowed =
        most < Long.MAX_VALUE
            ? "a whole number from " + least + " to " + most
            : least == Long.MIN_VALUE ? "a whole number" : "a whole number of at least " + least;
    return new Setting<>(
        name,
        allowed,
        help,
        defaultValue,
        written -> {
          Long value = toLong(written);
          return value != null && value >= least && value <= most ? value : null;
        });
  }

  /** True or false. */
  public static Setting<Boolean> flag(String name, Boolean defaultValue, String help) {
    return new Setting<>(
        name,
        "true or false",
        help,
        defaultValue,
        written -> {
          String word = String.valueOf(written);
          return word.equals("true") || word.equals("false") ? Boolean.valueOf(word) : null;
        });
  }

  /** Any text that is not empty. */
  public static Setting<String> text(String name, String defaultValue, String help) {
    return new Setting<>(
        name,
        "a text",
        help,
        defaultValue,
        written -> {
          String text = String.valueOf(written);
          return isSingle(written) && !text.isEmpty() ? text : null;
        });
  }

  /** A list of texts; one text alone is a list of one. */
  public static Setting<List<String>> texts(String name, String help) {
    return new Setting<>(
        name,
        "a name or a list of names",
        help,
        List.of(),
        written -> {
          List<?> all = written instanceof List<?> list ? list : List.of(written);
          return all.stream().allMatch(Setting::isSingle)
              ? all.stream().map(String::valueOf).toList()
              : null;
        });
  }

  private static boolean isSingle(Object written) {
    return !(written instanceof List) && !(written instanceof Map);
  }

  /** One of an enum's constants, written in lower case. */
  public static <E extends Enum<E>> Setting<E> choice(String name, E defaultValue, String help) {
    E[] constants = defaultValue.getDeclaringClass().getEnumConstants();
    StringBuilder allowed = new StringBuilder();
    for (E constant : constants) {
      allowed.append(allowed.isEmpty() ? "" : " | ").append(word(constant));
    }
    return new Setting<>(
        name,
        allowed.toString(),
        help,
        defaultValue,
        written -> {
          for (E constant : constants) {
            if (word(constant).equals(String.valueOf(written))) {
              return constant;
            }
          }
          return null;
        });
  }

  /** An enum's constant as a user writes it. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A value as a user would write it. */
  public static String word(Object value) {
    return value instanceof Enum<?> constant ? word(constant) : String.valueOf(value);
  }

  private static Double toDouble(Object written) {
    if (written instanceof Number number) {
      return number.doubleValue();
    }
    String text = String.valueOf(written);
    if (text.matches(".*([dDfF]|[xX].*)")) {
      return null; // Java's own spellings, 1d and 0x1p3
    }
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** A value that is no word, and knows how a job file says it. */
  public interface Written {
    /** A Map, a List, a text or a number that parses to an equal value. */
    Object written();
  }

  /** A value as a job file says it: a Map, a List, a text, a number or a flag. */
  public static Object written(Object value) {
    if (value instanceof Written own) {
      return own.written();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Setting::written).toList();
    }
    return value instanceof Enum<?> constant ? word(constant) : value;
  }

  /** A whole number, also written as 1e6. */
  public static Long toLong(Object written) {
    Double value = toDouble(written);
    boolean whole = value != null && value == Math.rint(value) && Math.abs(value) < 0x1p53;
    if (written instanceof Long || written instanceof Integer) {
      return ((Number) written).longValue();
    }
    return whole ? Long.valueOf(value.longValue()) : null;
  }
}
