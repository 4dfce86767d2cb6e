package dev.bellows.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.LimitedMemoryBfgs;
import dev.bellows.linalg.LimitedMemoryBfgs.Options;
import dev.bellows.linalg.LimitedMemoryBfgs.Reason;
import dev.bellows.linalg.LimitedMemoryBfgs.Run;
import dev.bellows.linalg.LimitedMemoryBfgs.Saved;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.StepRecord;
import dev.bellows.train.Stopping.Ending;
import dev.bellows.train.TrainingResult.Stop;
import dev.bellows.train.exchange.BatchGradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * L-BFGS and OWL-QN over all rows. An iteration is an epoch and a step; every evaluation of loss
 * and gradient is one pass over the rows, and a line search may need several for an iteration.
 */
final class QuasiNewtonLoop implements Loop {
  private static final String PARAMETERS = "parameters";
  private static final String GRADIENT = "gradient";
  private static final String STEP = "step/";
  private static final String CHANGE = "change/";
  private static final String VALUES = "values";

  private final Recipe recipe;
  private final Lbfgs method;
  private final BatchGradients gradients;
  private final Layout layout;
  private final double[] l1;
  private final Options options;
  private Run run;
  private long rows;
  private long nanos; // of all evaluations
  private long sumNanos; // of these, until the sums were there

  QuasiNewtonLoop(Recipe recipe, BatchGradients gradients) {
    if (recipe.plan().batches() != 1) {
      throw new IllegalArgumentException("L-BFGS needs all rows in one batch");
    }
    this.recipe = recipe;
    this.gradients = gradients;
    method = (Lbfgs) recipe.minimizer();
    layout = recipe.objective().layout();
    l1 = method.penalisesAbsolutes() ? method.l1() : new double[0];
    options = new Options(method.memory(), method.tolerance(), recipe.epochs());
    run = LimitedMemoryBfgs.begin(this::valueAndGradient, recipe.initial(), l1, options);
  }

  @Override
  public String name() {
    return "lbfgs";
  }

  private double valueAndGradient(double[] point, double[] gradient) {
    long begin = System.nanoTime();
    double[] sums = gradients.sums(point, 1, 0);
    sumNanos += System.nanoTime() - begin;
    long count = recipe.rows();
    for (int i = 0; i < point.length; i++) {
      gradient[i] = sums[i] / count;
    }
    double penalty = method.addSmoothPenalty(point, gradient);
    rows += count;
    nanos += System.nanoTime() - begin;
    return sums[point.length] / count + penalty;
  }

  /** Takes iteration 0, which is the start. */
  private void begin() {
    if (run.iteration() < 0) {
      run.next();
    }
  }

  @Override
  public Move advance(Position at, Counts counts) {
    begin();
    long sumNanosBefore = sumNanos;
    boolean made = run.next();
    long took = nanos - counts.nanos;
    counts.rows = rows;
    counts.nanos = nanos;
    Ending ending = run.reason().map(this::ending).orElse(null);
    if (!made) {
      return new Move(at, null, sumNanos - sumNanosBefore, took, null, ending);
    }
    counts.steps = run.iteration();
    counts.lastLoss = loss().getAsDouble();
    StepRecord record =
        new StepRecord(
            counts.steps,
            at.epoch(),
            rows,
            counts.seconds(),
            counts.lastLoss,
            Double.NaN, // a line search has no learning rate
            run.gradientNorm());
    return new Move(at.plus(1, 1), record, sumNanos - sumNanosBefore, took, null, ending);
  }

  @Override
  public double[] result() {
    return run.point();
  }

  @Override
  public OptionalDouble loss() {
    begin();
    return run.iteration() < 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(run.value() - method.penalty(run.point()));
  }

  private Ending ending(Reason reason) {
    return switch (reason) {
      case GRADIENT_CONVERGED -> new Ending(Stop.CONVERGED, "the gradient is as good as zero");
      case VALUE_CONVERGED -> new Ending(Stop.CONVERGED, "the loss no longer changes");
      case LINE_SEARCH_FAILED ->
          new Ending(
              Stop.NO_PROGRESS,
              "no better point was found behind iteration %d: the precision of the loss is exhausted"
                  .formatted(run.iteration()));
      case NOT_FINITE -> new Ending(Stop.NOT_FINITE, notFinite());
      case ITERATION_LIMIT, STOPPED -> new Ending(Stop.EPOCHS_DONE, "");
    };
  }

  private String notFinite() {
    return Double.isNaN(run.value())
        ? "the loss or its gradient is not finite at the start: values of the rows are too large; try"
            + " data.standardize = true"
        : String.format(
            Locale.ROOT,
            "the loss became not finite behind iteration %d (the last loss before was %.4g): values"
                + " of the rows may be too large; try data.standardize = true",
            run.iteration(),
            run.value());
  }

  @Override
  public void save(Snapshot snapshot) {
    Saved saved = run.saved();
    snapshot.add(PARAMETERS, layout, saved.point());
    snapshot.add(GRADIENT, layout, saved.gradient());
    for (int i = 0; i < saved.steps().size(); i++) {
      snapshot.add(STEP + i, layout, saved.steps().get(i));
      snapshot.add(CHANGE + i, layout, saved.changes().get(i));
    }
    snapshot.add(VALUES, saved.values());
    ObjectNode facts = snapshot.facts(name());
    facts.put("iteration", saved.iteration());
    facts.put("memory", saved.memory());
    facts.put("remembered", saved.steps().size());
    facts.put("compared", saved.values().length);
    Snapshot.put(facts, "first-value", saved.firstValue());
    Snapshot.put(facts, "value", saved.value());
    facts.put("rows", rows);
    facts.put("nanos", nanos);
  }

  @Override
  public void restore(Snapshot snapshot) {
    ObjectNode facts = snapshot.facts(name());
    rows = facts.path("rows").asLong();
    nanos = facts.path("nanos").asLong();
    int remembered = facts.path("remembered").asInt();
    List<double[]> steps = new ArrayList<>();
    List<double[]> changes = new ArrayList<>();
    for (int i = 0; i < remembered; i++) {
      steps.add(read(snapshot, STEP + i));
      changes.add(read(snapshot, CHANGE + i));
    }
    Saved saved =
        new Saved(
            facts.path("iteration").asInt(),
            facts.path("memory").asInt(),
            Snapshot.number(facts, "first-value"),
            read(snapshot, PARAMETERS),
            Snapshot.number(facts, "value"),
            read(snapshot, GRADIENT),
            steps,
            changes,
            snapshot.array(VALUES, facts.path("compared").asInt()));
    run = LimitedMemoryBfgs.resume(this::valueAndGradient, saved, l1, options);
  }

  private double[] read(Snapshot snapshot, String name) {
    double[] flat = new double[layout.size()];
    snapshot.read(name, layout, flat);
    return flat;
  }
}
