package dev.bellows.app;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.data.DataSettings;
import dev.bellows.data.source.LabelKind;
import dev.bellows.deep.Natives;
import dev.bellows.deep.NetworkObjective;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.train.Interval;
import dev.bellows.train.Interval.Unit;
import dev.bellows.train.RoundSettings;
import dev.bellows.train.StopRules;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Settings of a job that are each allowed may not fit together. What would be wrong, or would have
 * no effect where somebody hopes for one, is refused with its place in the job file.
 */
final class JobChecks {
  /** More than any setting asks for. */
  private static final long MANY_BATCHES = 1L << 40;

  private final ConfigObject root;

  /** Checks of a job that stands in this file. */
  JobChecks(ConfigObject root) {
    this.root = root;
  }

  /**
   * Checks a job.
   *
   * @return a minimizer as the job's will be
   */
  Minimizer check(Job job) {
    checkData(job);
    checkModel(job);
    checkUnfreezing(job);
    Minimizer minimizer = buildable(job, job.optimizer());
    if (minimizer instanceof Lbfgs) {
      checkQuasiNewton(job);
    }
    if (minimizer instanceof Optimizer optimizer) {
      if (job.hasRounds()) {
        checkInner(optimizer);
      } else {
        checkPlateau(job, optimizer, job.optimizer());
      }
    }
    if (job.hasRounds()) {
      checkOuter(job);
    } else {
      checkWithoutRounds(job);
    }
    checkStopRules(job);
    return minimizer;
  }

  private Minimizer buildable(Job job, NamedOptimizer named) {
    try {
      // The number of features and batches is not known yet, and changes no name and no range.
      Layout layout = job.model().outline().layout();
      boolean epochs = named.section().equals(JobSettings.OPTIMIZER) && !job.hasRounds();
      return named.build(layout, MANY_BATCHES, job.top().get(JobSettings.SEED), epochs ? 1 : 0);
    } catch (InputException e) {
      throw at(named.section(), keyOf(named.section(), e.getMessage()), e.getMessage());
    }
  }

  /** The key that a message of an optimizer begins with. */
  private static String keyOf(String section, String message) {
    return message.substring(section.length() + 1).split("[^a-z0-9-]", 2)[0];
  }

  private InputException at(String section, String key, String message) {
    ConfigValue value =
        root.get(section) instanceof ConfigObject object ? object.get(key) : root.get(key);
    return ConfigPlace.at(value == null ? root.get(section) : value, message);
  }

  private void checkData(Job job) {
    try {
      DataSettings.requireFitting(job.data());
    } catch (InputException e) {
      throw at(JobSettings.DATA, keyOf(JobSettings.DATA, e.getMessage()), e.getMessage());
    }
    boolean weighsClasses = job.data().isSet(DataSettings.CLASS_WEIGHTS);
    if (weighsClasses && job.model().labels() != LabelKind.CLASSES) {
      throw at(
          JobSettings.DATA,
          DataSettings.CLASS_WEIGHTS.name(),
          "data.class-weights: model.type = %s predicts numbers and has no classes"
              .formatted(job.model().type()));
    }
  }

  private void checkModel(Job job) {
    Settings model = job.model().settings();
    if (model.isSet(ModelTable.HUBER_DELTA)
        && model.get(ModelTable.LOSS) != ModelTable.Loss.HUBER) {
      throw at(
          JobSettings.MODEL,
          ModelTable.HUBER_DELTA.name(),
          "model.huber-delta = %s: only model.loss = huber takes it"
              .formatted(model.get(ModelTable.HUBER_DELTA)));
    }
    try {
      if (job.model().outline() instanceof NetworkObjective) {
        checkWeights(model);
        Natives.require();
      }
    } catch (InputException e) {
      String message = e.getMessage();
      boolean ofKey = message.startsWith(JobSettings.MODEL + ".");
      throw at(JobSettings.MODEL, ofKey ? keyOf(JobSettings.MODEL, message) : "type", message);
    }
  }

  private static void checkWeights(Settings model) {
    String path = model.get(NetworkMaker.PRETRAINED);
    if (path == null
        && (!model.get(NetworkMaker.STRICT) || model.isSet(NetworkMaker.REPLACE_HEAD))) {
      throw new InputException(
          "model.%s: only with model.pretrained, the weights to begin with"
              .formatted(
                  model.isSet(NetworkMaker.REPLACE_HEAD)
                      ? NetworkMaker.REPLACE_HEAD.name()
                      : NetworkMaker.STRICT.name()));
    }
    if (path != null && !Files.isRegularFile(Path.of(path))) {
      throw new InputException("model.pretrained = %s: there is no such file".formatted(path));
    }
  }

  private void checkQuasiNewton(Job job) {
    long batch = job.top().get(JobSettings.BATCH_SIZE);
    if (job.top().isSet(JobSettings.BATCH_SIZE) && batch != JobSettings.ALL_ROWS) {
      throw ConfigPlace.at(
          root.get("batch-size"),
          "batch-size = %d: optimizer.name = lbfgs takes all rows at once; leave it out, or say all"
              .formatted(batch));
    }
    if (job.hasRounds()) {
      throw ConfigPlace.at(
          root.get("engine"),
          "engine = rounds: optimizer.name = lbfgs takes no steps of its own in a replica; take"
              + " another engine, or another optimizer");
    }
  }

