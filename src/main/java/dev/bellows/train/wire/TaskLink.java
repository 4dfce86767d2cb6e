package dev.bellows.train.wire;

import dev.bellows.linalg.DenseVector;
import dev.bellows.linalg.OrderedFold.Node;
import dev.bellows.linalg.Vector;
import dev.bellows.net.SparkTransport;
import dev.bellows.train.exchange.TaskKill;
import dev.bellows.train.stage.Link;
import dev.bellows.train.stage.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.spark.network.client.TransportClient;

/**
 * A task's end of the network: connected to the driver, to its parent in the tree (often the same)
 * and to its children. Requests and parameters go down through it, and sums up, on the network's
 * threads, while the task's thread computes; states of replicas go between the driver and the task
 * alone.
 */
final class TaskLink implements Link {
  private static final long SPIN_NANOS = 5_000;
  private static final long LOOK_UP_NANOS = 100_000_000;
  private static final long MOMENT_NANOS = 1_000_000_000;

  private final NetworkInvitation invitation;
  private final int task;
  private final Thread owner = Thread.currentThread();
  private final SparkTransport transport;
  private final Switchboard switchboard;
  private final List<Integer> expected;
  private final ConcurrentHashMap<Integer, Peer> children = new ConcurrentHashMap<>();
  private final Deque<double[]> spare = new ArrayDeque<>();
  private final List<double[]> given = new ArrayList<>(); // with the last answer
  private int lent; // arrays that the task has, or has given
  private final ScheduledExecutorService watch; // null: no children
  private final Peer driver;
  private volatile Parent found; // null: the driver has not said yet
  private volatile boolean linked;
  private volatile String lost;
  private volatile boolean ended;

  private final Downstream down;
  private final Upstream up;
  private Request last; // that the owner has

  /** Where a task's sums go. */
  private record Parent(int task, int port, String host, String executor) {}

  TaskLink(NetworkInvitation invitation, int task) throws IOException, InterruptedException {
    this.invitation = invitation;
    this.task = task;
    expected = invitation.tree().children(task);
    up = new Upstream(invitation, task);
    down =
        new Downstream(
            invitation, task, children.values(), up::begin, () -> LockSupport.unpark(owner));
    switchboard = new Switchboard(new Desk());
    transport = new SparkTransport(switchboard);
    try {
      int port = expected.isEmpty() ? 0 : transport.listen(invitation.settings().port());
      TransportClient client = transport.connect(invitation.host(), invitation.port());
      driver = switchboard.know(client, TaskTree.DRIVER, "driver");
      watch = expected.isEmpty() ? null : watchChildren();
      byte[] host = Messages.bytes(SparkTransport.host());
      byte[] executor = Messages.bytes(SparkTransport.executor());
      ByteBuffer join =
          invitation.introduction(Messages.JOIN, 4 * Integer.BYTES + host.length + executor.length);
      join.putInt(task).putInt(port);
      Messages.put(join, host);
      Messages.put(join, executor);
      driver.send(join.flip());
      await(() -> found != null);
      up.connect(found.task() == TaskTree.DRIVER ? driver : link(found));
      driver.send(Messages.of(Messages.READY));
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Peer link(Parent above) throws IOException, InterruptedException {
    TransportClient client = transport.connect(above.host(), above.port());
    Peer peer = switchboard.know(client, above.task(), above.executor());
    peer.send(invitation.introduction(Messages.LINK, Integer.BYTES).putInt(task).flip());
    await(() -> linked);
    return peer;
  }

  private void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (lost != null || ended) {
        throw new IllegalStateException(
            "task %d: %s".formatted(task, ended ? "the driver has ended the stage" : lost));
      }
      LockSupport.parkNanos(this, LOOK_UP_NANOS);
      TaskKill.check();
    }
  }

  private ScheduledExecutorService watchChildren() {
    ScheduledExecutorService made = NetworkTransport.newWatch();
    long interval = invitation.settings().timeout().toNanos() / NetworkTransport.PINGS;
    made.scheduleWithFixedDelay(
        () -> {
          for (Peer child : children.values()) {
            child.ping();
            if (child.unanswered() > NetworkTransport.PINGS) {
              lose("%s has been silent for %.0f s", child);
            }
          }
        },
        interval,
        interval,
        TimeUnit.NANOSECONDS);
    return made;
  }

