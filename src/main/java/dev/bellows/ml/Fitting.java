package dev.bellows.ml;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.TaskSlots;
import dev.bellows.data.frame.FrameRows;
import dev.bellows.linalg.Layout;
import dev.bellows.model.Predictor;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Checkpoints;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.RoundSettings;
import dev.bellows.train.StopRules;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.exchange.ExchangeSettings;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fit: from the rows of a frame to parameters for rows as they are.
 *
 * @param name of what is trained, for the log and for Spark's UI
 * @param estimator whose params say how
 * @param optimizer the optimizer they name
 * @param rows the rows
 * @param spark where they are
 */
record Fitting(
    String name,
    TrainedEstimator<?, ?> estimator,
    OptimizerChoice optimizer,
    FrameRows rows,
    SparkContext spark) {
  private static final Logger LOG = LoggerFactory.getLogger(Fitting.class);
  private static final int DEFAULT_BATCH = 32;
  private static final int DEFAULT_EPOCHS = 10;
  private static final int QUASI_NEWTON_ITERATIONS = 100; // MLlib's

  /**
   * What a fit leaves.
   *
   * @param parameters for rows as they are
   */
  record Fitted(double[] parameters, TrainingSummary summary) {}

  /** What is trained, and on what. */
  record Task(
      Predictor objective,
      Standardisation standardisation,
      OptimizerChoice.Penalty penalty,
      double lossUnit,
      Optional<double[]> from) {}

  /**
   * Trains.
   *
   * @throws InputException if params and rows do not fit together
   * @throws TrainingFailure if training could not come to an end
   */
  Fitted run(Task task) {
    FrameRows.Loaded loaded = rows.load(task.standardisation().transform(), blocks());
    rows.close(); // blocks have all of it
    try {
      Training training = training(task, loaded);
      EpochLog log = new EpochLog(name, task.lossUnit());
      TrainingResult result = engine(task.objective().layout(), training).train(training, log);
      if (!result.stop().regular()) {
        throw new TrainingFailure(name + ": " + ParamWords.of(result.explanation()));
      }
      TrainingSummary summary = log.summary(result, rows.rows());
      LOG.info("{}: {}", name, summary);
      double[] restored =
          task.standardisation().restored(task.objective().layout(), result.parameters());
      return new Fitted(restored, summary);
    } catch (InputException e) {
      throw new InputException(ParamWords.of(e.getMessage()), e);
    } finally {
      loaded.unpersist();
    }
  }

  /** The number of blocks. */
  int blocks() {
    int wanted = estimator.getPartitions();
    long blocks = wanted > 0 ? wanted : Math.max(1, TaskSlots.now(spark));
    return (int) Math.min(blocks, rows.rows());
  }

  private boolean hasRounds() {
    return kind() == Engine.Kind.ROUNDS;
  }

  private Engine.Kind kind() {
    return estimator.getEngine().equals(Setting.word(Engine.Kind.ROUNDS))
        ? Engine.Kind.ROUNDS
        : Engine.Kind.SYNCHRONOUS;
  }

  private Engine engine(Layout layout, Training training) {
    Settings settings =
        Settings.DEFAULTS
            .withWritten(ExchangeSettings.KIND, estimator.getExchange())
            .withWritten(RoundSettings.LENGTH, estimator.getRound());
    Engine engine =
        Engine.of(
            kind(),
            ExchangeSettings.of(settings, name),
            RoundSettings.of(settings, Optional.empty()));
    engine.requireMemory(training.rows(), training.minimizer(), layout.size());
    LOG.info(
        "{}: {} rows of {} features; {}",
        name,
        training.rows().rows(),
        training.rows().columns(),
        engine.check(training));
    return engine;
  }

  private Training training(Task task, FrameRows.Loaded loaded) {
    Dataset training = loaded.training();
    BatchPlan plan = plan(training);
    int epochs =
        estimator.isSet(estimator.epochs())
            ? estimator.getEpochs()
            : optimizer.isQuasiNewton() ? QUASI_NEWTON_ITERATIONS : DEFAULT_EPOCHS;
    Layout layout = task.objective().layout();
    long steps = Math.multiplyExact((long) epochs, (long) plan.batches());
    Minimizer minimizer =
        optimizer.build(new Setup(layout, steps, plan.seed()), task.penalty(), estimator.getTol());
    if (hasRounds() && minimizer instanceof Lbfgs) {
      throw new InputException(
          "engine = rounds: optimizer = lbfgs takes no steps of its own in a replica; take another"
              + " engine, or another optimizer");
    }
    boolean watched = minimizer instanceof Optimizer stepping && stepping.observes();
    Training.Builder builder =
        Training.of(task.objective(), minimizer, training, plan)
            .validation(loaded.held())
            .epochs(epochs)
            .evaluate(loaded.held().isPresent() || watched ? Interval.EPOCH : Interval.END)
            .stop(stop(loaded.held().isPresent()));
    task.from().ifPresent(model -> builder.initial(task.standardisation().applied(layout, model)));
    return builder.checkpoints(checkpoints(training)).build();
  }

  private BatchPlan plan(Dataset training) {
    int replicas = hasRounds() ? training.partitions() : 1;
    long share = (training.rows() - 1) / replicas + 1;
    boolean set = estimator.isSet(estimator.batchSize());
    long wanted = set ? estimator.getBatchSize() : optimizer.takesAllRows() ? share : DEFAULT_BATCH;
    if (optimizer.isQuasiNewton() && wanted < share) {
      throw new InputException(
          "batchSize = %d: optimizer = %s takes all rows at once; leave it out"
              .formatted(wanted, optimizer.name()));
    }
    long batch = Math.min(wanted, share);
    // In a batch of all rows their order is that of their blocks anyway.
    return new BatchPlan(share, batch, batch < share, estimator.getSeed());
  }

  private StopRules stop(boolean held) {
    boolean set = estimator.isSet(estimator.patience());
    if (set && !held) {
      throw new InputException(
          "patience = %d: there is no validation loss without a validationIndicatorCol"
              .formatted(estimator.getPatience()));
    }
    long patience = set ? estimator.getPatience() : TrainingParams.PATIENCE;
    return held
        ? StopRules.of(Settings.DEFAULTS.with(StopRules.PATIENCE, patience))
        : StopRules.NONE;
  }

  private Checkpoints checkpoints(Dataset training) {
    return estimator.isSet(estimator.checkpointDir())
        ? FitCheckpoints.of(estimator, rows, training)
        : Checkpoints.NONE;
  }
}
