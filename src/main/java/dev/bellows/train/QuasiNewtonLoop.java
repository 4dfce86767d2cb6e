package dev.bellows.train;

import dev.bellows.data.Dataset;
import dev.bellows.linalg.LimitedMemoryBfgs;
import dev.bellows.linalg.LimitedMemoryBfgs.Options;
import dev.bellows.linalg.LimitedMemoryBfgs.Reason;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.StepRecord;
import dev.bellows.train.Interval.Mark;
import dev.bellows.train.Interval.Unit;
import dev.bellows.train.Stopping.Ending;
import dev.bellows.train.TrainingResult.Stop;
import dev.bellows.train.exchange.BatchGradients;
import dev.bellows.train.exchange.ExchangeFailure;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
  private final Stopping stopping;
  private double loss = Double.NaN;
  private Evaluation evaluation; // the last one; null: none yet
  private Optional<Ending> ending = Optional.empty();

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
    stopping = new Stopping(training.stop());
  }

  TrainingResult run() {
    listener.onStart(training);
    try {
      return minimize();
    } catch (ExchangeFailure failure) {
      if (iterations == 0) {
        throw failure;
      }
      return end(last, new Ending(Stop.FAILED, failure.getMessage()));
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
    Ending why =
        result.reason() == Reason.STOPPED && ending.isPresent()
            ? ending.get()
            : new Ending(stop(result.reason()), explanation(result));
    return end(result.point(), why);
  }

  private TrainingResult end(double[] point, Ending why) {
    if (why.stop().regular()
        && training.evaluate().unit() != Unit.NONE
        && (evaluation == null || evaluation.steps() != iterations)) {
      evaluate(iterations, point);
    }
    boolean best = why.stop().regular() && stopping.best().isPresent();
    TrainingResult end =
        new TrainingResult(
            best ? stopping.bestParameters() : point,
            iterations,
            iterations,
            rows,
            0,
            nanos * 1e-9,
            best
                ? stopping.best()
                : why.stop().regular() ? Optional.ofNullable(evaluation) : Optional.empty(),
            0,
            why.stop(),
            why.explanation());
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
      ending = stopping.afterStep(record);
    }
    Mark before = new Mark(Math.max(0, iteration - 1), Math.max(0, iteration - 1), 0);
    if (iteration == 0
        ? training.evaluate().repeats()
        : training.evaluate().passed(before, new Mark(iteration, iteration, 0))) {
      evaluate(iteration, point);
      Optional<Ending> found =
          iteration > 0 ? stopping.afterEvaluation(evaluation, point) : Optional.empty();
      ending = ending.or(() -> found);
    }
    return ending.isEmpty() && !listener.wantsToStop();
  }

  private void evaluate(int iteration, double[] point) {
    OptionalDouble validationLoss = OptionalDouble.empty();
    Map<String, Double> figures = Map.of();
    if (training.validation().isPresent()) {
      Dataset held = training.validation().get();
      double[] sums = gradients.measures(point, held);
      validationLoss = OptionalDouble.of(sums[0] / held.rows());
      figures = training.objective().measures().figures(sums, held.rows());
    }
    evaluation = new Evaluation(iteration, iteration, loss, validationLoss, figures);
    listener.onEvaluation(evaluation);
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
