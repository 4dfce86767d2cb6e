package dev.bellows.train.stage;

import dev.bellows.linalg.Vector;
import dev.bellows.linalg.Vectors;
import dev.bellows.train.exchange.BatchGradients;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.exchange.ReplicaRounds;
import dev.bellows.train.exchange.Round;
import dev.bellows.train.exchange.Workload;
import java.util.Optional;

/**
 * One barrier stage for a whole training: its tasks keep their blocks, and answer request after
 * request until the training ends. It gives gradients, or rounds where the workload has replicas.
 *
 * <p>What tasks keep between requests, the states of their replicas, stands on the driver too: a
 * request that is asked again, of another attempt of the stage, is asked with the same states, so
 * that the answers are the same bits. The states of an answer are arrays of its own, which are
 * never written into.
 */
public final class StageExchange implements BatchGradients, ReplicaRounds {
  private static final double[][] NO_STATES = new double[0][];

  private final Workload workload;
  private final Passage passage;
  private final Transport transport;
  private final Stage stage;
  private long requests;
  private long computeNanos;
  private double[] given; // the array that went to the tasks last; null: none yet
  private double[] rounded = new double[0];
  private double[][] kept = NO_STATES; // the states that the tasks have
  private int keptBy; // the attempt whose tasks they are

  /**
   * An exchange; starts nothing.
   *
   * @param transport closed with it
   */
  public StageExchange(Workload workload, ExchangeSettings settings, Transport transport) {
    this.workload = workload;
    this.transport = transport;
    passage = Passage.of(workload, settings.precision());
    stage = new Stage(workload, passage, settings.name(), transport);
  }

  @Override
  public void start() {
    stage.start();
  }

  @Override
  public Vector sum(double[] parameters, Optional<int[]> changed, int epoch, int batch) {
    if (workload.replicas().isPresent()) {
      throw new IllegalStateException("a workload of rounds has no gradients");
    }
    return answer(Request.gradient(++requests, epoch, batch), parameters, changed);
  }

  @Override
  public double[] measures(double[] parameters, Part part) {
    workload.rows(part); // are there such?
    Request.Kind kind =
        part == Part.VALIDATION ? Request.Kind.VALIDATION_MEASURES : Request.Kind.TRAINING_MEASURES;
    return answer(Request.measures(++requests, kind), parameters, Optional.empty()).toArray();
  }

  private Vector answer(Request request, double[] parameters, Optional<int[]> sinceGiven) {
    Optional<int[]> changed = parameters == given ? sinceGiven : Optional.empty();
    given = parameters;
    double[] sent = rounded(parameters, changed);
    Vector answer =
        stage.answer(
            (conversation, attempt) -> conversation.ask(request, sent, changed, NO_STATES));
    computeNanos += stage.conversation().computeNanos();
    return answer;
  }

  private double[] rounded(double[] parameters, Optional<int[]> changed) {
    if (passage.down() != Precision.SINGLE) {
      return parameters;
    }
    if (changed.isPresent()) {
      for (int index : changed.get()) {
        if (index < rounded.length) {
          rounded[index] = (float) parameters[index];
        }
      }
      return rounded;
    }
    if (rounded.length != parameters.length) {
      rounded = new double[parameters.length];
    }
    System.arraycopy(parameters, 0, rounded, 0, rounded.length);
    Vectors.roundToSingle(rounded, 0, rounded.length);
    return rounded;
  }

  @Override
  public Answer round(Round round, double[] sent, double[][] states) {
    workload.requireStates(states);
    long id = ++requests;
    int by = keptBy;
    keptBy = 0; // until they have answered
    given = sent;
    Vector sums =
        stage.answer(
            (conversation, attempt) -> {
              boolean wanted = passage.stateLength() > 0 && !(by == attempt && areKept(states));
              conversation.ask(new Request(id, Request.Kind.ROUND, round, wanted), sent, states);
            });
    computeNanos += stage.conversation().computeNanos();
    double[][] after = stage.conversation().states();
    kept = after.clone();
    keptBy = stage.attempts();
    return new Answer(sums.toArray(), after);
  }

  /** Whether the tasks have these very arrays already. */
  private boolean areKept(double[][] states) {
    boolean same = states.length == kept.length;
    for (int block = 0; same && block < kept.length; block++) {
      same = states[block] == kept[block];
    }
    return same;
  }

  @Override
  public Traffic traffic() {
    return new Traffic(transport.bytesSent(), transport.bytesReceived(), computeNanos);
  }

  @Override
  public void close() {
    stage.close();
  }
}
