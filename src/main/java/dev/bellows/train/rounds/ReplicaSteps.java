package dev.bellows.train.rounds;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.PackedBlock;
import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.Vector;
import dev.bellows.linalg.Vectors;
import dev.bellows.model.Objective;
import dev.bellows.optim.BatchUpdate;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.optim.Outcome;
import dev.bellows.train.exchange.BatchSum;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.exchange.ReplicaWork;
import dev.bellows.train.exchange.Round;
import dev.bellows.train.exchange.TaskKill;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * What a replica does in a round: steps of its own optimizer, over batches of its own block.
 *
 * <p>It is sent the parameters, and behind them the optimizers' mean state where there is such. It
 * answers with its parameters, or with their change where that is rounded; behind them the sums
 * that {@link Tally} reads; behind these its optimizer's state where a mean of them is wanted. Its
 * own state is that of its optimizer, where it keeps one, and behind it what rounding has left out
 * so far, which is added to the next change (error feedback; Seide et al., "1-bit stochastic
 * gradient descent", 2014).
 */
public final class ReplicaSteps implements ReplicaWork {
  private static final long serialVersionUID = 1L;

  private final Objective objective;
  private final Optimizer optimizer;
  private final BatchPlan plan;
  private final InnerState inner;
  private final Precision precision;
  private final int parameters;
  private final int optimizerLength;
  private transient Workspace workspace; // of the task that has this copy

  /** What a replica needs while a round goes on, and the next one in the same task again. */
  private record Workspace(double[] moving, BatchSum gradient) {}

  /**
   * Steps of replicas.
   *
   * @param optimizer bound to the objective's layout
   * @param plan the batches of the largest replica; others have batches of the same size
   * @param precision how exactly changes travel
   */
  public ReplicaSteps(
      Objective objective,
      Optimizer optimizer,
      BatchPlan plan,
      InnerState inner,
      Precision precision) {
    this.objective = objective;
    this.optimizer = optimizer;
    this.plan = plan;
    this.inner = inner;
    this.precision = precision;
    parameters = objective.layout().size();
    optimizerLength = optimizer.init(new double[parameters]).length();
  }

  @Override
  public int sentLength() {
    return Math.addExact(parameters, inner == InnerState.AVERAGE ? optimizerLength : 0);
  }

  @Override
  public int answerLength() {
    return Math.addExact(sentLength(), Tally.SIZE);
  }

  @Override
  public int stateLength() {
    return Math.addExact(
        inner == InnerState.KEEP ? optimizerLength : 0, answersChanges() ? parameters : 0);
  }

  @Override
  public int roundedElements() {
    return answersChanges() ? parameters : 0;
  }

  @Override
  public Precision encoding() {
    return precision;
  }

  /** Whether answers are rounded changes, and not parameters. */
  public boolean answersChanges() {
    return precision != Precision.DOUBLE;
  }

  /** Where an optimizer's state begins in an answer. */
  int stateInAnswer() {
    return parameters + Tally.SIZE;
  }

  /** What all replicas are sent before the first round. */
  public double[] firstSent(double[] initial) {
    double[] sent = Arrays.copyOf(initial, sentLength());
    if (inner == InnerState.AVERAGE) {
      optimizer.init(initial).copyTo(sent, parameters);
    }
    return sent;
  }

  /** The state of a replica before the first round. */
  public double[] firstState(double[] initial) {
    double[] state = new double[stateLength()];
    if (inner == InnerState.KEEP) {
      optimizer.init(initial).copyTo(state, 0);
    }
    return state;
  }

  /** The batches of one replica. */
  static BatchPlan own(BatchPlan plan, int rows, int block) {
    long seed = block == 0 ? plan.seed() : KeyedRandom.key(plan.seed(), block);
    return new BatchPlan(rows, Math.min(plan.batchSize(), rows), plan.shuffle(), seed);
  }

  @Override
  public double[] run(
      PackedBlock block, Round round, double[] sent, double[] state, IntFunction<double[]> arrays) {
    if (block.count() == 0) {
      return new double[0];
    }
    BatchPlan own = own(plan, block.count(), block.number());
    int to = Math.min(round.toBatch(), own.batches());
    if (round.fromBatch() >= to) {
      return new double[0];
    }
    if (workspace == null) {
      double[] sums = new double[parameters + 1];
      workspace = new Workspace(new double[parameters], new BatchSum(length -> zeroed(sums)));
    }
    double[] moving = workspace.moving();
    System.arraycopy(sent, 0, moving, 0, parameters);
    OptimizerState moments = moments(own, round, moving, sent, state);
    double[] answer = arrays.apply(answerLength());
    Arrays.fill(answer, parameters, answer.length, 0);
    Tally tally = new Tally(answer, parameters);
    BatchUpdate update = new BatchUpdate(optimizer, moving, moments);
    steps(block.alone(), own, round, to, moving, update, tally);
    tally.addReplica(update.rate());
    if (inner == InnerState.KEEP) {
      moments.copyTo(state, 0);
    } else if (inner == InnerState.AVERAGE) {
      moments.copyTo(answer, stateInAnswer());
    }
    if (answersChanges()) {
      roundedChange(moving, sent, state, answer);
    } else {
      System.arraycopy(moving, 0, answer, 0, parameters);
    }
    return answer;
  }

  private OptimizerState moments(
      BatchPlan own, Round round, double[] moving, double[] sent, double[] state) {
    if (inner == InnerState.RESET) {
      return optimizer.init(
          moving, (long) (round.firstEpoch() - 1) * own.batches() + round.fromBatch());
    }
    OptimizerState moments = optimizer.init(moving);
    if (inner == InnerState.KEEP) {
      moments.copyFrom(state, 0);
    } else {
      moments.copyFrom(sent, parameters);
    }
    return moments;
  }

  private void steps(
      PackedBlock block,
      BatchPlan own,
      Round round,
      int to,
      double[] moving,
      BatchUpdate update,
      Tally tally) {
    BatchSum gradient = workspace.gradient();
    for (int epoch = round.firstEpoch(); epoch <= round.lastEpoch(); epoch++) {
      for (int batch = round.fromBatch(); batch < to; batch++) {
        TaskKill.check();
        gradient.begin(objective, own.key(epoch, batch), moving);
        block.visitBatch(own, epoch, batch, gradient::add);
        Vector sums = gradient.take();
        double loss = sums.get(parameters);
        long rows = own.batchRows(batch);
        Outcome outcome = update.apply(sums, rows);
        if (outcome == Outcome.REFUSED) {
          tally.addNotFinite(Double.isFinite(update.loss()) ? update.norm() : update.loss());
          return;
        }
        if (update.finite()) {
          tally.addStep(loss, rows);
        } else {
          tally.addSkipped();
        }
      }
    }
  }

  private static double[] zeroed(double[] array) {
    Arrays.fill(array, 0);
    return array;
  }

  private void roundedChange(double[] moving, double[] sent, double[] state, double[] answer) {
    int feedback = stateLength() - parameters;
    for (int i = 0; i < parameters; i++) {
      answer[i] = moving[i] - sent[i] + state[feedback + i];
      state[feedback + i] = answer[i];
    }
    if (precision == Precision.SINGLE) {
      Vectors.roundToSingle(answer, 0, parameters);
    } else {
      Vectors.roundToBfloat16(answer, 0, parameters);
    }
    for (int i = 0; i < parameters; i++) {
      state[feedback + i] -= answer[i];
    }
  }
}
