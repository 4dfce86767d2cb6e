package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.schedule.ScheduleSpec;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;

/**
 * An optimizer as a job file names it.
 *
 * @param section where it stands in the job file: {@code optimizer} or {@code outer}
 * @param name a name of the optimizer's table
 * @param settings the optimizer's own keys
 */
record NamedOptimizer(String section, String name, Settings settings) {

  /** Its row of the table. */
  OptimizerTable.Entry entry() {
    return OptimizerTable.entry(name);
  }

  /**
   * The optimizer for a training of parameters with that layout and so many steps.
   *
   * @param epoch the steps of an epoch; 0 where it counts none
   * @throws InputException whose message begins with the key, if settings do not fit together
   */
  Minimizer build(Layout layout, long steps, long seed, long epoch) {
    try {
      return entry().build(settings, new Setup(layout, steps, seed, epoch));
    } catch (InputException e) {
      throw new InputException(section + "." + e.getMessage(), e);
    }
  }

  /** Whether it takes a step for each batch, at a learning rate. */
  boolean hasSteps() {
    return entry().settings().contains(OptimizerSettings.SCHEDULE);
  }

  /** Whether more epochs would change its rates from the first step on. */
  boolean dependsOnLength() {
    return hasSteps() && entry().dependsOnLength(settings);
  }

  /** In a few words, for titles: {@code adam, learning rate 0.01}. */
  String inWords() {
    if (!hasSteps()) {
      return name;
    }
    Object rate = settings.get(entry().setting(OptimizerSettings.LEARNING_RATE.name()));
    ScheduleSpec schedule = settings.get(OptimizerSettings.SCHEDULE);
    return "%s, learning rate %s%s"
        .formatted(name, rate, schedule.equals(ScheduleSpec.CONSTANT) ? "" : " (" + schedule + ")");
  }
}
