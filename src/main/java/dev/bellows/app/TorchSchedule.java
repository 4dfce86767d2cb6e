package dev.bellows.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bellows.optim.Schedule;
import dev.bellows.optim.schedule.Cosine;
import dev.bellows.optim.schedule.CosineRestarts;
import dev.bellows.optim.schedule.Cyclical;
import dev.bellows.optim.schedule.Exponential;
import dev.bellows.optim.schedule.LinearWarmUp;
import dev.bellows.optim.schedule.MultiStep;
import dev.bellows.optim.schedule.OneCycle;
import dev.bellows.optim.schedule.Piecewise;
import dev.bellows.optim.schedule.Polynomial;
import dev.bellows.optim.schedule.StepDecay;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Finds the schedule that PyTorch's hyperparameters, under PyTorch's names, mean. What is missing
 * has PyTorch's default; the semantics are those of PyTorch 1.13, where the rate of a step comes
 * from that of the step before, so that some corners differ from the closed forms.
 */
final class TorchSchedule {
  /** How the name of a case begins, letters only, and what builds its schedule. */
  private static final Map<String, Function<Hyperparameters, Schedule>> FAMILIES = families();

  /** What says nothing about the rate. */
  private static final Set<String> WITHOUT_MEANING =
      Set.of("verbose", "cycle_momentum", "base_momentum", "max_momentum");

  private TorchSchedule() {}

  private static Map<String, Function<Hyperparameters, Schedule>> families() {
    // The first that fits counts.
    Map<String, Function<Hyperparameters, Schedule>> families = new LinkedHashMap<>();
    families.put("cosinewarmrestarts", TorchSchedule::restarts);
    families.put("cosineannealingwarmrestarts", TorchSchedule::restarts);
    families.put("cosinerestarts", TorchSchedule::restarts);
    families.put("warmrestarts", TorchSchedule::restarts);
    families.put("cosine", TorchSchedule::cosine);
    families.put("multistep", TorchSchedule::multiStep);
    families.put("step", TorchSchedule::step);
    families.put("exponential", TorchSchedule::exponential);
    families.put("linear", TorchSchedule::linear);
    families.put("warmup", TorchSchedule::linear);
    families.put("constant", TorchSchedule::constant);
    families.put("poly", TorchSchedule::polynomial);
    families.put("onecycle", TorchSchedule::oneCycle);
    families.put("cyclic", TorchSchedule::cyclic);
    return families;
  }

  /**
   * The schedule of a case; empty where this build has not got it, or does not know what one of the
   * hyperparameters means.
   *
   * @param trace a case of a reference trace, with {@code name}, {@code base_lr} and {@code
   *     hyperparameters}
   */
  static Optional<Schedule> of(JsonNode trace) {
    String name = trace.path("name").asText().toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    Hyperparameters given = new Hyperparameters(trace);
    return FAMILIES.entrySet().stream()
        .filter(family -> name.startsWith(family.getKey()))
        .findFirst()
        .flatMap(family -> build(family.getValue(), given))
        .filter(schedule -> given.isAllRead());
  }

  private static Optional<Schedule> build(
      Function<Hyperparameters, Schedule> family, Hyperparameters given) {
    try {
      return Optional.of(family.apply(given));
    } catch (NotUnderstood e) {
      return Optional.empty();
    }
  }

  private static Schedule step(Hyperparameters given) {
    return new StepDecay(given.base(), given.whole("step_size", 1), given.number("gamma", 0.1));
  }

  private static Schedule multiStep(Hyperparameters given) {
    return new MultiStep(given.base(), given.wholes("milestones"), given.number("gamma", 0.1));
  }

  private static Schedule exponential(Hyperparameters given) {
    return new Exponential(given.base(), given.number("gamma"), 0);
  }

  private static Schedule cosine(Hyperparameters given) {
    return new Cosine(given.base(), given.number("eta_min", 0), given.whole("T_max", 1), true);
  }

  private static Schedule restarts(Hyperparameters given) {
    return new CosineRestarts(
        given.base(),
        given.number("eta_min", 0),
        given.whole("T_0", 1),
        given.whole("T_mult", 1, 1));
  }

  private static Schedule polynomial(Hyperparameters given) {
    long steps = given.whole("total_iters", 0, 5);
    double power = given.number("power", 1);
    // PyTorch asks at the first step whether it is the first, before it asks whether it is the end.
    return steps == 0
        ? Schedule.constant(given.base())
        : new Polynomial(given.base(), 0, steps, power);
  }

  private static Schedule linear(Hyperparameters given) {
    double start = given.number("start_factor", 1.0 / 3);
    double end = given.number("end_factor", 1);
    long steps = given.whole("total_iters", 0, 5);
    return steps == 0
        ? Schedule.constant(given.base() * start)
        : new LinearWarmUp(given.base(), start, end, steps);
  }

