package dev.bellows.ml;

import dev.bellows.optim.StepRecord;
import dev.bellows.train.Evaluation;
import dev.bellows.train.Listener;
import dev.bellows.train.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the losses of epochs while a training goes. */
final class EpochLog implements Listener {
  private static final Logger LOG = LoggerFactory.getLogger(EpochLog.class);

  private final String name;
  private final double unit;
  private final List<Double> losses = new ArrayList<>();
  private final List<Double> validationLosses = new ArrayList<>();
  private int epoch = 1;
  private long rowsBefore;
  private double sum;
  private long rows;

  /**
   * A log.
   *
   * @param name of what is trained
   * @param unit what a loss of 1 is in the label's unit
   */
  EpochLog(String name, double unit) {
    this.name = name;
    this.unit = unit;
  }

  @Override
  public void onStep(StepRecord step) {
    if (step.epoch() != epoch) {
      closeEpoch();
      epoch = step.epoch();
    }
    long more = Math.max(1, step.rows() - rowsBefore);
    rowsBefore = step.rows();
    sum += step.loss() * more;
    rows += more;
  }

  private void closeEpoch() {
    if (rows > 0) {
      losses.add(unit * sum / rows);
      LOG.info("{}: epoch {}, loss {}", name, epoch, losses.get(losses.size() - 1));
    }
    sum = 0;
    rows = 0;
  }

  @Override
  public void onEvaluation(Evaluation evaluation) {
    evaluation.validationLoss().ifPresent(loss -> validationLosses.add(unit * loss));
  }

  @Override
  public void onEnd(TrainingResult result) {
    closeEpoch();
  }

  /** All of it, and how training ended. */
  TrainingSummary summary(TrainingResult result, long trainingRows) {
    return new TrainingSummary(
        losses,
        validationLosses,
        scaled(result.loss()),
        scaled(result.validationLoss()),
        result.epochs(),
        result.steps(),
        trainingRows,
        result.seconds(),
        result.stop(),
        result.explanation());
  }

  private OptionalDouble scaled(OptionalDouble loss) {
    return loss.isPresent() ? OptionalDouble.of(unit * loss.getAsDouble()) : loss;
  }
}
