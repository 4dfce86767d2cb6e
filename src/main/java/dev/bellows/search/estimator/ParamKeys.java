package dev.bellows.search.estimator;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import dev.bellows.search.space.Choice;
import dev.bellows.search.space.Dimension;
import dev.bellows.search.space.Range;
import dev.bellows.search.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The params of an estimator, and of the stages of a pipeline, by names without identifiers: {@code
 * regParam}, or where several stages have one {@code LogisticRegression.regParam}, or with the
 * stage's identifier.
 */
final class ParamKeys {
  private final List<Params> stages = new ArrayList<>();

  /** The params of that estimator. */
  ParamKeys(Estimator<?> estimator) {
    add(estimator);
  }

  private void add(PipelineStage stage) {
    stages.add(stage);
    if (stage instanceof Pipeline pipeline && pipeline.isDefined(pipeline.stages())) {
      Arrays.stream(pipeline.getStages()).forEach(this::add);
    }
  }

  /**
   * The param of that name.
   *
   * @throws InputException if there is none, or several
   */
  Param<?> find(String key) {
    int dot = key.lastIndexOf('.');
    String name = key.substring(dot + 1);
    List<Params> owners =
        stages.stream()
            .filter(stage -> dot < 0 || isNamed(stage, key.substring(0, dot)))
            .filter(stage -> stage.hasParam(name))
            .toList();
    if (owners.isEmpty()) {
      throw new InputException(
          "%s: there is no such param%s; it takes a param of %s"
              .formatted(key, Spelling.hint(key, names(dot >= 0)), described(stages)));
    }
    if (owners.size() > 1) {
      throw new InputException(
          "%s: %s have this param; write it as %s.%s or with a stage's uid"
              .formatted(key, described(owners), simpleName(owners.get(0)), name));
    }
    return owners.get(0).getParam(name);
  }

  /** What the estimator itself has that param set to, or by default. */
  Optional<Object> value(String key) {
    Param<?> param = find(key);
    return stages.stream()
        .filter(stage -> stage.uid().equals(param.parent()) && stage.isDefined(param))
        .<Object>map(stage -> stage.getOrDefault(param))
        .findFirst();
  }

  private static boolean isNamed(Params stage, String name) {
    return stage.uid().equals(name) || simpleName(stage).equals(name);
  }

  private static String simpleName(Params stage) {
    return stage.getClass().getSimpleName();
  }

  private static String described(List<Params> stages) {
    return stages.stream()
        .map(stage -> "%s (%s)".formatted(simpleName(stage), stage.uid()))
        .collect(Collectors.joining(", "));
  }

  private TreeSet<String> names(boolean withStages) {
    TreeSet<String> names = new TreeSet<>();
    for (Params stage : stages) {
      for (Param<?> param : stage.params()) {
        names.add(withStages ? simpleName(stage) + "." + param.name() : param.name());
      }
    }
    return names;
  }

  /**
   * Checks a space before anything is fitted: every key, every value of its lists, and the ends of
   * its ranges.
   *
   * @throws InputException that names the key, if one is not a param's or a value is not allowed
   */
  void requireFit(Space space) {
    Map<Param<?>, String> seen = new LinkedHashMap<>();
    for (Dimension dimension : space.dimensions()) {
      String other = seen.put(find(dimension.key()), dimension.key());
      if (other != null) {
        throw new InputException(
            "%s: this is the same param as %s".formatted(dimension.key(), other));
      }
      for (Object value : examples(dimension.range())) {
        pair(dimension.key(), value);
      }
    }
  }

  private static List<Object> examples(Range range) {
    return range instanceof Choice choice
        ? choice.values()
        : List.of(range.at(0), range.at(Math.nextDown(1.0)));
  }

  /** The params of a trial. */
  ParamMap map(Map<String, Object> settings) {
    ParamMap map = new ParamMap();
    settings.forEach((key, value) -> map.put(pair(key, value)));
    return map;
  }

  /** The settings of a trial as texts, arrays as their params write them. */
  Map<String, String> shown(Map<String, Object> settings) {
    Map<String, String> texts = new LinkedHashMap<>();
    settings.forEach(
        (key, value) ->
            texts.put(
                key,
                value.getClass().isArray() ? encoded(pair(key, value)) : String.valueOf(value)));
    return texts;
  }

  private static <T> String encoded(ParamPair<T> pair) {
    return pair.param().jsonEncode(pair.value());
  }

  /**
   * A param and its value.
   *
   * @throws InputException if the param does not take it
   */
  @SuppressWarnings("unchecked") // the param itself checks the value
  ParamPair<?> pair(String key, Object value) {
    Param<Object> param = (Param<Object>) find(key);
    try {
      return new ParamPair<>(param, converted(param, value));
    } catch (InputException e) {
      throw new InputException("%s = %s: %s".formatted(key, value, e.getMessage()), e);
    } catch (RuntimeException e) { // what params throw for a value that they don't take
      throw new InputException(
          "%s = %s: the param does not take it (%s): %s"
              .formatted(key, value, param.doc(), Causes.line(e)),
          e);
    }
  }

  private static Object converted(Param<?> param, Object value) {
    if (param instanceof IntParam) {
      return Math.toIntExact(whole(value));
    }
    if (param instanceof LongParam) {
      return whole(value);
    }
    if (param instanceof DoubleParam) {
      return number(value).doubleValue();
    }
    if (param instanceof FloatParam) {
      return number(value).floatValue();
    }
    if (param instanceof BooleanParam && !(value instanceof Boolean)) {
      throw new InputException("it takes true or false");
    }
    return value instanceof List<?> list ? array(param, list) : value;
  }

  private static Object array(Param<?> param, List<?> list) {
    if (param instanceof IntArrayParam) {
      return list.stream().mapToInt(value -> Math.toIntExact(whole(value))).toArray();
    }
    if (param instanceof DoubleArrayParam) {
      return list.stream().mapToDouble(value -> number(value).doubleValue()).toArray();
    }
    return param instanceof StringArrayParam
        ? list.stream().map(String::valueOf).toArray(String[]::new)
        : list;
  }

  private static long whole(Object value) {
    double number = number(value).doubleValue();
    if (number != Math.rint(number) || Math.abs(number) > 1L << 53) {
      throw new InputException("it takes a whole number");
    }
    return (long) number;
  }

  private static Number number(Object value) {
    if (!(value instanceof Number number)) {
      throw new InputException("it takes a number");
    }
    return number;
  }
}
