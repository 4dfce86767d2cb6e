package dev.bellows.train;

import dev.bellows.linalg.Vector;
import dev.bellows.optim.BatchUpdate;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.optim.Outcome;
import dev.bellows.optim.StepRecord;
import dev.bellows.train.exchange.BatchGradients;

/**
 * Exact minibatch steps: the mean gradient of a global batch, one update on the driver, the next
 * batch. Whatever computes the gradients, the loop is this one.
 */
final class StepLoop implements Loop {
  private static final String PARAMETERS = "parameters";
  private static final String OPTIMIZER = "optimizer";

  private final Recipe recipe;
  private final Optimizer optimizer;
  private final BatchGradients gradients;
  private final double[] parameters;
  private OptimizerState state;
  private BatchUpdate update;

  StepLoop(Recipe recipe, BatchGradients gradients) {
    this.recipe = recipe;
    this.gradients = gradients;
    optimizer = (Optimizer) recipe.minimizer();
    parameters = recipe.initial().clone();
    state = optimizer.init(parameters);
    update = new BatchUpdate(optimizer, parameters, state);
  }

  @Override
  public String name() {
    return "steps";
  }

  @Override
  public Move advance(Position at, Counts counts) {
    long begin = System.nanoTime();
    Vector sums = gradients.sum(parameters, update.moved(), at.epoch(), at.batch());
    long summed = System.nanoTime();
    long rows = recipe.plan().batchRows(at.batch());
    Outcome outcome = update.apply(sums, rows);
    counts.steps++;
    if (update.finite()) {
      counts.rows += rows;
      counts.lastLoss = update.loss();
    } else if (outcome == Outcome.SKIPPED) {
      counts.skipped++;
    }
    long nanos = System.nanoTime() - begin;
    counts.nanos += nanos;
    StepRecord record =
        new StepRecord(
            counts.steps,
            at.epoch(),
            counts.rows,
            counts.seconds(),
            update.loss(),
            update.rate(),
            update.norm());
    return new Move(
        at.plus(1, recipe.plan().batches()),
        record,
        summed - begin,
        nanos,
        outcome == Outcome.REFUSED ? notFinite() : null);
  }

  private NotFinite notFinite() {
    return Double.isFinite(update.loss())
        ? new NotFinite("the gradient's norm", update.norm())
        : new NotFinite("the loss", update.loss());
  }

  @Override
  public double[] result() {
    return optimizer.averaged(state).orElse(parameters);
  }

  @Override
  public void observe(double loss) {
    optimizer.observe(loss, state);
  }

  @Override
  public double learningRate() {
    return optimizer.learningRate(state);
  }

  @Override
  public void save(Snapshot snapshot) {
    snapshot.add(PARAMETERS, optimizer.layout(), parameters);
    snapshot.add(OPTIMIZER, optimizer, state);
  }

  @Override
  public void restore(Snapshot snapshot) {
    snapshot.read(PARAMETERS, optimizer.layout(), parameters);
    state = snapshot.state(OPTIMIZER, optimizer);
    update = new BatchUpdate(optimizer, parameters, state);
  }
}
