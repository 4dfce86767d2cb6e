package dev.bellows.train;

import dev.bellows.data.Dataset;
import dev.bellows.linalg.Vectors;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.optim.Outcome;
import dev.bellows.optim.StepRecord;
import dev.bellows.train.Training.Evaluation;
import dev.bellows.train.TrainingResult.Stop;
import dev.bellows.train.exchange.BatchGradients;
import dev.bellows.train.exchange.ExchangeFailure;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Exact minibatch steps: the mean gradient of a global batch, one update on the driver, the next
 * batch. Whatever computes the gradients, the loop is this one.
 */
final class StepLoop {
  private final Training training;
  private final Optimizer optimizer;
  private final BatchGradients gradients;
  private final StepLog log;
  private final Listener listener;
  private final double[] parameters;
  private final OptimizerState state;
  private int epochs; // completed
  private long step;
  private long skipped;
  private long rows;
  private long nanos;
  private double lastLoss = Double.NaN;
  private OptionalDouble loss = OptionalDouble.empty();
  private OptionalDouble validationLoss = OptionalDouble.empty();

  StepLoop(Training training, BatchGradients gradients, StepLog log, Listener listener) {
    this.log = log;
    this.training = training;
    this.gradients = gradients;
    this.listener = listener;
    optimizer = (Optimizer) training.minimizer();
    parameters = training.initial().clone();
    state = optimizer.init(parameters);
  }

  TrainingResult run() {
    listener.onStart(training);
    try {
      return steps();
    } catch (ExchangeFailure failure) {
      if (step == 0) {
        throw failure;
      }
      return end(Stop.FAILED, failure.getMessage());
    }
  }

  private TrainingResult steps() {
    evaluateAfter(0);
    for (int epoch = 1; epoch <= training.epochs(); epoch++) {
      for (int batch = 0; batch < training.plan().batches(); batch++) {
        Optional<String> problem = step(epoch, batch);
        if (problem.isPresent()) {
          return end(Stop.NOT_FINITE, problem.get());
        }
        if (listener.wantsToStop()) {
          epochs += batch + 1 == training.plan().batches() ? 1 : 0;
          return end(Stop.INTERRUPTED, "");
        }
      }
      epochs = epoch;
      evaluateAfter(epoch);
      if (loss.isPresent() && !Double.isFinite(loss.getAsDouble())) {
        return end(
            Stop.NOT_FINITE,
            diverged("the loss over all rows", loss.getAsDouble(), optimizer.learningRate(state)));
      }
    }
    return end(Stop.EPOCHS_DONE, "");
  }

  /** Takes one step; says what was not finite, if anything, and then leaves the parameters. */
  private Optional<String> step(int epoch, int batch) {
    long begin = System.nanoTime();
    int size = parameters.length;
    double[] sums = gradients.sums(parameters, epoch, batch);
    long summed = System.nanoTime();
    long batchRows = training.plan().batchRows(batch);
    double norm = Vectors.divideAndNorm(sums, batchRows, size);
    double batchLoss = sums[size] / batchRows;
    step++;
    double rate = optimizer.learningRate(state);
    boolean finite = Double.isFinite(batchLoss) && Double.isFinite(norm);
    Outcome outcome = Outcome.REFUSED;
    if (finite || optimizer.takesNotFinite()) {
      if (!finite) {
        sums[0] = Double.NaN; // a gradient can look finite where its loss, or its norm, is not
      }
      outcome = optimizer.step(sums, parameters, state);
    }
    if (finite) {
      rows += batchRows;
      lastLoss = batchLoss;
    } else if (outcome == Outcome.SKIPPED) {
      skipped++;
    }
    long end = System.nanoTime();
    nanos += end - begin;
    StepRecord record = new StepRecord(step, epoch, rows, nanos * 1e-9, batchLoss, rate, norm);
    log.onStep(record, summed - begin, end - begin);
    listener.onStep(record);
    if (outcome != Outcome.REFUSED) {
      return Optional.empty();
    }
    boolean lossItself = !Double.isFinite(batchLoss);
    return Optional.of(
        diverged(
            lossItself ? "the loss" : "the gradient's norm", lossItself ? batchLoss : norm, rate));
  }

  private String diverged(String what, double value, double rate) {
    if (state.steps() == 0 && Double.isNaN(lastLoss)) {
      return what
          + " is not finite before the first update: values of the rows are too large; try"
          + " data.standardize = true";
    }
    String before = String.format(Locale.ROOT, "the last loss before was %.4g", lastLoss);
    String again =
        optimizer.takesNotFinite() ? ", and %d steps were skipped".formatted(skipped) : "";
    return "%s became %s at step %d (%s)%s: lower optimizer.learning-rate, now %s"
        .formatted(what, Double.isNaN(value) ? "NaN" : "infinite", step, before, again, rate);
  }

  private void evaluateAfter(int epoch) {
    boolean last = epoch == training.epochs();
    boolean wanted =
        switch (training.evaluation()) {
          case EPOCH -> true;
          case END -> last;
          case NONE -> false;
        };
    if (wanted) {
      loss = OptionalDouble.of(meanLoss(training.rows()));
      validationLoss =
          training.validation().isPresent()
              ? OptionalDouble.of(meanLoss(training.validation().get()))
              : OptionalDouble.empty();
      listener.onEvaluation(epoch, loss.getAsDouble(), validationLoss);
      if (epoch > 0) {
        optimizer.observe(validationLoss.orElse(loss.getAsDouble()), state);
      }
    }
  }

  private double meanLoss(Dataset over) {
    return gradients.lossSum(result(), over) / over.rows();
  }

  /** The parameters that count: the averaged ones, where there are such. */
  private double[] result() {
    return optimizer.averaged(state).orElse(parameters);
  }

  private TrainingResult end(Stop stop, String explanation) {
    boolean measured = stop == Stop.EPOCHS_DONE && training.evaluation() != Evaluation.NONE;
    TrainingResult result =
        new TrainingResult(
            result(),
            stop == Stop.NOT_FINITE ? step - 1 : step,
            epochs,
            rows,
            skipped,
            nanos * 1e-9,
            measured ? loss : OptionalDouble.empty(),
            measured ? validationLoss : OptionalDouble.empty(),
            stop,
            explanation);
    listener.onEnd(result);
    return result;
  }
}
