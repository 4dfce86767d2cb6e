package dev.bellows.train;

import dev.bellows.linalg.LimitedMemoryBfgs;
import dev.bellows.linalg.LimitedMemoryBfgs.Options;
import dev.bellows.linalg.LimitedMemoryBfgs.Reason;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.StepRecord;
import dev.bellows.train.Training.Evaluation;
import dev.bellows.train.TrainingResult.Stop;
import dev.bellows.train.exchange.BatchGradients;
import dev.bellows.train.exchange.ExchangeFailure;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * L-BFGS and OWL-QN over all rows. An iteration is an epoch and a step; every evaluation of loss
 * and gradient is one pass over the rows, and a line search may need several for an iteration.
 */
final class QuasiNewtonLoop {
  private final Training training;
  private final Lbfgs method;
  private final BatchGradients gradients;
  private final StepLog log;
  private final Listener listener;
  private final long rowCount;
  private int iterations;
  private double[] last;
  private long rows;
  private long nanos;
  private long sumNanos; // until the sums were there
  private long nanosBefore; // of the iterations that were told
  private long sumNanosBefore;
  private double loss = Double.NaN;
  private OptionalDouble validationLoss = OptionalDouble.empty();

  QuasiNewtonLoop(Training training, BatchGradients gradients, StepLog log, Listener listener) {
    this.log = log;
    if (training.plan().batches() != 1) {
      throw new IllegalArgumentException("L-BFGS needs all rows in one batch");
    }
    this.training = training;
    this.gradients = gradients;
    this.listener = listener;
    method = (Lbfgs) training.minimizer();
    rowCount = training.rows().rows();
  }

  TrainingResult run() {
    listener.onStart(training);
    try {
      return minimize();
    } catch (ExchangeFailure failure) {
      if (iterations == 0) {
        throw failure;
      }
      return end(last, iterations, Stop.FAILED, failure.getMessage());
    }
  }

  private TrainingResult minimize() {
    LimitedMemoryBfgs.Result result =
        LimitedMemoryBfgs.minimize(
            this::valueAndGradient,
            training.initial(),
            method.penalisesAbsolutes() ? method.l1() : new double[0],
            new Options(method.memory(), method.tolerance(), training.epochs()),
            this::onIteration);
    if (training.evaluation() == Evaluation.END) {
      evaluate(result.iterations(), result.point());
    }
    return end(result.point(), result.iterations(), stop(result.reason()), explanation(result));
  }

  private TrainingResult end(double[] point, int iteration, Stop stop, String explanation) {
    boolean measured = training.evaluation() != Evaluation.NONE && stop.regular();
    TrainingResult end =
        new TrainingResult(
            point,
            iteration,
            iteration,
            rows,
            0,
            nanos * 1e-9,
            measured ? OptionalDouble.of(loss) : OptionalDouble.empty(),
            measured ? validationLoss : OptionalDouble.empty(),
            stop,
            explanation);
    listener.onEnd(end);
    return end;
  }

  private double valueAndGradient(double[] point, double[] gradient) {
    long begin = System.nanoTime();
    double[] sums = gradients.sums(point, 1, 0);
    sumNanos += System.nanoTime() - begin;
    for (int i = 0; i < point.length; i++) {
      gradient[i] = sums[i] / rowCount;
    }
    double penalty = method.addSmoothPenalty(point, gradient);
    rows += rowCount;
    nanos += System.nanoTime() - begin;
    return sums[point.length] / rowCount + penalty;
  }

  private boolean onIteration(int iteration, double[] point, double value, double norm) {
    loss = value - method.penalty(point);
    iterations = iteration;
    last = point.clone();
    if (iteration > 0) {
      // A line search has no learning rate.
      StepRecord record =
          new StepRecord(iteration, iteration, rows, nanos * 1e-9, loss, Double.NaN, norm);
      log.onStep(record, sumNanos - sumNanosBefore, nanos - nanosBefore);
      sumNanosBefore = sumNanos;
      nanosBefore = nanos;
      listener.onStep(record);
    }
    if (training.evaluation() == Evaluation.EPOCH) {
      evaluate(iteration, point);
    }
    return !listener.wantsToStop();
  }

  private void evaluate(int iteration, double[] point) {
    training
        .validation()
        .ifPresent(
            held ->
                validationLoss = OptionalDouble.of(gradients.lossSum(point, held) / held.rows()));
    listener.onEvaluation(iteration, loss, validationLoss);
  }

  private static Stop stop(Reason reason) {
    return switch (reason) {
      case GRADIENT_CONVERGED, VALUE_CONVERGED -> Stop.CONVERGED;
      case ITERATION_LIMIT -> Stop.EPOCHS_DONE;
      case STOPPED -> Stop.INTERRUPTED;
      case LINE_SEARCH_FAILED -> Stop.NO_PROGRESS;
      case NOT_FINITE -> Stop.NOT_FINITE;
    };
  }

  private static String explanation(LimitedMemoryBfgs.Result result) {
    return switch (result.reason()) {
      case GRADIENT_CONVERGED -> "the gradient is as good as zero";
      case VALUE_CONVERGED -> "the loss no longer changes";
      case LINE_SEARCH_FAILED ->
          "no better point was found behind iteration %d: the precision of the loss is exhausted"
              .formatted(result.iterations());
      case NOT_FINITE ->
          Double.isNaN(result.value())
              ? "the loss or its gradient is not finite at the start: values of the rows are too"
                  + " large; try data.standardize = true"
              : String.format(
                  Locale.ROOT,
                  "the loss became not finite behind iteration %d (the last loss before was %.4g):"
                      + " values of the rows may be too large; try data.standardize = true",
                  result.iterations(),
                  result.value());
      case ITERATION_LIMIT, STOPPED -> "";
    };
  }
}
