package dev.bellows.ml;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.schedule.ScheduleSpec;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerSettings.DecayForm;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An optimizer as the params name it.
 *
 * @param name a name of the optimizer's table
 * @param written its settings as a job file's section {@code optimizer} has them, with commas or
 *     lines between them; empty for none
 * @param learningRate empty: the optimizer's own
 * @param schedule as a job file's key {@code optimizer.schedule} has it; empty: constant
 */
record OptimizerChoice(
    String name, String written, Optional<Double> learningRate, Optional<String> schedule) {
  private static final String BIASES = "*bias";

  /** The penalty λ₁‖w‖₁ + λ₂/2‖w‖² of what is made small; biases are spared. */
  record Penalty(double l1, double l2) {}

  /** The row of the table. */
  OptimizerTable.Entry entry() {
    return OptimizerTable.entry(name);
  }

  /** Whether it takes all rows at once unless somebody says a batch size. */
  boolean takesAllRows() {
    return entry().allRows();
  }

  /** Whether a line search finds the size of its steps. */
  boolean isQuasiNewton() {
    return !has(OptimizerSettings.SCHEDULE);
  }

  private boolean has(Setting<?> setting) {
    return entry().settings().stream().anyMatch(own -> own.name().equals(setting.name()));
  }

  /** A schedule as it is written; throws where it is none. */
  static ScheduleSpec parseSchedule(String written) {
    return ScheduleSpec.SETTING.parse(value("schedule", written));
  }

  private static Object value(String key, String written) {
    return parse(key, key + " = " + written).get(key);
  }

  /** Settings as they are written; throws where they are none. */
  static Map<String, Object> parseSettings(String written) {
    return parse("optimizerSettings", written);
  }

  private static Map<String, Object> parse(String param, String text) {
    try {
      return ConfigFactory.parseString(text).root().unwrapped();
    } catch (ConfigException e) {
      throw new InputException(
          "%s = %s: it takes settings as a job file has them, such as beta1=0.8, epsilon=1e-6; %s"
              .formatted(param, text, e.getMessage().lines().findFirst().orElse("")),
          e);
    }
  }

  /**
   * The optimizer for a training.
   *
   * @param tolerance when L-BFGS stops
   * @throws InputException if the params do not fit together
   */
  Minimizer build(Setup setup, Penalty penalty, double tolerance) {
    OptimizerTable.Entry entry = entry();
    Settings settings = Settings.DEFAULTS;
    for (var each : parseSettings(written).entrySet()) {
      settings = settings.withWritten(entry.setting(each.getKey()), each.getValue());
    }
    if (learningRate.isPresent()) {
      require(OptimizerSettings.LEARNING_RATE, "learningRate");
      settings = settings.with(OptimizerSettings.LEARNING_RATE, learningRate.get());
    }
    if (schedule.isPresent()) {
      require(OptimizerSettings.SCHEDULE, "schedule");
      settings = settings.with(OptimizerSettings.SCHEDULE, parseSchedule(schedule.get()));
    }
    if (has(OptimizerSettings.TOLERANCE) && !settings.isSet(OptimizerSettings.TOLERANCE)) {
      settings = settings.with(OptimizerSettings.TOLERANCE, tolerance);
    }
    return entry.build(penalised(settings, penalty, setup.layout()), setup);
  }

  private void require(Setting<?> setting, String param) {
    if (!has(setting)) {
      throw new InputException(
          "%s: optimizer = %s has no %s; leave it out, or take another optimizer"
              .formatted(param, name, setting.name()));
    }
  }

  private Settings penalised(Settings given, Penalty penalty, Layout layout) {
    Settings settings = given;
    if (penalty.l2() > 0) {
      requireFree("regParam", OptimizerSettings.WEIGHT_DECAY, given);
      settings = settings.with(OptimizerSettings.WEIGHT_DECAY, penalty.l2());
      if (has(OptimizerSettings.WEIGHT_DECAY_FORM)) {
        requireFree("regParam", OptimizerSettings.WEIGHT_DECAY_FORM, given);
        settings = settings.with(OptimizerSettings.WEIGHT_DECAY_FORM, DecayForm.L2);
      }
    }
    if (penalty.l1() > 0) {
      requireFree("elasticNetParam", OptimizerSettings.L1, given);
      settings = settings.with(OptimizerSettings.L1, penalty.l1());
    }
    boolean biased = layout.tensors().stream().anyMatch(slot -> slot.name().endsWith("bias"));
    boolean penalised = penalty.l1() > 0 || penalty.l2() > 0;
    if (biased && penalised && !settings.get(OptimizerSettings.NO_WEIGHT_DECAY).contains(BIASES)) {
      List<String> spared = new ArrayList<>(settings.get(OptimizerSettings.NO_WEIGHT_DECAY));
      spared.add(BIASES);
      settings = settings.with(OptimizerSettings.NO_WEIGHT_DECAY, spared);
    }
    return settings;
  }

  /** The penalty is part of what is made small, so the optimizer has to take it as such. */
  private void requireFree(String param, Setting<?> setting, Settings given) {
    boolean taken =
        setting == OptimizerSettings.L1
            ? entry().settings().contains(setting) // FTRL's, of that name, is another
            : has(setting) && !name.equals("lamb"); // which decays behind its rule
    if (!taken) {
      throw new InputException(
          "%s: optimizer = %s takes no such penalty; take another optimizer, such as %s"
              .formatted(
                  param, name, setting == OptimizerSettings.L1 ? "lbfgs" : "lbfgs, sgd or adam"));
    }
    if (given.isSet(setting)) {
      throw new InputException(
          "%s and %s of optimizerSettings are two words for one penalty; leave one out"
              .formatted(param, setting.name()));
    }
  }
}
