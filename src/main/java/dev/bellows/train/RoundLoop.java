package dev.bellows.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.StepRecord;
import dev.bellows.train.Interval.Unit;
import dev.bellows.train.exchange.ReplicaRounds;
import dev.bellows.train.exchange.Round;
import dev.bellows.train.rounds.Outer;
import dev.bellows.train.rounds.ReplicaSteps;
import dev.bellows.train.rounds.Tally;
import java.util.Arrays;
import java.util.Optional;

/** Rounds of local steps: replicas go on by themselves, then the driver takes an outer step. */
final class RoundLoop implements Loop {
  private static final String PARAMETERS = "parameters";
  private static final String OUTER = "outer";
  private static final String MEAN_STATE = "inner";
  private static final String REPLICA = "replica/";
  private static final String NEXT_STEPS = "next-steps";
  private static final int GROWTH = 4; // of the steps of a round, where time decides
  private static final double NANO = 1e-9;

  private final Training training;
  private final RoundSettings settings;
  private final ReplicaRounds rounds;
  private final ReplicaSteps replicas;
  private final Layout layout;
  private final Outer outer;
  private double[][] states;
  private double rate;
  private long timedSteps = 1; // of the next round, where time decides

  RoundLoop(
      Training training, RoundSettings settings, ReplicaSteps replicas, ReplicaRounds rounds) {
    this.training = training;
    this.settings = settings;
    this.replicas = replicas;
    this.rounds = rounds;
    layout = training.objective().layout();
    outer = new Outer(replicas, settings.outer(), training.initial());
    states = new double[training.rows().partitions()][];
    for (int block = 0; block < states.length; block++) {
      states[block] = replicas.firstState(training.initial());
    }
    Optimizer inner = (Optimizer) training.minimizer();
    rate = inner.learningRate(inner.init(training.initial()));
  }

  @Override
  public String name() {
    return "rounds";
  }

  @Override
  public Move advance(Position at, Counts counts) {
    long begin = System.nanoTime();
    int batches = training.plan().batches();
    Round round = round(at, counts);
    long computedBefore = rounds.traffic().computeNanos();
    ReplicaRounds.Answer answer = rounds.round(round, outer.sent(), states);
    long summed = System.nanoTime();
    outer.apply(answer.sums());
    Tally tally = outer.tally();
    int steps = round.toBatch() - round.fromBatch();
    long taken = (long) steps * (round.lastEpoch() - round.firstEpoch() + 1);
    counts.steps += taken;
    boolean finite = !tally.isBad() && Double.isFinite(outer.norm());
    if (finite) {
      states = answer.states();
      rate = tally.rate();
      counts.rows += tally.rows();
      counts.skipped += tally.skipped();
      counts.lastLoss = tally.rows() > 0 ? tally.loss() : counts.lastLoss;
      time(taken, rounds.traffic().computeNanos() - computedBefore, summed - begin);
    }
    long nanos = System.nanoTime() - begin;
    counts.nanos += nanos;
    StepRecord record =
        new StepRecord(
            counts.steps,
            round.lastEpoch(),
            counts.rows,
            counts.seconds(),
            tally.loss(),
            rate,
            outer.norm());
    Position next =
        round.lastEpoch() > round.firstEpoch()
            ? new Position(round.lastEpoch() + 1, 0)
            : at.plus(steps, batches);
    return new Move(next, record, summed - begin, nanos, finite ? null : notFinite(tally));
  }

  private NotFinite notFinite(Tally tally) {
    return tally.isBad()
        ? new NotFinite("a replica's loss, or its gradient's norm,", tally.badValue())
        : new NotFinite("the replicas' mean change", outer.norm());
  }

  private Round round(Position at, Counts counts) {
    int batches = training.plan().batches();
    if (settings.length().unit() == Unit.EPOCHS) {
      int last =
          (int) Math.min(at.epoch() + (long) settings.length().amount() - 1, training.epochs());
      return new Round(at.epoch(), last, 0, batches);
    }
    long wanted =
        settings.length().unit() == Unit.STEPS ? (long) settings.length().amount() : timedSteps;
    long most = Math.min(wanted, training.stop().steps() - counts.steps);
    int to = (int) Math.min(batches, at.batch() + Math.max(1, most));
    return new Round(at.epoch(), at.epoch(), at.batch(), to);
  }

  /** How many steps fit into the wanted time, as the slowest task went in this round. */
  private void time(long steps, long computeNanos, long roundNanos) {
    if (settings.length().unit() == Unit.SECONDS) {
      long nanos = Math.max(1, computeNanos > 0 ? computeNanos : roundNanos);
      double fit = settings.length().amount() / (nanos * NANO) * steps;
      timedSteps = (long) Math.max(1, Math.min(fit, (double) GROWTH * steps));
    }
  }

  @Override
  public double[] result() {
    Optional<double[]> averaged = settings.outer().flatMap(o -> o.averaged(outer.state()));
    return averaged.orElseGet(() -> Arrays.copyOf(outer.sent(), layout.size()));
  }

  @Override
  public void observe(double loss) {
    settings.outer().ifPresent(optimizer -> optimizer.observe(loss, outer.state()));
  }

  @Override
  public double learningRate() {
    return rate;
  }

  @Override
  public void save(Snapshot snapshot) {
    double[] sent = outer.sent();
    snapshot.add(PARAMETERS, layout, sent);
    if (sent.length > layout.size()) {
      snapshot.add(MEAN_STATE, Arrays.copyOfRange(sent, layout.size(), sent.length));
    }
    settings.outer().ifPresent(optimizer -> snapshot.add(OUTER, optimizer, outer.state()));
    for (int block = 0; block < states.length; block++) {
      if (replicas.stateLength() > 0) {
        snapshot.add(REPLICA + block, states[block]);
      }
    }
    ObjectNode facts = snapshot.facts(name());
    facts.put(NEXT_STEPS, timedSteps);
    Snapshot.put(facts, "rate", rate);
  }

  @Override
  public void restore(Snapshot snapshot) {
    double[] sent = outer.sent();
    snapshot.read(PARAMETERS, layout, sent);
    int rest = sent.length - layout.size();
    if (rest > 0) {
      System.arraycopy(snapshot.array(MEAN_STATE, rest), 0, sent, layout.size(), rest);
    }
    settings.outer().ifPresent(optimizer -> outer.setState(snapshot.state(OUTER, optimizer)));
    for (int block = 0; block < states.length; block++) {
      if (replicas.stateLength() > 0) {
        states[block] = snapshot.array(REPLICA + block, replicas.stateLength());
      }
    }
    ObjectNode facts = snapshot.facts(name());
    timedSteps = facts.path(NEXT_STEPS).asLong(1);
    rate = Snapshot.number(facts, "rate");
  }
}
