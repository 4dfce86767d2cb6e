package dev.bellows.train.wire;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other end of a connection that has been let in. */
final class Peer {
  /** Fewer bytes of chunks travel inside a message, more as a stream of their own. */
  static final int SMALL_BYTES = 1 << 16;

  // Four times Netty's own, which is made for many connections: fewer calls for a long array.
  private static final int LEAST_READ = 64;
  private static final int FIRST_READ = 2048;
  private static final int MOST_READ = 1 << 18;

  private static final Logger LOG = LoggerFactory.getLogger(Peer.class);
  private final TransportClient client;
  private final int task;
  private final String executor;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicInteger unanswered = new AtomicInteger();

  /**
   * A peer.
   *
   * @param task the number of its task, or {@link TaskTree#DRIVER}
   * @param executor Spark's name of its process
   */
  Peer(TransportClient client, int task, String executor) {
    this.client = client;
    client
        .getChannel()
        .config()
        .setRecvByteBufAllocator(
            new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, MOST_READ));
    this.task = task;
    this.executor = executor;
  }

  int task() {
    return task;
  }

  String executor() {
    return executor;
  }

  /** In words: {@code task 3 on executor 1 (/10.0.0.7:41234)}. */
  String inWords() {
    String place = client.getSocketAddress() == null ? "" : " (" + client.getSocketAddress() + ")";
    return task == TaskTree.DRIVER
        ? "the driver" + place
        : "task %d on executor %s%s".formatted(task, executor, place);
  }

  boolean connected() {
    return client.isActive();
  }

  /** It has said something. */
  void hear(long bytes) {
    unanswered.set(0);
    received.addAndGet(bytes);
  }

  /** Asks whether it is alive; a process that was itself asleep thus accuses nobody. */
  void ping() {
    unanswered.incrementAndGet();
    send(Messages.of(Messages.PING));
  }

  /** How many pings went out since it was last heard. */
  int unanswered() {
    return unanswered.get();
  }

  long bytesSent() {
    return sent.get();
  }

  long bytesReceived() {
    return received.get();
  }

  /** Sends a message; the buffer belongs to the connection from then on. */
  void send(ByteBuffer message) {
    sent.addAndGet(message.remaining());
    client.send(message);
  }

  /**
   * Sends chunks, behind what was sent before.
   *
   * @param type the message's type
   * @param elements what the header tells; not changed before the peer has them
   * @param arrived called when the elements are needed no more
   */
  void send(byte type, ChunkHeader header, Elements elements, Runnable arrived) {
    if (elements.size() <= SMALL_BYTES) {
      ByteBuffer message = Messages.of(type, header.size() + (int) elements.size());
      header.write(message);
      elements.write(message);
      send(message.flip());
      arrived.run();
      return;
    }
    ByteBuffer meta = Messages.of(type, header.size());
    header.write(meta);
    sent.addAndGet(meta.position() + elements.size());
    client.uploadStream(new NioManagedBuffer(meta.flip()), elements, new Arrived(arrived));
  }

  void close() {
    client.getChannel().close();
  }

  /** What the peer says when a stream has come to its end. */
  private record Arrived(Runnable arrived) implements RpcResponseCallback {
    @Override
    public void onSuccess(ByteBuffer response) {
      arrived.run();
    }

    @Override
    public void onFailure(Throwable cause) {
      LOG.debug("a chunk was lost with its connection", cause);
      arrived.run();
    }
  }
}