  private static Schedule constant(Hyperparameters given) {
    double factor = given.number("factor", 1.0 / 3);
    long steps = given.whole("total_iters", 0, 5);
    return steps == 0
        ? Schedule.constant(given.base() * factor)
        : new Piecewise(given.base(), List.of(steps), List.of(factor, 1.0), false);
  }

  private static Schedule oneCycle(Hyperparameters given) {
    long epochs = given.whole("epochs", 1, 0);
    long stepsOfEpoch = given.whole("steps_per_epoch", 1, 0);
    long steps =
        epochs > 0 && stepsOfEpoch > 0
            ? given.whole("total_steps", 1, epochs * stepsOfEpoch)
            : given.whole("total_steps", 1);
    OneCycle cycle =
        new OneCycle(
            given.number("max_lr"),
            steps,
            given.number("pct_start", 0.3),
            given.choice("anneal_strategy", OneCycle.Anneal.COS),
            given.number("div_factor", 25),
            given.number("final_div_factor", 1e4),
            given.flag("three_phase", false));
    // PyTorch allows one step behind the end, and its last phase simply goes on there.
    return step -> cycle.at(Math.min(step - 1, steps));
  }

  private static Schedule cyclic(Hyperparameters given) {
    long up = given.whole("step_size_up", 1, 2000);
    Cyclical.Mode mode = given.choice("mode", Cyclical.Mode.TRIANGULAR);
    given.text("scale_mode", "cycle"); // PyTorch asks for it only beside a scale_fn
    return new Cyclical(
        given.has("base_lr") ? given.number("base_lr") : given.base(),
        given.number("max_lr"),
        up,
        given.whole("step_size_down", 0, up),
        mode,
        given.number("gamma", 1));
  }

  /** A hyperparameter is missing, or is not what PyTorch would take. */
  private static final class NotUnderstood extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotUnderstood(String key) {
      super(key, null, false, false);
    }
  }

  /** Reads hyperparameters and knows which nobody has asked for; null is Python's None. */
  private static final class Hyperparameters {
    private final JsonNode trace;
    private final JsonNode values;
    private final Set<String> unread = new HashSet<>();

    Hyperparameters(JsonNode trace) {
      this.trace = trace;
      values = trace.path("hyperparameters");
      values.fieldNames().forEachRemaining(unread::add);
      unread.removeAll(WITHOUT_MEANING);
      unread.removeIf(key -> values.path(key).isNull());
      if (values.path("last_epoch").asInt() == -1) {
        unread.remove("last_epoch"); // from the beginning
      }
    }

    boolean isAllRead() {
      return unread.isEmpty();
    }

    boolean has(String key) {
      return values.hasNonNull(key);
    }

    double base() {
      return number(trace.path("base_lr"), "base_lr");
    }

    double number(String key) {
      return number(take(key), key);
    }

    double number(String key, double defaultValue) {
      return has(key) ? number(key) : defaultValue;
    }

    private static double number(JsonNode value, String key) {
      if (!value.isNumber()) {
        throw new NotUnderstood(key);
      }
      return value.doubleValue();
    }

    long whole(String key, long least) {
      return whole(take(key), least, key);
    }

    long whole(String key, long least, long defaultValue) {
      return has(key) ? whole(key, least) : defaultValue;
    }

    private static long whole(JsonNode value, long least, String key) {
      double number = number(value, key);
      if (number != Math.rint(number) || number < least || number > 1e15) {
        throw new NotUnderstood(key);
      }
      return (long) number;
    }

    /** In ascending order; PyTorch takes any. */
    List<Long> wholes(String key) {
      JsonNode list = take(key);
      if (!list.isArray()) {
        throw new NotUnderstood(key);
      }
      return StreamSupport.stream(list.spliterator(), false)
          .map(value -> whole(value, 0, key))
          .sorted()
          .toList();
    }

    boolean flag(String key, boolean defaultValue) {
      JsonNode value = take(key);
      if (has(key) && !value.isBoolean()) {
        throw new NotUnderstood(key);
      }
      return has(key) ? value.booleanValue() : defaultValue;
    }

    String text(String key, String defaultValue) {
      return has(key) ? take(key).asText() : defaultValue;
    }

    <E extends Enum<E>> E choice(String key, E defaultValue) {
      String written = text(key, defaultValue.name());
      for (E constant : defaultValue.getDeclaringClass().getEnumConstants()) {
        if (constant.name().equalsIgnoreCase(written)) {
          return constant;
        }
      }
      throw new NotUnderstood(key);
    }

    private JsonNode take(String key) {
      unread.remove(key);
      return values.path(key);
    }
  }
}
