package dev.bellows.ml;

import dev.bellows.Setting;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Interval.Unit;
import dev.bellows.train.RoundSettings;
import dev.bellows.train.exchange.ExchangeSettings;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** How a predictor is trained: the params that all estimators of predictors have. */
final class TrainingParams {
  /** Evaluations without a better validation loss, where nobody says how many. */
  static final int PATIENCE = 5;

  /** How often a training is saved. */
  static final Setting<Interval> CHECKPOINTS =
      Interval.setting(
          "checkpointInterval",
          Interval.seconds(600),
          List.of(Unit.STEPS, Unit.EPOCHS, Unit.SECONDS, Unit.END),
          "how often a training is saved");

  final Param<String> optimizer;
  final DoubleParam learningRate;
  final Param<String> optimizerSettings;
  final Param<String> schedule;
  final Param<String> engine;
  final Param<String> round;
  final Param<String> exchange;
  final IntParam batchSize;
  final IntParam epochs;
  final LongParam seed;
  final IntParam partitions;
  final DoubleParam regParam;
  final DoubleParam elasticNetParam;
  final BooleanParam standardization;
  final DoubleParam tol;
  final Param<String> weightCol;
  final Param<String> validationIndicatorCol;
  final IntParam patience;
  final Param<String> checkpointDir;
  final Param<String> checkpointInterval;

  TrainingParams(Params owner) {
    optimizer = Checks.oneOf(owner, "optimizer", "how parameters move", OptimizerTable.names());
    learningRate =
        Checks.positive(
            owner, "learningRate", "η, the size of the steps; default: the optimizer's own");
    optimizerSettings =
        Checks.parsed(
            owner,
            "optimizerSettings",
            "more settings of the optimizer, as a job file has them: beta1=0.8, clip-norm=1",
            OptimizerChoice::parseSettings);
    schedule =
        Checks.parsed(
            owner,
            "schedule",
            "how the learning rate changes, as a job file has it: cosine, or"
                + " { name = step, every = 100 }",
            OptimizerChoice::parseSchedule);
    engine =
        Checks.oneOf(
            owner,
            "engine",
            "exact minibatch steps, or replicas that take steps by themselves and meet from time"
                + " to time",
            List.of(Setting.word(Engine.Kind.SYNCHRONOUS), Setting.word(Engine.Kind.ROUNDS)));
    round =
        Checks.parsed(
            owner,
            "round",
            "engine = rounds: how long replicas go on by themselves, such as epoch or 50 steps",
            RoundSettings.LENGTH::parse);
    exchange =
        Checks.oneOf(
            owner,
            "exchange",
            "one Spark stage for the whole training, or a Spark job for each step",
            Arrays.stream(ExchangeSettings.Kind.values()).<String>map(Setting::word).toList());
    batchSize =
        Checks.whole(
            owner,
            "batchSize",
            "rows in a step's batch, all where there are fewer; default: 32, and all for gd and"
                + " lbfgs",
            1);
    epochs =
        Checks.whole(
            owner,
            "epochs",
            "how often all rows are used, and the most iterations of lbfgs; default: 10, for lbfgs"
                + " 100",
            1);
    seed = Checks.anyWhole(owner, "seed", "what every random choice depends on");
    partitions =
        Checks.whole(
            owner,
            "partitions",
            "blocks of rows that tasks work on at the same time, on which the last bits depend; 0:"
                + " as many as Spark can run",
            0);
    regParam =
        Checks.nonNegative(
            owner, "regParam", "λ of the penalty λ(α‖w‖₁ + (1 − α)/2·‖w‖²); biases are spared");
    elasticNetParam =
        Checks.number(
            owner,
            "elasticNetParam",
            "α of the penalty: 0 is L2 alone, 1 is L1 alone",
            "a number from 0 to 1",
            v -> v >= 0 && v <= 1);
    standardization =
        Checks.flag(
            owner,
            "standardization",
            "train on features of deviation 1; the model is for features as they are");
    tol =
        Checks.positive(
            owner,
            "tol",
            "lbfgs stops at a change of loss or gradient this small, relative to them; other"
                + " optimizers take all epochs");
    weightCol = Checks.text(owner, "weightCol", "how much a row counts; not set: all alike");
    validationIndicatorCol =
        Checks.text(
            owner,
            "validationIndicatorCol",
            "true for rows that are held out, whose loss ends training early");
    patience =
        Checks.whole(
            owner,
            "patience",
            "training ends after so many epochs without a better validation loss, with the best"
                + " parameters; default with a validationIndicatorCol: "
                + PATIENCE,
            1);
    checkpointDir =
        Checks.text(
            owner,
            "checkpointDir",
            "a folder in which trainings are saved, and in which the same fit of the same rows"
                + " finds where it was");
    checkpointInterval =
        Checks.parsed(
            owner,
            "checkpointInterval",
            "how often a training is saved: 10 minutes, 2 epochs, 100 steps or end",
            CHECKPOINTS::parse);
    owner.setDefault(optimizerSettings, "");
    owner.setDefault(engine, Setting.word(Engine.Kind.SYNCHRONOUS));
    owner.setDefault(round, RoundSettings.DEFAULT.length().written());
    owner.setDefault(exchange, Setting.word(ExchangeSettings.Kind.AUTO));
    owner.setDefault(seed, 1L);
    owner.setDefault(partitions, 0);
    owner.setDefault(regParam, 0.0);
    owner.setDefault(elasticNetParam, 0.0);
    owner.setDefault(standardization, true);
    owner.setDefault(tol, 1e-6);
    owner.setDefault(checkpointInterval, CHECKPOINTS.defaultValue().written());
  }
}
