package dev.bellows.linalg;

import breeze.linalg.DenseVector;
import breeze.optimize.DiffFunction;
import breeze.optimize.FirstOrderMinimizer.ConvergenceCheck;
import breeze.optimize.FirstOrderMinimizer.State;
import breeze.optimize.LBFGS.ApproximateInverseHessian;
import breeze.optimize.LineSearchFailed;
import breeze.optimize.OWLQN;
import scala.Tuple2;

/**
 * Breeze's OWL-QN with the paper's line search. Breeze's own judges the first step of a search by
 * the value at the search's beginning, without the L1 term: it discards good steps, which cost an
 * evaluation each, and takes some that lead uphill.
 */
final class BreezeOwlQn extends OWLQN<Object, DenseVector<Object>> {
  /** Steps of a search: to 1e-6 of the whole step, in the first iteration 1e-9. */
  private static final int TRIALS = 20;

  private static final int FIRST_TRIALS = 10;

  /** The share of the promised decrease that is enough: γ of the paper, as everywhere. */
  private static final double SUFFICIENT = 1e-4;

  BreezeOwlQn(ConvergenceCheck<DenseVector<Object>> check, int memory, double[] l1Weights) {
    super(check, memory, index -> l1Weights[(Integer) index], BreezeMinimizer.SPACE);
  }

  /** Backtracking to a sufficient decrease, section 3.2 of Andrew and Gao. */
  @Override
  public double determineStepSize(
      State<DenseVector<Object>, Object, ApproximateInverseHessian<DenseVector<Object>>> state,
      DiffFunction<DenseVector<Object>> function,
      DenseVector<Object> direction) {
    double[] from = BreezeFunction.array(state.x());
    double[] slope = BreezeFunction.array(state.adjustedGradient());
    double length = Vectors.norm(BreezeFunction.array(direction), from.length);
    boolean first = state.iter() == 0;
    double value = state.adjustedValue();
    // Towards the end a whole step changes the value by no more than its rounding.
    double forgiven = 4 * Math.ulp(value);
    double step = first ? 1 / length : 1;
    for (int trial = 0; trial < (first ? FIRST_TRIALS : TRIALS); trial++) {
      DenseVector<Object> there = takeStep(state, direction, step);
      Tuple2<Object, DenseVector<Object>> found = function.calculate(there);
      double promised = 0;
      for (int i = 0; i < from.length; i++) {
        promised += slope[i] * (BreezeFunction.at(there, i) - from[i]);
      }
      double valueThere = (Double) adjust(there, found._2(), (Double) found._1())._1();
      if (valueThere <= value + SUFFICIENT * promised + forgiven) {
        return step;
      }
      forgiven = 0;
      step *= first ? 0.1 : 0.5;
    }
    throw new LineSearchFailed(Vectors.norm(slope, slope.length), length);
  }
}
