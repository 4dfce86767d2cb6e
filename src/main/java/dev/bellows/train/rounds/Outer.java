package dev.bellows.train.rounds;

import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Slices;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import java.util.Arrays;
import java.util.Optional;

/**
 * Moves the parameters on the driver by what the replicas left after a round: to the mean of
 * theirs, or by an outer optimizer whose gradient is the mean change turned around (Douillard et
 * al., "DiLoCo: distributed low-communication training of language models", 2023).
 */
public final class Outer {
  private final ReplicaSteps replicas;
  private final Optional<Optimizer> optimizer;
  private final double[] sent; // the parameters, and behind them the mean state
  private final int parameters;
  private OptimizerState state; // null: plain averaging
  private Tally tally;
  private double norm;

  /** Begins at these parameters. */
  public Outer(ReplicaSteps replicas, Optional<Optimizer> optimizer, double[] initial) {
    this.replicas = replicas;
    this.optimizer = optimizer;
    parameters = initial.length;
    sent = replicas.firstSent(initial);
    state = optimizer.map(outer -> outer.init(initial)).orElse(null);
  }

  /** What is sent to the replicas: the parameters, and the mean state behind them; live. */
  public double[] sent() {
    return sent;
  }

  /** The state of the outer optimizer; null for plain averaging. */
  public OptimizerState state() {
    return state;
  }

  /** Takes a state over. */
  public void setState(OptimizerState other) {
    state = other;
  }

  /**
   * Moves the parameters, if all is finite.
   *
   * @param sums the folded answers of the replicas; overwritten
   */
  public void apply(double[] sums) {
    tally = new Tally(sums, parameters);
    if (tally.isBad()) {
      return;
    }
    double count = tally.replicas();
    double[] squares = new double[Slices.count(parameters)]; // by slice, added in order
    Slices.run(
        0, parameters, (from, to) -> squares[from / Slices.LENGTH] = take(sums, count, from, to));
    norm = Math.sqrt(Arrays.stream(squares).reduce(0, Double::sum));
    if (!Double.isFinite(norm)) {
      return;
    }
    if (state == null) {
      System.arraycopy(sums, 0, sent, 0, parameters);
    } else {
      restoreAverages(sums);
      optimizer.get().step(sums, sent, state);
    }
    averageStates(sums, count);
  }

  /**
   * Makes of sums what they are for: the outer gradient, or the parameters to come.
   *
   * @return the sum of the squared mean changes
   */
  private double take(double[] sums, double count, int from, int to) {
    boolean changes = replicas.answersChanges();
    double squares = 0;
    for (int i = from; i < to; i++) {
      double mean = sums[i] / count;
      double change = changes ? mean : mean - sent[i];
      squares += change * change;
      double next = changes ? sent[i] + mean : mean;
      sums[i] = state != null ? -change : next;
    }
    return squares;
  }

  /** Moving averages become the mean of the replicas' whatever rule moves the parameters. */
  private void restoreAverages(double[] sums) {
    for (Layout.Slot slot : optimizer.get().layout().tensors()) {
      double part = slot.average();
      for (int i = slot.offset(); i < slot.offset() + slot.size() && part > 0; i++) {
        sums[i] /= part;
      }
    }
  }

  private void averageStates(double[] sums, double count) {
    int from = replicas.stateInAnswer();
    for (int i = parameters; i < sent.length; i++) {
      double mean = sums[from + i - parameters] / count;
      // First stand the numbers of steps, which differ where a replica has a batch more.
      sent[i] = i < parameters + OptimizerState.WHOLE_NUMBERS ? Math.rint(mean) : mean;
    }
  }

  /** What the replicas counted. */
  public Tally tally() {
    return tally;
  }

  /** The Euclidean norm of the mean change. */
  public double norm() {
    return norm;
  }
}