  /** Something that a task cannot go on without is gone. */
  private void lose(String what, Peer peer) {
    if (!ended && lost == null) {
      lost = what.formatted(peer.inWords(), invitation.timeoutSeconds());
    }
    LockSupport.unpark(owner);
  }

  // --- the task's thread ----------------------------------------------------------

  @Override
  public Request next() {
    long begin = System.nanoTime();
    while (true) {
      if (ended) {
        return null;
      }
      if (lost != null && !endsSoon()) {
        throw new IllegalStateException("task %d: %s".formatted(task, lost));
      }
      Request now = down.ready();
      if (now != null && now != last) {
        last = now;
        given.forEach(this::spare);
        given.clear();
        return now;
      }
      if (System.nanoTime() - begin < SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, LOOK_UP_NANOS);
        TaskKill.check();
      }
    }
  }

  /**
   * Whether the driver says in a moment that all is over: at the end tasks hear it one after the
   * other, and those that have heard leave.
   */
  private boolean endsSoon() {
    long begin = System.nanoTime();
    while (!ended && driver.connected() && System.nanoTime() - begin < MOMENT_NANOS) {
      LockSupport.parkNanos(this, LOOK_UP_NANOS);
      TaskKill.check();
    }
    return ended;
  }

  @Override
  public double[] parameters() {
    return down.parameters();
  }

  @Override
  public double[] state(int block) {
    return down.state(block);
  }

  @Override
  public void leave(int block, double[] state) {
    Elements elements = Elements.exact(state);
    ChunkHeader header = elements.header(last.id(), 0, block, 0);
    driver.send(Messages.STATE, header, elements, () -> {});
  }

  @Override
  public double[] array(int length) {
    lent++;
    double[] array = spare.poll();
    return array != null && array.length == length ? array : new double[length];
  }

  @Override
  public void spare(double[] array) {
    // Some come from nowhere: wide sums of sparse vectors. No more are kept than were lent.
    if (lent > 0) {
      lent--;
      spare.add(array);
    }
  }

  @Override
  public void answer(List<Node<Vector>> sums, long nanos) {
    for (Node<Vector> sum : sums) {
      boolean array = sum.value() instanceof DenseVector && !sum.value().isNothing();
      if (array && !last.kind().measures()) {
        given.add(sum.value().toArray());
      }
      up.add(sum, nanos);
    }
  }

  @Override
  public void close() {
    ended = true;
    if (watch != null) {
      watch.shutdownNow();
    }
    transport.close();
  }

  // --- the network's threads ------------------------------------------------------

  private final class Desk implements Switchboard.Desk {
    @Override
    public Peer admit(TransportClient client, byte type, ByteBuffer body) {
      if (type != Messages.LINK || !invitation.accepts(body)) {
        return null;
      }
      int child = body.getInt();
      if (!expected.contains(child)) {
        return null;
      }
      Peer peer = new Peer(client, child, "?");
      if (children.putIfAbsent(child, peer) != null) {
        return null;
      }
      peer.send(Messages.of(Messages.LINKED));
      return peer;
    }

    @Override
    public void message(Peer peer, byte type, ByteBuffer body) {
      switch (type) {
        case Messages.PARENT -> {
          int above = body.getInt();
          found =
              above == TaskTree.DRIVER
                  ? new Parent(above, 0, "", "driver")
                  : new Parent(above, body.getInt(), Messages.text(body), Messages.text(body));
          LockSupport.unpark(owner);
        }
        case Messages.LINKED -> {
          linked = true;
          LockSupport.unpark(owner);
        }
        case Messages.REQUEST -> down.request(body);
        case Messages.PING -> peer.send(Messages.of(Messages.PONG));
        case Messages.PONG -> {}
        case Messages.END -> {
          ended = true;
          LockSupport.unpark(owner);
        }
        default -> throw new IllegalArgumentException("message " + type);
      }
    }

    @Override
    public ChunkReader chunk(Peer peer, byte type, ChunkHeader header) {
      return switch (type) {
        case Messages.PARAMETERS -> down.parameterChunks(header);
        case Messages.SUM -> up.chunks(header);
        case Messages.STATE -> {
          if (peer.task() != TaskTree.DRIVER) {
            throw new IllegalArgumentException("a state that is not the driver's");
          }
          yield down.stateChunks(header);
        }
        default -> throw new IllegalArgumentException("message " + type);
      };
    }

    @Override
    public void left(Peer peer) {
      lose("the connection to %s broke" + switchboard.blame(), peer);
    }
  }
}
