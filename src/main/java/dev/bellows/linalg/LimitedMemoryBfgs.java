package dev.bellows.linalg;

import java.util.List;
import java.util.Optional;

/**
 * Minimizes a smooth function, with or without an L1 term, from its values and gradients alone.
 *
 * <p>Without an L1 weight this is L-BFGS (Liu and Nocedal, "On the limited memory BFGS method for
 * large scale optimization", 1989) with a line search for the strong Wolfe conditions; with one
 * anywhere it is OWL-QN (Andrew and Gao, "Scalable training of L1-regularized log-linear models",
 * 2007), which ends with exact zeros. Both are Breeze's. An iteration costs one evaluation of the
 * function where its first step is accepted, as it mostly is.
 *
 * <p>One input gives one result, bit for bit, on one machine; another machine may have another BLAS
 * and with it other last digits.
 */
public final class LimitedMemoryBfgs {
  /** The length of the window in which the value has to stand still. */
  static final int VALUES_COMPARED = 20;

  private LimitedMemoryBfgs() {}

  /**
   * When to stop, and how much to remember.
   *
   * @param memory the number of past steps that the curvature is estimated from, at least 1; 10 is
   *     usual
   * @param tolerance greater than 0; 1e-6 is usual. The run has converged when the gradient's norm
   *     is at most {@code max(tolerance · |value|, 1e-8)}, or when the value is within {@code
   *     tolerance · |value at the start|} of the largest of the last 20 iterations (so this can be
   *     seen after 20 iterations at the earliest). A shift of the function by a constant therefore
   *     changes where it stops
   * @param maxIterations at least 1
   */
  public record Options(int memory, double tolerance, int maxIterations) {

    /** Checks the ranges. */
    public Options {
      if (memory < 1) {
        throw new IllegalArgumentException("memory is " + memory + ", not at least 1");
      }
      if (!(tolerance > 0 && tolerance < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "tolerance is " + tolerance + ", not a finite number greater than 0");
      }
      if (maxIterations < 1) {
        throw new IllegalArgumentException(
            "maxIterations is " + maxIterations + ", not at least 1");
      }
    }

    /** The usual memory of 10 and tolerance of 1e-6. */
    public static Options of(int maxIterations) {
      return new Options(10, 1e-6, maxIterations);
    }
  }

  /** Is told of every iteration. */
  @FunctionalInterface
  public interface Listener {
    /** Listens to nothing and never stops. */
    Listener NONE = (iteration, point, value, gradientNorm) -> true;

    /**
     * An iteration ended; it costs no evaluation to tell.
     *
     * @param iteration 0 for the start, then 1, 2, …
     * @param point a copy of where the iteration ended
     * @param value the value there, with the L1 term
     * @param gradientNorm the Euclidean norm of the gradient there; with an L1 term, of the
     *     pseudo-gradient (equation 4 of Andrew and Gao), which is 0 at the minimum all the same
     * @return whether to go on
     */
    boolean onIteration(int iteration, double[] point, double value, double gradientNorm);
  }

  /** Why a run ended. */
  public enum Reason {
    /** The gradient is as good as zero. */
    GRADIENT_CONVERGED(true),
    /** The value no longer changes. */
    VALUE_CONVERGED(true),
    /** {@link Options#maxIterations} were made. */
    ITERATION_LIMIT(false),
    /** The listener wanted it. */
    STOPPED(false),
    /**
     * No better point was found along two directions, the last of them steepest descent: the
     * function's precision is exhausted, or the gradient is not its gradient.
     */
    LINE_SEARCH_FAILED(false),
    /** The function gave an infinite value or gradient, or one that is not a number. */
    NOT_FINITE(false);

    private final boolean converged;

    Reason(boolean converged) {
      this.converged = converged;
    }

    /** Whether the tolerance was met. */
    public boolean converged() {
      return converged;
    }
  }

  /**
   * Where a run ended.
   *
   * @param point the end of the last whole iteration; the start where there was none
   * @param value the value there, with the L1 term; not finite only if it was not at the start
   * @param iterations the number of whole iterations
   * @param evaluations how often the function was asked
   * @param reason why the run ended
   */
  public record Result(
      double[] point, double value, int iterations, int evaluations, Reason reason) {}

