package dev.bellows.train.stage;

import dev.bellows.data.PackedBlock;
import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.OrderedSum;
import dev.bellows.linalg.Vectors;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.exchange.ReplicaRounds.Answer;
import dev.bellows.train.exchange.ReplicaWork;
import dev.bellows.train.exchange.Round;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Replicas of a few multiplications: the state follows a recurrence, and the answer depends on
 * everything.
 *
 * @param roundedElements all but one, say
 * @param someEmpty whether some replicas have nothing to say in some rounds
 * @param failingCall the call that fails, counted over all tasks of the process; 0 for none, and
 *     then calls are not counted
 */
public record ToyReplicas(
    int sentLength,
    int answerLength,
    int stateLength,
    int roundedElements,
    Precision encoding,
    boolean someEmpty,
    int failingCall)
    implements ReplicaWork {
  /** How often replicas that fail at some call have run in this process. */
  static final AtomicInteger CALLS = new AtomicInteger();

  /** The number of features of the blocks' rows. */
  public static final int COLUMNS = 3;

  /** Some whose answers are rounded but for the last element, and that never fail. */
  public static ToyReplicas of(int sent, int answer, int state, Precision encoding) {
    int rounded = encoding == Precision.DOUBLE ? 0 : answer - 1;
    return new ToyReplicas(sent, answer, state, rounded, encoding, false, 0);
  }

  ToyReplicas withSomeEmpty() {
    return new ToyReplicas(
        sentLength, answerLength, stateLength, roundedElements, encoding, true, failingCall);
  }

  ToyReplicas failingAt(int call) {
    return new ToyReplicas(
        sentLength, answerLength, stateLength, roundedElements, encoding, someEmpty, call);
  }

  @Override
  public double[] run(
      PackedBlock block, Round round, double[] sent, double[] state, IntFunction<double[]> arrays) {
    int number = block.number();
    for (int i = 0; i < state.length; i++) {
      state[i] =
          0.9 * state[i]
              + (number + 1.1) * sent[i % sent.length]
              + 0.01 * round.fromBatch()
              - 0.3 * round.firstEpoch();
    }
    if (failingCall > 0 && CALLS.incrementAndGet() == failingCall) {
      throw new IllegalStateException("the replica fails");
    }
    if (someEmpty && (number + round.fromBatch()) % 3 == 0) {
      return new double[0];
    }
    double[] answer = arrays.apply(answerLength);
    for (int i = 0; i < answer.length; i++) {
      double own = state.length == 0 ? round.toBatch() : state[i % state.length];
      answer[i] = own / (i % 7 + 1) - 0.7 * sent[i % sent.length] * number;
    }
    switch (encoding) {
      case DOUBLE -> {}
      case SINGLE -> Vectors.roundToSingle(answer, 0, roundedElements);
      case BFLOAT16 -> Vectors.roundToBfloat16(answer, 0, roundedElements);
    }
    return answer;
  }

  /** The round {@code i} of a training, from 0. */
  public static Round round(int i) {
    return new Round(1 + i / 3, 1 + i / 2, i, i + 4);
  }

  /** A block of a few rows. */
  public static PackedBlock block(int number) {
    Random random = new Random(number);
    int rows = number + 2;
    double[] features = random.doubles((long) rows * COLUMNS, -1, 1).toArray();
    LabelledRows examples =
        new LabelledRows(new DenseRows(features, COLUMNS), random.doubles(rows, -2, 2).toArray());
    return new PackedBlock(
        number, IntStream.range(0, number).map(n -> n + 2).sum(), List.of(examples));
  }

  /** The blocks of a task. */
  public static List<PackedBlock> blocks(TaskRanges ranges, int task) {
    return IntStream.range(ranges.first(task), ranges.end(task))
        .mapToObj(ToyReplicas::block)
        .toList();
  }

  /** States to begin with. */
  public double[][] states(int blocks) {
    return IntStream.range(0, blocks)
        .mapToObj(block -> new Random(block + 50).doubles(stateLength, -1, 1).toArray())
        .toArray(double[][]::new);
  }

  /** The round, run here block after block. */
  public Answer plain(Round round, double[] sent, double[][] states) {
    OrderedSum sum = new OrderedSum(states.length);
    double[][] after = new double[states.length][];
    for (int block = 0; block < states.length; block++) {
      after[block] = states[block].clone();
      sum.add(block, run(block(block), round, sent, after[block], double[]::new));
    }
    return new Answer(sum.total(), after);
  }

  /** What is sent the next time: what a driver makes of the sums. */
  public double[] next(double[] sent, double[] sums) {
    double[] next = sent.clone();
    for (int i = 0; i < Math.min(next.length, sums.length); i++) {
      next[i] -= 0.01 * sums[i];
    }
    return next;
  }

  /** What is sent first. */
  public double[] first() {
    return new Random(7).doubles(sentLength, -1, 1).toArray();
  }

  /** Answers the driver's requests as a task of the stage does. */
  public void serve(Link link, TaskRanges ranges, int task, Passage passage)
      throws InterruptedException {
    new TaskService(null, this, ranges.blocks(), passage, link)
        .serve(new HostedBlocks(blocks(ranges, task), List.of()));
  }

  /** The mean of all states, for each of them. */
  static double[][] averaged(double[][] states) {
    double[] mean = new double[states[0].length];
    for (double[] state : states) {
      Vectors.add(state, mean);
    }
    Vectors.scale(1.0 / states.length, mean, mean.length);
    double[][] all = new double[states.length][];
    Arrays.setAll(all, block -> mean);
    return all;
  }
}
