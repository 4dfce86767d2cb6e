package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.deep.NetworkObjective;
import dev.bellows.model.Predictor;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.TensorRule;
import dev.bellows.train.Checkpoints;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.RoundSettings;
import dev.bellows.train.StopRules;
import dev.bellows.train.Training;
import dev.bellows.train.exchange.ExchangeSettings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A training and its engine, made of a job and its rows.
 *
 * @param weights in one line, what it begins with, where that was trained before
 */
record Preparation(
    Job job, Loaded data, Training training, Engine engine, Optional<String> weights) {

  /**
   * Makes both.
   *
   * @throws InputException if job and rows do not fit together, or the memory is too small
   */
  Preparation(Job job, Loaded data) {
    this(job, data, parts(job, data), data);
  }

  private Preparation(Job job, Loaded data, Parts parts, Loaded same) {
    this(
        job,
        data,
        parts,
        same,
        job.model().pretrained(parts.objective(), job.top().get(JobSettings.SEED)));
  }

  private Preparation(
      Job job, Loaded data, Parts parts, Loaded same, Optional<Pretrained> pretrained) {
    this(
        job,
        data,
        training(job, same, parts, pretrained),
        parts.engine(),
        pretrained.map(Pretrained::words));
  }

  /** What has to be there before the first parameters are made. */
  private record Parts(Predictor objective, BatchPlan plan, Minimizer minimizer, Engine engine) {}

  /**
   * Looks whether job and rows fit together, before the first parameters are made.
   *
   * @return the steps of all epochs that are trained
   * @throws InputException if they do not, or the memory is too small
   */
  static long requireFitting(Job job, Loaded data) {
    return job.trainedEpochs() * parts(job, data).plan().batches();
  }

  /** The engine for a job over these rows. */
  static Engine engine(Job job, Loaded data) {
    return parts(job, data).engine();
  }

  /** What is trained. */
  Predictor objective() {
    return (Predictor) training.objective();
  }

  /** The same with checkpoints. */
  Preparation with(Checkpoints checkpoints) {
    return new Preparation(
        job, data, training.toBuilder().checkpoints(checkpoints).build(), engine, weights);
  }

  /**
   * Looks whether the training can begin.
   *
   * @return in one line, how it will go
   */
  String check() {
    return engine.check(training);
  }

  private static Parts parts(Job job, Loaded data) {
    Dataset rows = data.training();
    Predictor objective = job.model().build(data);
    BatchPlan plan = plan(job, rows);
    long epochs = job.top().get(JobSettings.EPOCHS);
    long seed = job.top().get(JobSettings.SEED);
    long steps = Math.multiplyExact(epochs, (long) plan.batches());
    Minimizer minimizer = job.optimizer().build(objective.layout(), steps, seed, plan.batches());
    Optional<Optimizer> outer =
        job.outer()
            .map(
                named ->
                    (Optimizer)
                        named.build(objective.layout(), rounds(job, plan, epochs), seed, 0));
    Engine engine =
        Engine.of(
            job.top().get(JobSettings.ENGINE),
            ExchangeSettings.of(job.top(), job.name()),
            RoundSettings.of(job.top(), outer));
    engine.requireMemory(rows, minimizer, objective.layout().size());
    return new Parts(withoutFrozen(objective, minimizer, plan), plan, minimizer, engine);
  }

  /** A network whose frozen tensors cost no way back. */
  private static Predictor withoutFrozen(Predictor objective, Minimizer minimizer, BatchPlan plan) {
    if (!(objective instanceof NetworkObjective network)
        || !(minimizer instanceof Optimizer optimizer)) {
      return objective;
    }
    Map<String, Long> epochs = new LinkedHashMap<>();
    for (TensorRule rule : optimizer.tensors()) {
      if (rule.frozen()) {
        epochs.put(rule.tensor().name(), Long.MAX_VALUE);
      } else if (rule.frozenFor() > 0) {
        epochs.put(rule.tensor().name(), rule.frozenFor() / plan.batches());
      }
    }
    return epochs.isEmpty() ? objective : network.freeze(epochs);
  }

  /** The batches of an epoch: of all rows, or of the rows of the largest replica. */
  static BatchPlan plan(Job job, Dataset rows) {
    Settings top = job.top();
    int replicas = job.hasRounds() ? rows.partitions() : 1;
    long share = (rows.rows() - 1) / replicas + 1;
    long batch = top.get(JobSettings.BATCH_SIZE);
    boolean small = !top.isSet(JobSettings.BATCH_SIZE) && batch > share;
    if (replicas > 1 && !small && batch > share) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "batch-size = %d is not allowed; each of %d replicas has %,d rows: 1 to that, or all",
              batch,
              replicas,
              share));
    }
    boolean all = batch == JobSettings.ALL_ROWS || small;
    // In a batch of all rows their order is that of their blocks anyway.
    return new BatchPlan(
        share,
        all ? share : batch,
        !all && top.get(JobSettings.SHUFFLE),
        top.get(JobSettings.SEED));
  }

  private static long rounds(Job job, BatchPlan plan, long epochs) {
    Interval length = job.top().get(RoundSettings.LENGTH);
    double amount = length.amount();
    return (long)
        switch (length.unit()) {
          case EPOCHS -> Math.ceil(epochs / amount);
          case STEPS -> epochs * Math.ceil(plan.batches() / amount);
          default -> epochs * plan.batches(); // at most; only schedules that need no number
        };
  }

  private static Training training(
      Job job, Loaded data, Parts parts, Optional<Pretrained> pretrained) {
    Settings top = job.top();
    return Training.of(parts.objective(), parts.minimizer(), data.training(), parts.plan())
        .initial(pretrained.map(Pretrained::parameters).orElse(null))
        .validation(data.validation())
        .epochs(Math.toIntExact(job.trainedEpochs()))
        .evaluate(top.get(JobSettings.EVALUATE))
        .stop(StopRules.of(job.section(JobSettings.STOP)))
        .checkpoints(
            Checkpoints.planned(job.section(JobSettings.CHECKPOINT).get(CheckpointSettings.EVERY)))
        .build();
  }

  /** What is about to happen, in a line. */
  String introduction(String master) {
    Dataset rows = training.rows();
    String work =
        training.minimizer() instanceof Lbfgs
            ? String.format(Locale.ROOT, "at most %,d iterations", training.epochs())
            : String.format(
                Locale.ROOT,
                "batches of %,d%s, %d epochs (%,d steps)",
                training.plan().batchSize(),
                job.hasRounds() ? " in each" : "",
                training.epochs(),
                training.steps());
    return String.format(
        Locale.ROOT,
        "%s: %,d %s%s in %d partitions; %s%s, %s, on %s",
        job.name(),
        rows.rows(),
        job.model().images().isPresent()
            ? "pictures"
            : String.format(Locale.ROOT, "rows of %,d features", rows.columns()),
        data.classes()
            .map(classes -> String.format(Locale.ROOT, " and %,d classes", classes.count()))
            .orElse(""),
        rows.partitions(),
        job.optimizer().name(),
        job.hasRounds()
            ? " inside, "
                + job.outer().map(NamedOptimizer::name).orElse(JobSettings.AVERAGE)
                + " outside"
            : "",
        work,
        master);
  }
}