  /** A minimization, iteration by iteration. */
  public interface Run {
    /**
     * Makes an iteration; the first is number 0, the start.
     *
     * @return false where none could be made, for the reason that {@link #reason} gives
     */
    boolean next();

    /** The last iteration; -1 before the first. */
    int iteration();

    /** A copy of where it ended; the start where there was none. */
    double[] point();

    /** The value there, with the L1 term. */
    double value();

    /** The Euclidean norm of the gradient, or of the pseudo-gradient, there. */
    double gradientNorm();

    /** How often the function was asked. */
    int evaluations();

    /** Why there are no more iterations; empty while there may be. */
    Optional<Reason> reason();

    /** All that another run needs to go on behind the last iteration; there has to be one. */
    Saved saved();
  }

  /**
   * A run between two iterations.
   *
   * @param iteration the last one
   * @param memory the most steps that are remembered
   * @param firstValue the value at the start, with the L1 term
   * @param point where the iteration ended
   * @param value the function's value there, without the L1 term
   * @param gradient the function's gradient there
   * @param steps the last steps, the newest first
   * @param changes how the gradient changed in each of them
   * @param values the values of the last iterations, with the L1 term, the newest last
   */
  public record Saved(
      int iteration,
      int memory,
      double firstValue,
      double[] point,
      double value,
      double[] gradient,
      List<double[]> steps,
      List<double[]> changes,
      double[] values) {}

  /** Minimizes {@code function} without an L1 term, unheard; see the other method. */
  public static Result minimize(DifferentiableFunction function, double[] start, Options options) {
    return minimize(function, start, new double[0], options, Listener.NONE);
  }

  /**
   * Minimizes {@code function(x) + Σ l1Weights[i] · |x[i]|}. An exception of the function or of the
   * listener comes out as it is.
   *
   * @param function asked on the calling thread, never twice at one point of an iteration
   * @param start where to begin, finite; not changed
   * @param l1Weights the weight of each element in the L1 term, finite and at least 0: 0 for a
   *     bias; empty for no L1 term
   * @param options when to stop
   * @param listener told of the start and of every iteration
   */
  public static Result minimize(
      DifferentiableFunction function,
      double[] start,
      double[] l1Weights,
      Options options,
      Listener listener) {
    Run run = begin(function, start, l1Weights, options);
    Reason stopped = null;
    while (stopped == null && run.next()) {
      boolean wanted =
          listener.onIteration(run.iteration(), run.point(), run.value(), run.gradientNorm());
      stopped = wanted ? null : Reason.STOPPED;
    }
    return new Result(
        run.point(),
        run.value(),
        Math.max(0, run.iteration()),
        run.evaluations(),
        run.reason().orElse(stopped));
  }

  /**
   * Begins to minimize {@code function(x) + Σ l1Weights[i] · |x[i]|}, iteration by iteration; see
   * {@link #minimize}. Asks the function nothing yet.
   */
  public static Run begin(
      DifferentiableFunction function, double[] start, double[] l1Weights, Options options) {
    check(start, l1Weights);
    return new BreezeMinimizer(function, start, l1Weights.clone(), options);
  }

  /** Goes on behind the iteration that was saved, with the same bits as if it had never stopped. */
  public static Run resume(
      DifferentiableFunction function, Saved from, double[] l1Weights, Options options) {
    check(from.point(), l1Weights);
    return new BreezeMinimizer(function, from, l1Weights.clone(), options);
  }

  private static void check(double[] start, double[] l1Weights) {
    if (l1Weights.length != 0 && l1Weights.length != start.length) {
      throw new IllegalArgumentException(
          "%d elements have %d L1 weights".formatted(start.length, l1Weights.length));
    }
    for (int i = 0; i < start.length; i++) {
      if (!Double.isFinite(start[i])) {
        throw new IllegalArgumentException("element %d of the start is %s".formatted(i, start[i]));
      }
    }
    for (int i = 0; i < l1Weights.length; i++) {
      if (!(l1Weights[i] >= 0 && l1Weights[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the L1 weight of element %d is %s, not a finite number of at least 0"
                .formatted(i, l1Weights[i]));
      }
    }
  }
}
