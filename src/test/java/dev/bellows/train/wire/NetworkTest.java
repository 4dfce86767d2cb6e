package dev.bellows.train.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.linalg.OrderedSum;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.stage.Invitation;
import dev.bellows.train.stage.Link;
import dev.bellows.train.stage.LostTask;
import dev.bellows.train.stage.Request;
import dev.bellows.train.stage.Request.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {
  // What the tasks' sums are like, as the number of a batch.
  private static final int DENSE = 0;
  private static final int SPARSE = 1;
  private static final int SOME_EMPTY = 2;
  private static final int ALL_EMPTY = 3;
  private static final int ZEROS = 4;
  private static final int NEGATIVE_ZEROS = 5;
  private static final int[] EVERY_KIND = {
    DENSE, SPARSE, SOME_EMPTY, ALL_EMPTY, ZEROS, NEGATIVE_ZEROS, DENSE
  };

  /** Every element depends on its block, its request and its parameter. */
  static double[] work(int block, Request request, double[] parameters) {
    if (request.kind() != Kind.GRADIENT) {
      double sum = 0.1 * block;
      for (double each : parameters) {
        sum += each / (block + 1);
      }
      return new double[] {sum};
    }
    int kind = request.batch();
    if (kind == ALL_EMPTY || (kind == SOME_EMPTY || kind == NEGATIVE_ZEROS) && block % 3 == 0) {
      return new double[0];
    }
    double[] sum = new double[parameters.length + 1];
    int step = kind == SPARSE ? 1000 : 1;
    for (int i = block % step; i < sum.length && kind != ZEROS; i += step) {
      double parameter = i < parameters.length ? parameters[i] : 1;
      sum[i] = parameter * (block + 1.1) + 1e-3 * request.id();
    }
    if (kind == NEGATIVE_ZEROS) {
      Arrays.fill(sum, -0.0);
    }
    return sum;
  }

  private static double[] random(int length) {
    return new Random(length).doubles(length, -1, 1).toArray();
  }

  static Stream<Arguments> everyShape() {
    List<Arguments> all = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      for (int fanIn : new int[] {2, 8}) {
        for (int tasks : new int[] {1, 2, 5, 9}) {
          all.add(Arguments.of(tasks + 3, tasks, fanIn, 4, precision));
          all.add(Arguments.of(2 * tasks, tasks, fanIn, 20_000, precision));
        }
        all.add(Arguments.of(3, 2, fanIn, Chunks.LENGTH - 1, precision));
        all.add(Arguments.of(5, 3, fanIn, Chunks.LENGTH, precision));
        all.add(Arguments.of(7, 5, fanIn, 300_000, precision));
        all.add(Arguments.of(9, 9, fanIn, 100_000, precision));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyShape")
  void answersHaveTheBitsOfTheOrderedSum(
      int blocks, int tasks, int fanIn, int length, Precision precision) throws Exception {
    try (Loopback loopback =
        new Loopback(blocks, tasks, fanIn, length, precision, NetworkTest::work)) {
      Loopback.Attempt attempt = loopback.open(1);
      double[] parameters = loopback.parameters(random(length));
      for (int kind : EVERY_KIND) {
        double[] answer = attempt.ask(Kind.GRADIENT, kind, parameters);
        Loopback.requireSameBits(answer, loopback.expected(Kind.GRADIENT, kind, parameters));
        assertThat(attempt.conversation.computeNanos()).isEqualTo(1000 + tasks - 1);
        parameters[kind % length] += 0.5;
        parameters = loopback.parameters(parameters);
        if (kind == SPARSE) {
          double[] loss = attempt.ask(Kind.TRAINING_MEASURES, 0, parameters);
          Loopback.requireSameBits(loss, loopback.expected(Kind.TRAINING_MEASURES, 0, parameters));
          parameters = loopback.parameters(random(length)); // nearly all change
        }
      }
      assertThat(attempt.end()).as("all tasks have ended").isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void trafficIsCountedAndGoesOnBeingCountedInTheNextAttempt(Precision precision) throws Exception {
    int length = 50_000;
    int width = precision == Precision.SINGLE ? Float.BYTES : Double.BYTES;
    try (Loopback loopback = new Loopback(4, 2, 8, length, precision, NetworkTest::work)) {
      Loopback.Attempt first = loopback.open(1);
      double[] parameters = loopback.parameters(random(length));
      assertThat(loopback.transport.bytesSent()).isLessThan(1000);

      first.ask(Kind.GRADIENT, DENSE, parameters);

      long sent = loopback.transport.bytesSent();
      long received = loopback.transport.bytesReceived();
      assertThat(sent).isBetween(2L * length * width, 2L * length * width + 2000);
      // The last chunk has the loss, which is exact.
      assertThat(received).isBetween(2L * length * width, 2L * length * Double.BYTES + 2000);
      first.end();
      Loopback.Attempt second = loopback.open(2);
      assertThat(loopback.transport.bytesSent()).isGreaterThanOrEqualTo(sent);
      second.ask(Kind.GRADIENT, DENSE, parameters);
      assertThat(loopback.transport.bytesSent()).isGreaterThanOrEqualTo(2 * sent - 2000);
      assertThat(loopback.transport.bytesReceived()).isGreaterThanOrEqualTo(2 * received - 2000);
      second.end();
    }
  }

  @Test
  void unchangedParametersAndSparseSumsTravelInFewBytes() throws Exception {
    try (Loopback loopback = new Loopback(6, 5, 2, 100_000, Precision.DOUBLE, NetworkTest::work)) {
      Loopback.Attempt attempt = loopback.open(1);
      double[] parameters = random(100_000);
      attempt.ask(Kind.GRADIENT, SPARSE, parameters);
      long sent = loopback.transport.bytesSent();
      long received = loopback.transport.bytesReceived();
      assertThat(sent).isGreaterThan(100_000L * Double.BYTES);
      assertThat(received).isLessThan(5 * 6 * 100 * 12 + 10_000);

      parameters[77_777] = 3;
      double[] answer = attempt.ask(Kind.GRADIENT, SPARSE, parameters);

      assertThat(loopback.transport.bytesSent() - sent).isLessThan(1000);
      Loopback.requireSameBits(answer, loopback.expected(Kind.GRADIENT, SPARSE, parameters));
      long before = loopback.transport.bytesReceived();
      attempt.ask(Kind.GRADIENT, ALL_EMPTY, parameters);
      attempt.ask(Kind.TRAINING_MEASURES, 0, parameters);
      assertThat(loopback.transport.bytesReceived() - before).isLessThan(1000);
      attempt.end();
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aTaskThatVanishesIsLost(Precision precision) throws Exception {
    for (int gone : new int[] {0, 4}) { // with children, and without
      try (Loopback loopback = new Loopback(5, 5, 2, 3, precision, NetworkTest::work)) {
        Loopback.Attempt attempt = loopback.open(1);
        attempt.ask(Kind.GRADIENT, DENSE, random(3));

        attempt.links.get(gone).close();

        assertThatThrownBy(() -> attempt.ask(Kind.GRADIENT, DENSE, random(3)))
            .isInstanceOf(LostTask.class)
            .hasMessageContaining("the connection to task " + gone)
            .hasMessageContaining("broke");
      }
    }
  }

  @Test
  void tasksBelowOneThatVanishesDoNotWaitForEver() throws Exception {
    try (Loopback loopback = new Loopback(9, 9, 2, 3, Precision.DOUBLE, NetworkTest::work)) {
      Loopback.Attempt attempt = loopback.open(1);
      int child = new TaskTree(loopback.ranges, 2).children(0).get(0);

      attempt.links.get(0).close();

      assertThatThrownBy(() -> attempt.tasks.get(child).get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the connection to task 0");
    }
  }

  @Test
  void tasksOfADriverThatVanishesDoNotWaitForEver() throws Exception {
    try (Loopback loopback = new Loopback(5, 5, 2, 3, Precision.DOUBLE, NetworkTest::work)) {
      Loopback.Attempt attempt = loopback.open(1);

      loopback.transport.close();

      for (Future<Boolean> task : attempt.tasks) {
        assertThatThrownBy(() -> task.get(60, TimeUnit.SECONDS))
            .hasRootCauseInstanceOf(IllegalStateException.class)
            .hasMessageContaining("the connection to ");
      }
    }
  }

  @Test
  void anOldAttemptDoesNotDisturbTheNextOne() throws Exception {
    CountDownLatch late = new CountDownLatch(1);
    Loopback.Work slowAtFirst =
        (block, request, parameters) -> {
          if (request.epoch() == 1 && request.batch() == SPARSE && block == 3) {
            awaitQuietly(late);
          }
          return work(block, request, parameters);
        };
    try (Loopback loopback = new Loopback(6, 5, 2, 40_000, Precision.DOUBLE, slowAtFirst)) {
      double[] parameters = random(40_000);
      Loopback.Attempt old = loopback.open(1);
      old.conversation.ask(Request.gradient(1, 1, SPARSE), parameters, null);
      assertThat(old.conversation.answer(1_000_000)).as("one task is slow").isNull();
      // The same request again, of others: the old tasks' answers come into the middle of it.
      Loopback.Attempt next = loopback.open(2);
      next.conversation.ask(Request.gradient(1, 1, DENSE), parameters, null);
      late.countDown();
      double[] answer = next.await();

      Loopback.requireSameBits(answer, expectedOf(loopback, 1, parameters));
      for (int i = 0; i < 5; i++) {
        requireRightAnswer(loopback, next, parameters);
      }
      assertThat(old.end()).as("the old tasks have ended").isTrue();
      requireRightAnswer(loopback, next, parameters);
      next.end();
    }
  }

  private static void requireRightAnswer(
      Loopback loopback, Loopback.Attempt attempt, double[] parameters) throws LostTask {
    double[] answer = attempt.ask(Kind.GRADIENT, DENSE, parameters);
    Loopback.requireSameBits(answer, loopback.expected(Kind.GRADIENT, DENSE, parameters));
  }

  private static double[] expectedOf(Loopback loopback, long id, double[] parameters) {
    Request request = Request.gradient(id, 1, DENSE);
    OrderedSum sum = new OrderedSum(loopback.ranges.blocks());
    for (int block = 0; block < loopback.ranges.blocks(); block++) {
      sum.add(block, work(block, request, parameters));
    }
    return sum.total();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anOldInvitationIsNotLetIn() throws Exception {
    try (Loopback loopback = new Loopback(2, 2, 2, 7, Precision.DOUBLE, NetworkTest::work)) {
      Loopback.Attempt old = loopback.open(1);
      Invitation invitation = old.conversation.invitation();
      old.end();
      assertThatThrownBy(() -> join(invitation)).isInstanceOf(IllegalStateException.class);

      Loopback.Attempt next = loopback.open(2);

      assertThatThrownBy(() -> join(invitation)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> join(next.conversation.invitation()))
          .as("a task that is there already")
          .isInstanceOf(IllegalStateException.class);
      requireRightAnswer(loopback, next, random(7));
      assertThat(invitation.toString()).matches("driver .*:\\d+, attempt 1");
      next.end();
    }
  }

  private static void join(Invitation invitation) throws Exception {
    try (Link link = invitation.join(0)) {
      throw new AssertionError("let in: " + link);
    }
  }
}
