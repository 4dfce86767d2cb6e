package dev.bellows.train.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.TestSpark;
import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.DenseVector;
import dev.bellows.linalg.OrderedSum;
import dev.bellows.linalg.SparseVector;
import dev.bellows.linalg.Vector;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.exchange.ReplicaRounds.Answer;
import dev.bellows.train.exchange.Round;
import dev.bellows.train.stage.Conversation;
import dev.bellows.train.stage.Invitation;
import dev.bellows.train.stage.Link;
import dev.bellows.train.stage.LostTask;
import dev.bellows.train.stage.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** A driver and its tasks: threads of this process that talk through real sockets. */
final class Loopback implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** What a task computes of a block. */
  @FunctionalInterface
  interface Work {
    /** The sum of a block; empty for zeros. */
    double[] of(int block, Request request, double[] parameters);
  }

  /** What a task does until the driver has ended the conversation. */
  @FunctionalInterface
  interface Service {
    void serve(Link link, int task) throws InterruptedException;
  }

  final TaskRanges ranges;
  final NetworkTransport transport;
  private final Work work; // null: something else than gradients
  private final Service service;
  private final Passage passage;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private long requests = 10;

  /** Gradients of so many parameters. */
  Loopback(int blocks, int tasks, int fanIn, int parameters, Precision precision, Work work) {
    ranges = new TaskRanges(blocks, tasks);
    this.work = work;
    service = this::serveGradients;
    passage = Passage.ofGradients(parameters, precision, 1);
    transport = transport(fanIn, precision);
  }

  /** Anything else. */
  Loopback(TaskRanges ranges, int fanIn, Passage passage, Service service) {
    this.ranges = ranges;
    work = null;
    this.service = service;
    this.passage = passage;
    transport = transport(fanIn, Precision.DOUBLE);
  }

  private NetworkTransport transport(int fanIn, Precision precision) {
    TestSpark.context(); // the driver's settings and security are Spark's
    ExchangeSettings some = ExchangeSettings.DEFAULT;
    return new NetworkTransport(
        ranges,
        passage,
        new ExchangeSettings(
            some.kind(), precision, fanIn, Duration.ofMinutes(5), 0, some.logEvery(), "test"));
  }

  private void serveGradients(Link link, int task) throws InterruptedException {
    for (Request request = link.next(); request != null; request = link.next()) {
      double[] parameters = link.parameters();
      int singles = request.form(passage).singles();
      OrderedSum sum = new OrderedSum(ranges.blocks(), singles, link::spare);
      for (int b = ranges.first(task); b < ranges.end(task); b++) {
        double[] computed = work.of(b, request, parameters);
        double[] array = computed;
        if (computed.length > 0) {
          array = link.array(computed.length);
          System.arraycopy(computed, 0, array, 0, array.length);
        }
        sum.add(b, b % 2 == 0 ? new DenseVector(array) : listed(array));
      }
      link.answer(sum.take(), 1000L + task);
    }
  }

  /** The same with a list of its elements, where a part of them is zero. */
  private static Vector listed(double[] array) {
    int[] indices =
        IntStream.range(0, array.length)
            .filter(i -> Double.doubleToRawLongBits(array[i]) != 0)
            .toArray();
    double[] values = Arrays.stream(indices).mapToDouble(i -> array[i]).toArray();
    return indices.length == array.length
        ? new DenseVector(array)
        : new SparseVector(array.length, indices, values);
  }

  /** A driver's conversation with all of its tasks. */
  final class Attempt {
    final Conversation conversation;
    final AtomicReferenceArray<Link> links = new AtomicReferenceArray<>(ranges.tasks());
    final List<Future<Boolean>> tasks = new ArrayList<>();

    Attempt(int number) throws LostTask {
      conversation = transport.open(number);
      for (int task = 0; task < ranges.tasks(); task++) {
        int which = task;
        tasks.add(threads.submit(() -> serve(conversation.invitation(), which)));
      }
      long begin = System.nanoTime();
      while (conversation.joined() < ranges.tasks()) {
        conversation.answer(1_000_000);
        requireTime(begin);
      }
    }

    /** Returns true when the driver has ended the conversation. */
    private boolean serve(Invitation invitation, int task) throws Exception {
      try (Link link = invitation.join(task)) {
        links.set(task, link);
        service.serve(link, task);
        return true;
      }
    }

    /** Asks and waits; the array is a copy. */
    double[] ask(Request.Kind kind, int batch, double[] parameters) throws LostTask {
      conversation.ask(request(++requests, kind, batch), parameters, null);
      return await();
    }

    /** Asks for a round and waits; with states that the tasks have not, where they are wanted. */
    Answer ask(Round round, double[] sent, double[][] states, boolean wanted) throws LostTask {
      conversation.ask(new Request(++requests, Request.Kind.ROUND, round, wanted), sent, states);
      return new Answer(await(), conversation.states());
    }

    double[] await() throws LostTask {
      long begin = System.nanoTime();
      Vector answer = conversation.answer(1_000_000_000L);
      while (answer == null) {
        requireTime(begin);
        answer = conversation.answer(1_000_000_000L);
      }
      return answer.toArray().clone();
    }

    /** Ends it; returns whether all tasks have ended as they should. */
    boolean end() throws Exception {
      conversation.close();
      boolean all = true;
      for (Future<Boolean> task : tasks) {
        all &= task.get(60, TimeUnit.SECONDS);
      }
      return all;
    }
  }

  private static Request request(long id, Request.Kind kind, int batch) {
    return kind.measures() ? Request.measures(id, kind) : Request.gradient(id, 1, batch);
  }

  Attempt open(int number) throws LostTask {
    return new Attempt(number);
  }

  /** What the last request has to be answered with. */
  double[] expected(Request.Kind kind, int batch, double[] parameters) {
    Request request = request(requests, kind, batch);
    OrderedSum sum = new OrderedSum(ranges.blocks(), request.form(passage).singles(), array -> {});
    for (int block = 0; block < ranges.blocks(); block++) {
      sum.add(block, work.of(block, request, parameters).clone());
    }
    return sum.total();
  }

  /** Parameters as the driver has them ready for sending. */
  double[] parameters(double[] exact) {
    double[] sent = exact.clone();
    Travel.round(sent, passage.down());
    return sent;
  }

  /** Compares bits, and does not fill the screen with them. */
  static void requireSameBits(double[] answer, double[] expected) {
    assertThat(answer).hasSameSizeAs(expected);
    int at = Arrays.mismatch(bits(answer), bits(expected));
    assertThat(at)
        .as(() -> "element %d is %s, not %s".formatted(at, answer[at], expected[at]))
        .isEqualTo(-1);
  }

  private static long[] bits(double[] array) {
    return Arrays.stream(array).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static void requireTime(long begin) {
    if (System.nanoTime() - begin > PATIENCE_NANOS) {
      throw new AssertionError("still waiting after a minute");
    }
  }

  @Override
  public void close() {
    transport.close();
    threads.shutdownNow();
  }
}
