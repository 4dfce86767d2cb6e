package dev.bellows.ml;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import scala.Function1;

/** Makes params whose validators say what is allowed. */
final class Checks {
  private Checks() {}

  /** A validator that is shipped with its param. */
  private interface Check<T> extends Function1<T, Object>, Serializable {}

  /** What a param takes; serializable as params are. */
  interface Allowed<T> extends Predicate<T>, Serializable {}

  private static <T> Check<T> check(String name, String allowed, Allowed<T> inside) {
    return value -> {
      if (value == null || !inside.test(value)) {
        throw new InputException("%s = %s: it takes %s".formatted(name, shown(value), allowed));
      }
      return true;
    };
  }

  private static String shown(Object value) {
    if (value instanceof int[] numbers) {
      return Arrays.toString(numbers);
    }
    return value instanceof double[] numbers ? Arrays.toString(numbers) : String.valueOf(value);
  }

  /** Any text. */
  static Param<String> text(Params owner, String name, String doc) {
    return new Param<>(owner, name, doc, check(name, "a text", text -> true));
  }

  /** One of some words, in lower case. */
  static Param<String> oneOf(Params owner, String name, String doc, List<String> words) {
    List<String> all = List.copyOf(words);
    String list = String.join(", ", all);
    Check<String> check =
        value -> {
          if (value == null || !all.contains(value)) {
            throw new InputException(
                "%s = %s%s: it takes one of %s"
                    .formatted(name, value, value == null ? "" : Spelling.hint(value, all), list));
          }
          return true;
        };
    return new Param<>(owner, name, doc + " (" + list + ")", check);
  }

  /** A text that another place reads, which throws where it cannot. */
  static Param<String> parsed(Params owner, String name, String doc, Reading reading) {
    Check<String> check =
        value -> {
          reading.read(value);
          return true;
        };
    return new Param<>(owner, name, doc, check);
  }

  /** Reads a text, or throws. */
  interface Reading extends Serializable {
    void read(String text);
  }

  /** A whole number of at least {@code least}. */
  static IntParam whole(Params owner, String name, String doc, int least) {
    return new IntParam(
        owner,
        name,
        doc,
        check(name, "a whole number of at least " + least, v -> (Integer) v >= least));
  }

  /** Any whole number. */
  static LongParam anyWhole(Params owner, String name, String doc) {
    return new LongParam(owner, name, doc, check(name, "a whole number", v -> true));
  }

  /** A finite number in a range. */
  static DoubleParam number(
      Params owner, String name, String doc, String allowed, Allowed<Double> inside) {
    return new DoubleParam(
        owner,
        name,
        doc,
        check(name, allowed, v -> Double.isFinite((Double) v) && inside.test((Double) v)));
  }

  /** A number greater than 0. */
  static DoubleParam positive(Params owner, String name, String doc) {
    return number(owner, name, doc, "a number greater than 0", v -> v > 0);
  }

  /** A number of at least 0. */
  static DoubleParam nonNegative(Params owner, String name, String doc) {
    return number(owner, name, doc, "a number of at least 0", v -> v >= 0);
  }

  /** True or false. */
  static BooleanParam flag(Params owner, String name, String doc) {
    return new BooleanParam(owner, name, doc);
  }

  /** Numbers that satisfy a rule. */
  static DoubleArrayParam numbers(
      Params owner, String name, String doc, String allowed, Allowed<double[]> inside) {
    return new DoubleArrayParam(owner, name, doc, check(name, allowed, inside));
  }

  /** Whole numbers that satisfy a rule. */
  static IntArrayParam wholes(
      Params owner, String name, String doc, String allowed, Allowed<int[]> inside) {
    return new IntArrayParam(owner, name, doc, check(name, allowed, inside));
  }
}
