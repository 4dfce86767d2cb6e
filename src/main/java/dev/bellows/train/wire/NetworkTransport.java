package dev.bellows.train.wire;

import dev.bellows.data.TaskRanges;
import dev.bellows.net.SparkTransport;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.stage.Conversation;
import dev.bellows.train.stage.Transport;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.client.TransportClient;

/** The driver's end of the transport of a cluster: it listens, and tasks connect to it. */
public final class NetworkTransport implements Transport {
  /** Pings within the time after which a silent task is lost. */
  static final int PINGS = 4;

  private final TaskTree tree;
  private final Passage passage;
  private final ExchangeSettings settings;
  private final byte[] token = new byte[NetworkInvitation.TOKEN_BYTES];
  private final SparkTransport transport;
  private final int port;
  private final ScheduledExecutorService watch;
  private volatile NetworkConversation current; // null: none
  private long sent; // in conversations that have ended
  private long received;

  /** Begins to listen. */
  public NetworkTransport(TaskRanges ranges, Passage passage, ExchangeSettings settings) {
    tree = new TaskTree(ranges, settings.fanIn());
    this.passage = passage;
    this.settings = settings;
    new SecureRandom().nextBytes(token);
    transport = new SparkTransport(new Switchboard(new Reception()));
    port = transport.listen(settings.port());
    watch = newWatch();
    long interval = settings.timeout().toNanos() / PINGS;
    watch.scheduleWithFixedDelay(this::ping, interval, interval, TimeUnit.NANOSECONDS);
  }

  /** A thread that lets the process end. */
  static ScheduledExecutorService newWatch() {
    return Executors.newSingleThreadScheduledExecutor(
        work -> {
          Thread thread = new Thread(work, "bellows-exchange-watch");
          thread.setDaemon(true);
          return thread;
        });
  }

  private void ping() {
    NetworkConversation now = current;
    if (now != null) {
      now.ping();
    }
  }

  @Override
  public Conversation open(int attempt) {
    count();
    NetworkInvitation invitation =
        new NetworkInvitation(SparkTransport.host(), port, token, attempt, tree, passage, settings);
    current = new NetworkConversation(invitation);
    return current;
  }

  private void count() {
    if (current != null) {
      sent += current.bytesSent();
      received += current.bytesReceived();
    }
  }

  @Override
  public long bytesSent() {
    return sent + (current == null ? 0 : current.bytesSent());
  }

  @Override
  public long bytesReceived() {
    return received + (current == null ? 0 : current.bytesReceived());
  }

  @Override
  public void close() {
    watch.shutdownNow();
    transport.close();
  }

  /** Lets in the tasks of the attempt under way, and no others. */
  private final class Reception implements Switchboard.Desk {
    @Override
    public Peer admit(TransportClient client, byte type, ByteBuffer body) {
      NetworkConversation now = current;
      return now != null && type == Messages.JOIN ? now.admit(client, body) : null;
    }

    @Override
    public void message(Peer peer, byte type, ByteBuffer body) {
      current.message(peer, type);
    }

    @Override
    public ChunkReader chunk(Peer peer, byte type, ChunkHeader header) {
      return current.chunk(peer, type, header);
    }

    @Override
    public void left(Peer peer) {
      current.left(peer);
    }
  }
}