  private void checkUnfreezing(Job job) {
    Long after = job.optimizer().settings().get(OptimizerSettings.UNFREEZE_AFTER);
    long epochs = job.top().get(JobSettings.EPOCHS);
    if (after != null && job.hasRounds()) {
      throw at(
          JobSettings.OPTIMIZER,
          OptimizerSettings.UNFREEZE_AFTER.name(),
          "optimizer.unfreeze-after = %d: replicas of engine = rounds begin their moments anew, and"
                  .formatted(after)
              + " none of them sees whole epochs; take another engine, or leave it out");
    }
    if (after != null && after >= epochs) {
      throw at(
          JobSettings.OPTIMIZER,
          OptimizerSettings.UNFREEZE_AFTER.name(),
          "optimizer.unfreeze-after = %d: the training has epochs = %d, and nothing would unfreeze;"
                  .formatted(after, epochs)
              + " %s"
                  .formatted(
                      epochs == 1
                          ? "leave it out, or give it more epochs"
                          : "it takes 1 to " + (epochs - 1)));
    }
  }

  private void checkPlateau(Job job, Optimizer optimizer, NamedOptimizer named) {
    Interval evaluate = job.top().get(JobSettings.EVALUATE);
    if (optimizer.observes() && !evaluate.repeats()) {
      throw ConfigPlace.at(
          root.get("evaluate"),
          "evaluate = %s: %s.schedule = plateau needs the loss after every epoch"
              .formatted(evaluate, named.section()));
    }
  }

  private void checkInner(Optimizer optimizer) {
    if (optimizer.observes()) {
      throw at(
          JobSettings.OPTIMIZER,
          "schedule",
          "optimizer.schedule = plateau: replicas of engine = rounds see no evaluations; give it to"
              + " outer.schedule");
    }
    if (optimizer.averages()) {
      throw at(
          JobSettings.OPTIMIZER,
          "average",
          "optimizer.average: replicas of engine = rounds keep no averages; give it to"
              + " outer.average");
    }
  }

  private void checkOuter(Job job) {
    if (job.outer().isEmpty()) {
      return;
    }
    NamedOptimizer outer = job.outer().get();
    if (!(buildable(job, outer) instanceof Optimizer optimizer)) {
      throw at(
          JobSettings.OUTER,
          "name",
          "outer.name = %s: it takes no single steps".formatted(outer.name()));
    }
    checkPlateau(job, optimizer, outer);
    Interval length = job.top().get(RoundSettings.LENGTH);
    if (outer.dependsOnLength() && length.unit() == Unit.SECONDS) {
      throw at(
          JobSettings.OUTER,
          "schedule",
          "outer.schedule needs the number of rounds, which round = %s does not give"
              .formatted(length));
    }
  }

  private void checkWithoutRounds(Job job) {
    for (Setting<?> setting : RoundSettings.ALL) {
      if (job.top().isSet(setting)) {
        throw needsRounds(setting.name(), job.top().get(setting));
      }
    }
    if (root.get(JobSettings.OUTER) != null) {
      throw ConfigPlace.at(
          root.get(JobSettings.OUTER), "outer: only engine = rounds has an outer optimizer");
    }
    if (job.top().get(ExchangeSettings.PRECISION) == Precision.BFLOAT16) {
      throw needsRounds(ExchangeSettings.PRECISION.name(), Precision.BFLOAT16);
    }
  }

  private InputException needsRounds(String key, Object value) {
    return ConfigPlace.at(
        root.get(key),
        "%s = %s: only engine = rounds takes it".formatted(key, Setting.word(value)));
  }

  private void checkStopRules(Job job) {
    Settings stop = job.section(JobSettings.STOP);
    boolean evaluates = job.top().get(JobSettings.EVALUATE).repeats();
    for (Setting<?> setting : List.of(StopRules.LOSS_BELOW, StopRules.PATIENCE)) {
      if (stop.isSet(setting) && !evaluates) {
        throw atStop(setting, stop, "it needs evaluate = epoch, or N steps or epochs");
      }
    }
    if (stop.isSet(StopRules.PATIENCE) && !DataSettings.holdsOut(job.data())) {
      throw atStop(
          StopRules.PATIENCE,
          stop,
          "it needs held-out rows: data.validation-fraction or data.validation-path");
    }
    if (stop.isSet(StopRules.MIN_IMPROVEMENT) && !stop.isSet(StopRules.PATIENCE)) {
      throw atStop(StopRules.MIN_IMPROVEMENT, stop, "it needs stop.patience");
    }
    if (stop.isSet(StopRules.GRADIENT_NORM_BELOW) && job.hasRounds()) {
      throw atStop(StopRules.GRADIENT_NORM_BELOW, stop, "engine = rounds has no global gradient");
    }
  }

  private InputException atStop(Setting<?> setting, Settings stop, String why) {
    return at(
        JobSettings.STOP,
        setting.name(),
        "stop.%s = %s: %s".formatted(setting.name(), Setting.word(stop.get(setting)), why));
  }
}
