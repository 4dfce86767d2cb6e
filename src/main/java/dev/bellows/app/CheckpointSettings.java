package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.train.Interval;
import dev.bellows.train.Interval.Unit;
import java.util.List;

/** The section {@code checkpoint} of a job file. */
final class CheckpointSettings {
  private static final double TEN_MINUTES = 600;

  static final Setting<Interval> EVERY =
      Interval.setting(
          "every",
          Interval.seconds(TEN_MINUTES),
          List.of(Unit.STEPS, Unit.EPOCHS, Unit.SECONDS, Unit.END, Unit.NONE),
          "how often training is saved, beside once at its end");
  static final Setting<Long> KEEP =
      Setting.whole("keep", 1, Integer.MAX_VALUE, 2L, "how many of the newest checkpoints stay");
  static final Setting<String> DIR =
      Setting.text(
          "dir", null, "any folder that Hadoop reaches; default: checkpoints in the run's folder");

  static final List<Setting<?>> ALL = List.of(EVERY, KEEP, DIR);

  private CheckpointSettings() {}
}
