package dev.bellows.train.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.net.SparkTransport;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.stage.Request.Kind;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.ChunkReceivedCallback;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Alone in the process, because it measures the heap. */
@Isolated
class StrangersTest {
  private static final int LENGTH = 40_000;
  private static final int CONNECTIONS = 500;
  private static final int MESSAGES = 20;
  private static final int RAW_CONNECTIONS = 300;
  private static final long MEGABYTE = 1 << 20;
  private static final Map<String, Level> LEVELS = new HashMap<>();

  @BeforeAll
  static void silenceTheFlood() {
    for (String logger : new String[] {"org.apache.spark.network", "dev.bellows.train.wire"}) {
      LEVELS.put(logger, LogManager.getLogger(logger).getLevel());
      Configurator.setLevel(logger, Level.OFF);
    }
  }

  @AfterAll
  static void restore() {
    LEVELS.forEach(Configurator::setLevel);
  }

  /** A conversation under way, and where strangers find it. */
  private static final class Scene implements AutoCloseable {
    final Loopback loopback = new Loopback(5, 3, 2, LENGTH, Precision.DOUBLE, NetworkTest::work);
    final Loopback.Attempt attempt;
    final NetworkInvitation invitation;
    final double[] parameters = new Random(1).doubles(LENGTH).toArray();
    final SparkTransport foreign = new SparkTransport(new NoOpRpcHandler());

    Scene() throws Exception {
      attempt = loopback.open(1);
      invitation = (NetworkInvitation) attempt.conversation.invitation();
    }

    TransportClient connect() throws IOException, InterruptedException {
      return foreign.connect(invitation.host(), invitation.port());
    }

    void requireRightAnswer() throws Exception {
      double[] answer = attempt.ask(Kind.GRADIENT, 0, parameters);
      Loopback.requireSameBits(answer, loopback.expected(Kind.GRADIENT, 0, parameters));
    }

    @Override
    public void close() {
      foreign.close();
      loopback.close();
    }
  }

  private static void requireClosed(Channel channel, String what) throws InterruptedException {
    assertThat(channel.closeFuture().await(30, TimeUnit.SECONDS))
        .as("the connection is closed after %s", what)
        .isTrue();
  }

  private static ByteBuffer garbage(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    if (bytes.length > 0 && random.nextBoolean()) {
      bytes[0] = (byte) (1 + random.nextInt(12)); // a type that there is
    }
    return ByteBuffer.wrap(bytes);
  }

  private static void say(int kind, TransportClient client, Random random) {
    switch (kind) {
      case 0 -> client.send(garbage(random));
      case 1 -> client.sendRpc(garbage(random), new Ignored());
      default ->
          client.uploadStream(
              new NioManagedBuffer(garbage(random)),
              new NioManagedBuffer(garbage(random)),
              new Ignored());
    }
  }

  @Test
  void tenThousandMessagesOfStrangersChangeNothing() throws Exception {
    try (Scene scene = new Scene()) {
      Random random = new Random(2);
      scene.requireRightAnswer();
      meet(scene, random, CONNECTIONS / 10); // what is made once is made before measuring
      long before = usedHeap();

      meet(scene, random, CONNECTIONS);

      scene.requireRightAnswer();
      assertThat(usedHeap() - before).as("growth of the heap").isLessThan(16 * MEGABYTE);
      assertThat(scene.attempt.conversation.joined()).isEqualTo(3);
      assertThat(scene.attempt.end()).isTrue();
    }
  }

