package dev.bellows.linalg;

import breeze.linalg.DenseVector;
import breeze.optimize.DiffFunction;
import breeze.optimize.FirstOrderMinimizer.ConvergenceCheck;
import breeze.optimize.FirstOrderMinimizer.State;
import breeze.optimize.LBFGS;
import breeze.optimize.LineSearch;
import breeze.optimize.StrongWolfeLineSearch;

/**
 * Breeze's L-BFGS with a longer reach in its first iteration. Breeze's own search begins with a
 * step of length 1 and gives up at 1.5⁹, which ends a run whose minimum is a few hundred units away
 * before it began. Here the slope at length 1 tells where a parabola would have its minimum, and
 * the search begins there.
 */
final class BreezeLbfgs extends LBFGS<DenseVector<Object>> {
  /** So that a slope that hardly changes does not send the search to where numbers overflow. */
  private static final double LONGEST_GUESS = 100;

  BreezeLbfgs(ConvergenceCheck<DenseVector<Object>> check, int memory) {
    super(check, memory, BreezeMinimizer.SPACE);
  }

  @Override
  public double determineStepSize(
      State<DenseVector<Object>, Object, ApproximateInverseHessian<DenseVector<Object>>> state,
      DiffFunction<DenseVector<Object>> function,
      DenseVector<Object> direction) {
    if (state.iter() > 0) {
      return super.determineStepSize(state, function, direction);
    }
    DiffFunction<Object> along =
        LineSearch.functionFromSearchDirection(
            function, state.x(), direction, BreezeMinimizer.SPACE);
    double[] heading = BreezeFunction.array(direction);
    double unit = 1 / Vectors.norm(heading, heading.length);
    double slope = (Double) along.calculate(0.0)._2();
    double slopeThere = (Double) along.calculate(unit)._2();
    double parabola =
        slopeThere > slope ? slope / (slope - slopeThere) : 1; // in units; 1: no minimum ahead
    var search = new StrongWolfeLineSearch(10, 40);
    return search.minimize(along, unit * Math.min(parabola, LONGEST_GUESS));
  }
}
