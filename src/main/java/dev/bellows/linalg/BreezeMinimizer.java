package dev.bellows.linalg;

import breeze.linalg.DenseVector;
import breeze.math.MutableFiniteCoordinateField;
import breeze.optimize.DiffFunction;
import breeze.optimize.FirstOrderMinimizer;
import breeze.optimize.FirstOrderMinimizer.ConvergenceCheck;
import breeze.optimize.FirstOrderMinimizer.ConvergenceReason;
import breeze.optimize.FirstOrderMinimizer.State;
import breeze.optimize.LBFGS;
import breeze.optimize.LBFGS.ApproximateInverseHessian;
import breeze.util.LazyLogger;
import dev.bellows.linalg.LimitedMemoryBfgs.Options;
import dev.bellows.linalg.LimitedMemoryBfgs.Reason;
import dev.bellows.linalg.LimitedMemoryBfgs.Saved;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.helpers.NOPLogger;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Breeze's minimizers behind {@link LimitedMemoryBfgs}. The classes named Breeze… are all that
 * knows Breeze and Scala; outside of the function that they are given, they take no time that
 * counts.
 */
final class BreezeMinimizer implements LimitedMemoryBfgs.Run {
  static final MutableFiniteCoordinateField<DenseVector<Object>, Object, Object> SPACE =
      DenseVector.space_Double();

  private final BreezeFunction asked;
  private final LBFGS<DenseVector<Object>> minimizer;
  private final Supplier<Step> first;
  private final Deque<Double> values = new ArrayDeque<>(); // of the iterations that are compared
  private Iterator<?> states; // null: not begun
  private Step state;
  private int iteration;
  private double[] point;
  private double value = Double.NaN;
  private double norm = Double.NaN;
  private Reason reason; // null: not ended

  /** A state of Breeze. */
  private record Step(
      State<DenseVector<Object>, Object, ApproximateInverseHessian<DenseVector<Object>>> of) {}

  /** See {@link LimitedMemoryBfgs#begin}; the arguments have been checked. */
  BreezeMinimizer(
      DifferentiableFunction function, double[] start, double[] l1Weights, Options options) {
    asked = new BreezeFunction(function);
    minimizer = minimizer(l1Weights, options);
    iteration = -1;
    point = start.clone();
    first = () -> step(minimizer.initialState(function(), BreezeFunction.vector(start.clone())));
  }

  /** See {@link LimitedMemoryBfgs#resume}; the arguments have been checked. */
  BreezeMinimizer(
      DifferentiableFunction function, Saved from, double[] l1Weights, Options options) {
    asked = new BreezeFunction(function);
    minimizer = minimizer(l1Weights, options);
    iteration = from.iteration();
    point = from.point().clone();
    asked.resumeAt(from.point(), from.value(), from.gradient());
    Arrays.stream(from.values()).forEach(values::add);
    Step restored = restored(from);
    value = restored.of.adjustedValue();
    norm = norm(restored);
    first = () -> restored;
  }

  private Step restored(Saved from) {
    DenseVector<Object> x = BreezeFunction.vector(from.point().clone());
    DenseVector<Object> gradient = BreezeFunction.vector(from.gradient().clone());
    Tuple2<Object, DenseVector<Object>> adjusted = minimizer.adjust(x, gradient, from.value());
    var check = minimizer.convergenceCheck();
    Object info = check.initialInfo();
    for (double compared : from.values()) {
      info = check.update(x, gradient, compared, null, info);
    }
    var history =
        new ApproximateInverseHessian<>(
            from.memory(), vectors(from.steps()), vectors(from.changes()), SPACE);
    return new Step(
        new State<>(
            x,
            from.value(),
            gradient,
            (Double) adjusted._1(),
            adjusted._2(),
            from.iteration(),
            from.firstValue(),
            history,
            info,
            false,
            Option.empty()));
  }

  private static IndexedSeq<DenseVector<Object>> vectors(List<double[]> arrays) {
    List<DenseVector<Object>> all =
        arrays.stream().map(array -> BreezeFunction.vector(array.clone())).toList();
    return CollectionConverters.asScala(all).toIndexedSeq();
  }

  private DiffFunction<DenseVector<Object>> function() {
    return (DiffFunction<DenseVector<Object>>) minimizer.adjustFunction(asked::calculate);
  }

  @SuppressWarnings("unchecked") // Breeze's type members come to Java as objects
  private static Step step(Object state) {
    return new Step(
        (State<DenseVector<Object>, Object, ApproximateInverseHessian<DenseVector<Object>>>) state);
  }

  @Override
  public boolean next() {
    if (reason != null) {
      return false;
    }
    try {
      while (true) {
        boolean made = advance();
        minimizer
            .convergenceCheck()
            .apply(state.of, state.of.convergenceInfo())
            .foreach(found -> reason = reason(found));
        if (made || reason != null) {
          return made;
        }
      }
    } catch (BreezeFunction.NotFinite e) {
      reason = Reason.NOT_FINITE;
      return false;
    }
  }

  /** Takes Breeze's next state; after a failed search that is the same, its history forgotten. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // Breeze's type members again
  private boolean advance() {
    if (states == null) {
      states = minimizer.infiniteIterations(function(), (State) first.get().of);
    }
    state = step(states.next());
    if (state.of.iter() <= iteration) {
      return false;
    }
    asked.endIteration();
    iteration = state.of.iter();
    point = BreezeFunction.array(state.of.x());
    value = state.of.adjustedValue();
    norm = norm(state);
    if (iteration > 0) {
      values.add(value);
      if (values.size() > LimitedMemoryBfgs.VALUES_COMPARED) {
        values.remove();
      }
    }
    return true;
  }

  private static double norm(Step at) {
    double[] gradient = BreezeFunction.array(at.of.adjustedGradient());
    return Vectors.norm(gradient, gradient.length);
  }

  @Override
  public int iteration() {
    return iteration;
  }

  @Override
  public double[] point() {
    return point.clone();
  }

  @Override
  public double value() {
    return value;
  }

  @Override
  public double gradientNorm() {
    return norm;
  }

  @Override
  public int evaluations() {
    return asked.evaluations();
  }

  @Override
  public Optional<Reason> reason() {
    return Optional.ofNullable(reason);
  }

  @Override
  public Saved saved() {
    var history = state.of.history();
    return new Saved(
        iteration,
        history.m(),
        state.of.initialAdjVal(),
        BreezeFunction.raw(state.of.x()),
        state.of.value(),
        BreezeFunction.raw(state.of.grad()),
        arrays(history.memStep()),
        arrays(history.memGradDelta()),
        values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static List<double[]> arrays(IndexedSeq<DenseVector<Object>> vectors) {
    return CollectionConverters.asJava(vectors).stream().map(BreezeFunction::raw).toList();
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
