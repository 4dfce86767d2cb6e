package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.data.DataSettings;
import dev.bellows.model.LinearRegression;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Interval.Unit;
import dev.bellows.train.RoundSettings;
import dev.bellows.train.StopRules;
import dev.bellows.train.exchange.ExchangeSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The keys of {@code train}'s job files, but those of the model and of optimizers, which have
 * tables of their own.
 */
final class JobSettings {
  static final String DATA = "data";
  static final String MODEL = "model";
  static final String OPTIMIZER = "optimizer";
  static final String OUTER = "outer";
  static final String STOP = "stop";
  static final String CHECKPOINT = "checkpoint";
  static final String OUTPUT = "output";

  /** Stands for the plain mean where an outer optimizer is named. */
  static final String AVERAGE = "average";

  /** What stands for "as many as there are rows". */
  static final long ALL_ROWS = 0;

  /** The epochs of L-BFGS, whose epoch is one iteration, where the user does not say; MLlib's. */
  static final long QUASI_NEWTON_ITERATIONS = 100;

  static final Setting<String> NAME =
      Setting.text("name", null, "names the run; default: the job file's name");
  static final Setting<Engine.Kind> ENGINE =
      Setting.choice("engine", Engine.Kind.SYNCHRONOUS, "who computes the steps");
  static final Setting<Long> BATCH_SIZE =
      new Setting<>(
          "batch-size",
          "a whole number from 1 to the number of training rows, or all",
          "rows in a step's batch",
          32L,
          written -> {
            Long value = "all".equals(written) ? Long.valueOf(ALL_ROWS) : Setting.toLong(written);
            return value != null && (value > 0 || "all".equals(written)) ? value : null;
          });
  static final Setting<Long> EPOCHS =
      Setting.whole("epochs", 1, Integer.MAX_VALUE, 1L, "how often all training rows are used");
  static final Setting<Boolean> SHUFFLE =
      Setting.flag("shuffle", true, "a new order of the rows in every epoch, or always their own");
  static final Setting<Long> SEED =
      Setting.whole("seed", Long.MIN_VALUE, 1L, "what every random choice depends on");
  static final Setting<Interval> EVALUATE =
      Interval.setting(
          "evaluate",
          Interval.EPOCH,
          List.of(Unit.EPOCHS, Unit.STEPS, Unit.END, Unit.NONE),
          "when the loss over all rows is measured, at a pass each");
  static final Setting<String> MODEL_TYPE =
      Setting.text("type", LinearRegression.TYPE, "what is trained; see the table of models");
  static final Setting<String> OPTIMIZER_NAME =
      Setting.text("name", "sgd", "how parameters move; see the table of optimizers");
  static final Setting<String> OUTER_NAME =
      Setting.text(
          "name", AVERAGE, "engine = rounds: how the driver moves the parameters after a round");
  static final Setting<Long> STOP_EPOCHS =
      Setting.whole(
          "epochs",
          1,
          Integer.MAX_VALUE,
          null,
          "ends training after so many epochs; schedules are those of all of them");
  static final Setting<String> OUTPUT_DIR =
      Setting.text("dir", null, "the folder of this run; default: runs/<name>-<time>");

  static final List<Setting<?>> TOP =
      Stream.of(
              List.of(NAME, BATCH_SIZE, EPOCHS, SHUFFLE, SEED, EVALUATE, ENGINE),
              RoundSettings.ALL,
              ExchangeSettings.ALL)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /** The sections with their keys; those of the model and of optimizers lack those of its table. */
  static final Map<String, List<Setting<?>>> SECTIONS = sections();

  private JobSettings() {}

  /**
   * How often all rows are used: {@code epochs}, or fewer where {@code stop.epochs} says so.
   *
   * @param stop the section
   */
  static long trainedEpochs(Settings top, Settings stop) {
    long all = top.get(EPOCHS);
    return stop.isSet(STOP_EPOCHS) ? Math.min(all, stop.get(STOP_EPOCHS)) : all;
  }

  private static Map<String, List<Setting<?>>> sections() {
    Map<String, List<Setting<?>>> sections = new LinkedHashMap<>();
    sections.put(DATA, DataSettings.ALL);
    sections.put(MODEL, List.of(MODEL_TYPE));
    sections.put(OPTIMIZER, List.of(OPTIMIZER_NAME));
    sections.put(OUTER, List.of(OUTER_NAME));
    sections.put(STOP, Stream.concat(Stream.of(STOP_EPOCHS), StopRules.ALL.stream()).toList());
    sections.put(CHECKPOINT, CheckpointSettings.ALL);
    sections.put(OUTPUT, List.of(OUTPUT_DIR));
    return sections;
  }
}
