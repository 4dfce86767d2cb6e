package dev.bellows.linalg;

import breeze.linalg.DenseVector;
import breeze.math.MutableFiniteCoordinateField;
import breeze.optimize.FirstOrderMinimizer;
import breeze.optimize.FirstOrderMinimizer.ConvergenceCheck;
import breeze.optimize.FirstOrderMinimizer.ConvergenceReason;
import breeze.optimize.LBFGS;
import breeze.util.LazyLogger;
import dev.bellows.linalg.LimitedMemoryBfgs.Listener;
import dev.bellows.linalg.LimitedMemoryBfgs.Options;
import dev.bellows.linalg.LimitedMemoryBfgs.Reason;
import dev.bellows.linalg.LimitedMemoryBfgs.Result;
import java.util.Arrays;
import org.slf4j.helpers.NOPLogger;

/**
 * Breeze's minimizers behind {@link LimitedMemoryBfgs}. The classes named Breeze… are all that
 * knows Breeze and Scala; outside of the function that they are given, they take no time that
 * counts.
 */
final class BreezeMinimizer {
  static final MutableFiniteCoordinateField<DenseVector<Object>, Object, Object> SPACE =
      DenseVector.space_Double();

  private BreezeMinimizer() {}

  /** See {@link LimitedMemoryBfgs#minimize}; the arguments have been checked. */
  static Result minimize(
      DifferentiableFunction function,
      double[] start,
      double[] l1Weights,
      Options options,
      Listener listener) {
    BreezeFunction asked = new BreezeFunction(function);
    double[] point = start.clone();
    double value = Double.NaN;
    int iteration = -1;
    try {
      var states =
          minimizer(l1Weights, options)
              .iterations(asked::calculate, BreezeFunction.vector(start.clone()));
      while (true) {
        var state = states.next();
        boolean stop = false;
        // After a failed search Breeze shows the same state again, its history forgotten.
        if (state.iter() > iteration) {
          asked.endIteration();
          iteration = state.iter();
          point = BreezeFunction.array(state.x());
          value = state.adjustedValue();
          double[] gradient = BreezeFunction.array(state.adjustedGradient());
          double norm = Vectors.norm(gradient, gradient.length);
          stop = !listener.onIteration(iteration, point.clone(), value, norm);
        }
        if (state.convergenceReason().isDefined()) {
          Reason reason = reason(state.convergenceReason().get());
          return new Result(point, value, iteration, asked.evaluations(), reason);
        }
        if (stop) {
          return new Result(point, value, iteration, asked.evaluations(), Reason.STOPPED);
        }
      }
    } catch (BreezeFunction.NotFinite e) {
      return new Result(
          point, value, Math.max(0, iteration), asked.evaluations(), Reason.NOT_FINITE);
    }
  }

  private static LBFGS<DenseVector<Object>> minimizer(double[] l1Weights, Options options) {
    double tolerance = options.tolerance();
    ConvergenceCheck<DenseVector<Object>> check =
        FirstOrderMinimizer.<DenseVector<Object>>gradientConverged(tolerance, true, SPACE)
            .orElse(
                FirstOrderMinimizer.functionValuesConverged(
                    tolerance, true, LimitedMemoryBfgs.VALUES_COMPARED))
            .orElse(FirstOrderMinimizer.maxIterationsReached(options.maxIterations()))
            .orElse(FirstOrderMinimizer.searchFailed());
    LBFGS<DenseVector<Object>> minimizer =
        Arrays.stream(l1Weights).anyMatch(weight -> weight > 0)
            ? new BreezeOwlQn(check, options.memory(), l1Weights)
            : new BreezeLbfgs(check, options.memory());
    // Breeze would log a failed search as two errors, which a default configuration shows.
    minimizer.breeze$util$SerializableLogging$$_the_logger_$eq(
        new LazyLogger(NOPLogger.NOP_LOGGER));
    return minimizer;
  }

  private static Reason reason(ConvergenceReason reason) {
    if (reason == FirstOrderMinimizer.GradientConverged$.MODULE$) {
      return Reason.GRADIENT_CONVERGED;
    }
    if (reason == FirstOrderMinimizer.FunctionValuesConverged$.MODULE$) {
      return Reason.VALUE_CONVERGED;
    }
    if (reason == FirstOrderMinimizer.MaxIterations$.MODULE$) {
      return Reason.ITERATION_LIMIT;
    }
    if (reason == FirstOrderMinimizer.SearchFailed$.MODULE$) {
      return Reason.LINE_SEARCH_FAILED;
    }
    throw new AssertionError("Breeze stopped because " + reason.reason());
  }
}
