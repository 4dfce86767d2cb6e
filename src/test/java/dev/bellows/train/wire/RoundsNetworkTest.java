package dev.bellows.train.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.data.TaskRanges;
import dev.bellows.net.SparkTransport;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.exchange.ReplicaRounds.Answer;
import dev.bellows.train.stage.Conversation;
import dev.bellows.train.stage.LostTask;
import dev.bellows.train.stage.Request;
import dev.bellows.train.stage.ToyReplicas;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RoundsNetworkTest {
  private static final int LONG = 2 * Chunks.LENGTH + 77;

  private static Loopback loopback(ToyReplicas toy, int blocks, int tasks) {
    TaskRanges ranges = new TaskRanges(blocks, tasks);
    Passage passage = Passage.ofRounds(toy, 1);
    return new Loopback(ranges, 2, passage, (link, task) -> toy.serve(link, ranges, task, passage));
  }

  static Stream<Arguments> everyShape() {
    List<Arguments> all = new ArrayList<>();
    for (int blocks = 1; blocks <= 7; blocks++) {
      for (int tasks = 1; tasks <= Math.min(3, blocks); tasks++) {
        Precision encoding = Precision.values()[(blocks + tasks) % 3];
        all.add(Arguments.of(blocks, tasks, ToyReplicas.of(5, 9, 4, encoding)));
      }
    }
    for (Precision encoding : Precision.values()) {
      all.add(Arguments.of(9, 9, ToyReplicas.of(30_000, LONG, 20_000, encoding)));
      all.add(Arguments.of(5, 5, ToyReplicas.of(LONG, 7, LONG, encoding)));
      all.add(Arguments.of(7, 5, ToyReplicas.of(LONG, LONG, 0, encoding)));
      // Rounded up to the middle of a chunk, and up to the end of one.
      all.add(
          Arguments.of(4, 3, new ToyReplicas(9, LONG, 3, Chunks.LENGTH + 5, encoding, false, 0)));
      all.add(Arguments.of(4, 3, new ToyReplicas(9, LONG, 3, Chunks.LENGTH, encoding, true, 0)));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyShape")
  void roundsHaveTheBitsOfThePlainLoop(int blocks, int tasks, ToyReplicas toy) throws Exception {
    try (Loopback loopback = loopback(toy, blocks, tasks)) {
      Loopback.Attempt attempt = loopback.open(1);
      double[] sent = toy.first();
      double[][] states = toy.states(blocks);
      for (int i = 0; i < 4; i++) {
        boolean wanted = toy.stateLength() > 0 && (i == 0 || i == 2);
        states = i == 2 ? toy.states(blocks) : states; // others than the tasks have
        Answer answer = attempt.ask(ToyReplicas.round(i), sent, states, wanted);
        Answer expected = toy.plain(ToyReplicas.round(i), sent, states);
        Loopback.requireSameBits(answer.sums(), expected.sums());
        assertThat(Arrays.deepEquals(answer.states(), expected.states())).isTrue();
        sent = toy.next(sent, answer.sums());
        states = answer.states();
      }
      assertThat(attempt.end()).as("all tasks have ended").isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void answersOfOneBlockTravelAsExactlyAsTheyWereRounded(Precision encoding) throws Exception {
    int width =
        switch (encoding) {
          case DOUBLE -> Double.BYTES;
          case SINGLE -> Float.BYTES;
          case BFLOAT16 -> Short.BYTES;
        };
    int length = 3 * Chunks.LENGTH;
    ToyReplicas toy = new ToyReplicas(4, length, 0, length, encoding, false, 0);
    for (int blocks : new int[] {2, 4}) { // one in each task, and two
      try (Loopback loopback = loopback(toy, blocks, 2)) {
        Loopback.Attempt attempt = loopback.open(1);
        long before = loopback.transport.bytesReceived();
        attempt.ask(ToyReplicas.round(0), toy.first(), toy.states(blocks), false);
        long bytes = 2L * length * (blocks == 2 ? width : Double.BYTES);
        assertThat(loopback.transport.bytesReceived() - before).isBetween(bytes, bytes + 2000);
        attempt.end();
      }
    }
  }

  @Test
  void statesGoDownOnlyWhereTheyAreWantedAndAlwaysUp() throws Exception {
    ToyReplicas toy = ToyReplicas.of(4, 3, LONG, Precision.DOUBLE);
    long bytes = 5L * LONG * Double.BYTES;
    try (Loopback loopback = loopback(toy, 5, 3)) {
      Loopback.Attempt attempt = loopback.open(1);
      double[][] states = toy.states(5);
      for (int i = 0; i < 2; i++) {
        long sent = loopback.transport.bytesSent();
        long received = loopback.transport.bytesReceived();
        states = attempt.ask(ToyReplicas.round(i), toy.first(), states, i == 0).states();
        long down = i == 0 ? bytes : 0;
        assertThat(loopback.transport.bytesSent() - sent).isBetween(down, down + 4000);
        assertThat(loopback.transport.bytesReceived() - received).isBetween(bytes, bytes + 4000);
      }
      attempt.end();
    }
  }

  @Test
  void theNextAttemptGoesOnFromTheStatesThatTheDriverHas() throws Exception {
    ToyReplicas toy = ToyReplicas.of(LONG, LONG, LONG, Precision.BFLOAT16);
    try (Loopback loopback = loopback(toy, 7, 5)) {
      Loopback.Attempt lost = loopback.open(1);
      double[] sent = toy.first();
      Answer first = lost.ask(ToyReplicas.round(0), sent, toy.states(7), true);
      lost.links.get(2).close();
      assertThatThrownBy(() -> lost.ask(ToyReplicas.round(1), sent, first.states(), false))
          .isInstanceOf(LostTask.class);

      Loopback.Attempt next = loopback.open(2);
      Answer again = next.ask(ToyReplicas.round(1), sent, first.states(), true);

      Answer expected =
          toy.plain(
              ToyReplicas.round(1),
              sent,
              toy.plain(ToyReplicas.round(0), sent, toy.states(7)).states());
      Loopback.requireSameBits(again.sums(), expected.sums());
      assertThat(Arrays.deepEquals(again.states(), expected.states())).isTrue();
      next.end();
    }
  }

  // --- somebody with the token, who sends what it should not
  // --------------------------------------

  /** A driver, and the one task that it has. */
  private static final class Impostor implements AutoCloseable {
    static final int LENGTH = 10;
    final Loopback loopback = loopback(ToyReplicas.of(2, 3, LENGTH, Precision.DOUBLE), 2, 1);
    final Conversation conversation = loopback.transport.open(1);
    final SparkTransport foreign = new SparkTransport(new NoOpRpcHandler());
    final TransportClient client;

    Impostor() throws Exception {
      NetworkInvitation invitation = (NetworkInvitation) conversation.invitation();
      client = foreign.connect(invitation.host(), invitation.port());
      ByteBuffer join = invitation.introduction(Messages.JOIN, 100).putInt(0).putInt(0);
      Messages.put(join, Messages.bytes("here"));
      Messages.put(join, Messages.bytes("7"));
      client.send(join.flip());
      client.send(Messages.of(Messages.READY));
      while (conversation.joined() < 1) {
        conversation.answer(1_000_000);
      }
      conversation.ask(
          new Request(5, Request.Kind.ROUND, ToyReplicas.round(0), false), new double[2], null);
    }

    void send(long request, int block, int length) {
      Elements elements = new Elements();
      elements.add(0, new double[length], 0, length, Encoding.DOUBLES);
      ChunkHeader header = elements.header(request, 0, block, 0);
      ByteBuffer message = Messages.of(Messages.STATE, header.size() + (int) elements.size());
      header.write(message);
      elements.write(message);
      client.send(message.flip());
    }

    void requireClosed() throws InterruptedException {
      assertThat(client.getChannel().closeFuture().await(30, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> conversation.answer(1_000_000_000L)).isInstanceOf(LostTask.class);
    }

    @Override
    public void close() {
      foreign.close();
      loopback.close();
    }
  }

  @Test
  void stateOfAWrongBlockOrLengthOrOneThatCameAlreadyEndsTheConnection() throws Exception {
    for (int[] wrong : new int[][] {{-1, 10}, {2, 10}, {1, 9}, {1, 11}, {0, 10}}) {
      try (Impostor task = new Impostor()) {
        task.send(5, 0, Impostor.LENGTH);
        task.send(4, 1, Impostor.LENGTH); // late
        task.send(6, 1, Impostor.LENGTH); // of nothing that was asked
        assertThat(task.conversation.answer(20_000_000)).isNull();
        assertThat(task.client.isActive()).isTrue();

        task.send(5, wrong[0], wrong[1]);

        task.requireClosed();
      }
    }
  }
}
