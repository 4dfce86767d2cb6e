package dev.bellows.train.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.TestSpark;
import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.OrderedSum;
import dev.bellows.linalg.Vectors;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.Precision;
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

/** A driver and its tasks: threads of this process that talk through real sockets. */
final class Loopback implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** What a task computes of a block. */
  @FunctionalInterface
  interface Work {
    /** The sum of a block; empty for zeros. */
    double[] of(int block, Request request, double[] parameters);
  }

  final TaskRanges ranges;
  final NetworkTransport transport;
  private final Work work;
  private final Precision precision;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private long requests = 10;

  Loopback(int blocks, int tasks, int fanIn, Precision precision, Work work) {
    TestSpark.context(); // the driver's settings and security are Spark's
    ranges = new TaskRanges(blocks, tasks);
    this.work = work;
    this.precision = precision;
    ExchangeSettings some = ExchangeSettings.DEFAULT;
    transport =
        new NetworkTransport(
            ranges,
            new ExchangeSettings(
                some.kind(), precision, fanIn, Duration.ofMinutes(5), 0, some.logEvery(), "test"));
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
        for (Request request = link.next(); request != null; request = link.next()) {
          double[] parameters = link.parameters();
          boolean gradient = request.kind() == Request.Kind.GRADIENT;
          int singles = gradient ? precision.singles(parameters.length) : 0;
          OrderedSum sum = new OrderedSum(ranges.blocks(), singles, link::spare);
          for (int b = ranges.first(task); b < ranges.end(task); b++) {
            double[] computed = work.of(b, request, parameters);
            double[] array = computed;
            if (computed.length > 0) {
              array = link.array(computed.length);
              System.arraycopy(computed, 0, array, 0, array.length);
            }
            sum.add(b, array);
          }
          link.answer(sum.take(), 1000L + task);
        }
        return true;
      }
    }

    /** Asks and waits; the array is a copy. */
    double[] ask(Request.Kind kind, int batch, double[] parameters) throws LostTask {
      conversation.ask(new Request(++requests, kind, 1, batch), parameters);
      return await();
    }

    double[] await() throws LostTask {
      long begin = System.nanoTime();
      double[] answer = conversation.answer(1_000_000_000L);
      while (answer == null) {
        requireTime(begin);
        answer = conversation.answer(1_000_000_000L);
      }
      return answer.clone();
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

  Attempt open(int number) throws LostTask {
    return new Attempt(number);
  }

  /** What the last request has to be answered with. */
  double[] expected(Request.Kind kind, int batch, double[] parameters) {
    boolean gradient = kind == Request.Kind.GRADIENT;
    int singles = gradient ? precision.singles(parameters.length) : 0;
    OrderedSum sum = new OrderedSum(ranges.blocks(), singles, array -> {});
    Request request = new Request(requests, kind, 1, batch);
    for (int block = 0; block < ranges.blocks(); block++) {
      sum.add(block, work.of(block, request, parameters).clone());
    }
    double[] total = sum.total();
    return total.length == 0 ? new double[request.length(parameters.length)] : total;
  }

  /** Parameters as the driver has them ready for sending. */
  double[] parameters(double[] exact) {
    double[] sent = exact.clone();
    if (precision == Precision.SINGLE) {
      Vectors.roundToSingle(sent, 0, sent.length);
    }
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