  private static void meet(Scene scene, Random random, int connections) throws Exception {
    for (int c = 0; c < connections; c++) {
      TransportClient client = scene.connect();
      int first = random.nextInt(3);
      say(first, client, random);
      for (int m = 1; m < MESSAGES; m++) {
        say(random.nextInt(3), client, random);
      }
      requireClosed(client.getChannel(), "message kind " + first);
      if (c % 100 == 0) {
        scene.requireRightAnswer();
      }
    }
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void aStrangerThatKnowsAllButTheTokenIsNotLetIn() throws Exception {
    try (Scene scene = new Scene()) {
      NetworkInvitation right = scene.invitation;
      byte[] token = right.token().clone();
      token[15] ^= 1;
      NetworkInvitation wrong =
          new NetworkInvitation(
              right.host(),
              right.port(),
              token,
              right.attempt(),
              right.tree(),
              right.passage(),
              right.settings());
      for (byte type = 0; type < 14; type++) {
        TransportClient client = scene.connect();
        client.send(introduction(wrong, type, 1));
        requireClosed(client.getChannel(), "type " + type);
      }
      scene.requireRightAnswer();
    }
  }

  @Test
  void chunksOfAStrangerAreNotTaken() throws Exception {
    try (Scene scene = new Scene()) {
      for (byte type : new byte[] {Messages.PARAMETERS, Messages.SUM, Messages.STATE}) {
        Elements elements = Elements.exact(new double[10]);
        ChunkHeader header = elements.header(11, 0, 0, 0);
        ByteBuffer meta = Messages.of(type, header.size());
        header.write(meta);
        ByteBuffer whole = ByteBuffer.allocate(meta.position() + (int) elements.size());
        whole.put(meta.flip()).put(elements.nioByteBuffer()).flip();

        TransportClient client = scene.connect();
        client.send(whole);
        requireClosed(client.getChannel(), "chunks of type " + type);
        TransportClient other = scene.connect();
        other.uploadStream(new NioManagedBuffer(meta.rewind()), elements, new Ignored());
        requireClosed(other.getChannel(), "a stream of type " + type);
      }
      scene.requireRightAnswer();
      assertThat(scene.attempt.end()).isTrue();
    }
  }

  @Test
  void theTokenAloneIsNotEnough() throws Exception {
    try (Scene scene = new Scene()) {
      ByteBuffer whole = introduction(scene.invitation, Messages.JOIN, 1);
      for (int length = 0; length < whole.remaining(); length++) {
        TransportClient client = scene.connect();
        client.send(whole.duplicate().limit(length));
        requireClosed(client.getChannel(), "the first %d bytes of a message".formatted(length));
      }
      for (int task : new int[] {-1, 0, 2, 3, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
        TransportClient client = scene.connect();
        client.send(introduction(scene.invitation, Messages.JOIN, task));
        requireClosed(client.getChannel(), "the name of task " + task);
      }
      scene.requireRightAnswer();
    }
  }

  private static ByteBuffer introduction(NetworkInvitation invitation, byte type, int task) {
    ByteBuffer message = invitation.introduction(type, 100).putInt(task).putInt(0);
    Messages.put(message, Messages.bytes("here"));
    Messages.put(message, Messages.bytes("7"));
    return message.flip();
  }

  @Test
  void thereIsNothingToFetch() throws Exception {
    try (Scene scene = new Scene()) {
      TransportClient client = scene.connect();
      Random random = new Random(3);
      AtomicInteger refused = new AtomicInteger();
      AtomicInteger given = new AtomicInteger();
      for (int i = 0; i < 200; i++) {
        client.stream(
            i % 2 == 0 ? i + "_0" : "x" + random.nextLong(),
            new Wanted(given, refused, new AtomicBoolean()));
        client.fetchChunk(
            random.nextLong(), random.nextInt(), new Wanted(given, refused, new AtomicBoolean()));
      }
      long begin = System.nanoTime();
      while (refused.get() < 400 && System.nanoTime() - begin < 30e9) {
        Thread.onSpinWait();
      }
      assertThat(refused).hasValue(400);
      assertThat(given).hasValue(0);
      client.send(garbage(random));
      requireClosed(client.getChannel(), "a message");
      scene.requireRightAnswer();
    }
  }

  @Test
  void garbageOnSocketsChangesNothing() throws Exception {
    try (Scene scene = new Scene()) {
      Random random = new Random(4);
      for (int c = 0; c < RAW_CONNECTIONS; c++) {
        try (Socket socket = new Socket()) {
          socket.connect(
              new InetSocketAddress(scene.invitation.host(), scene.invitation.port()), 10_000);
          socket.setSoTimeout(30_000);
          byte[] bytes = new byte[8 + random.nextInt(3000)];
          random.nextBytes(bytes);
          bytes[0] = (byte) (c % 2 == 0 ? 0x80 : 0x7f); // a length below zero, or beyond all
          socket.getOutputStream().write(bytes);
          assertThat(readToEnd(socket)).as("bytes that a stranger hears").isZero();
        } catch (SocketException e) {
          assertThat(e)
              .as("closed while it was still talking")
              .hasMessageMatching("(?i).*(reset|broken pipe|abort|closed).*");
        }
      }
      scene.requireRightAnswer();
      assertThat(scene.attempt.end()).isTrue();
    }
  }

  private static int readToEnd(Socket socket) throws IOException {
    return socket.getInputStream().readAllBytes().length;
  }

  /** Callbacks of somebody who does not listen. */
  private static final class Ignored implements RpcResponseCallback {
    @Override
    public void onSuccess(ByteBuffer response) {}

    @Override
    public void onFailure(Throwable cause) {}
  }

  /** Counts what is given and what is refused. */
  private record Wanted(AtomicInteger given, AtomicInteger refused, AtomicBoolean told)
      implements StreamCallback, ChunkReceivedCallback {
    /** Spark may tell it twice, when the connection is closed too. */
    private void refuse() {
      if (told.compareAndSet(false, true)) {
        refused.incrementAndGet();
      }
    }

    @Override
    public void onData(String id, ByteBuffer bytes) {
      given.incrementAndGet();
    }

    @Override
    public void onComplete(String id) {
      given.incrementAndGet();
    }

    @Override
    public void onFailure(String id, Throwable cause) {
      refuse();
    }

    @Override
    public void onSuccess(int chunk, ManagedBuffer buffer) {
      given.incrementAndGet();
    }

    @Override
    public void onFailure(int chunk, Throwable cause) {
      refuse();
    }
  }
}
