package dev.bellows.train.wire;

import dev.bellows.linalg.OrderedFold.Node;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.stage.Link;
import dev.bellows.train.stage.Request;
import dev.bellows.train.stage.TaskKill;
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
 * threads, while the task's thread computes.
 */
final class TaskLink implements Link {
  private static final long SPIN_NANOS = 5_000;
  private static final long LOOK_UP_NANOS = 100_000_000;
  private static final long MOMENT_NANOS = 1_000_000_000;

  private final NetworkInvitation invitation;
  private final int task;
  private final boolean single;
  private final Thread owner = Thread.currentThread();
  private final SparkTransport transport;
  private final Switchboard switchboard;
  private final List<Integer> expected;
  private final ConcurrentHashMap<Integer, Peer> children = new ConcurrentHashMap<>();
  private final Deque<double[]> spare = new ArrayDeque<>();
  private final List<double[]> given = new ArrayList<>(); // with the last answer
  private final ScheduledExecutorService watch; // null: no children
  private final Peer driver;
  private volatile Parent found; // null: the driver has not said yet
  private volatile boolean linked;
  private Peer parent;
  private volatile String lost;
  private volatile boolean ended;

  // Written by the thread of the parent's connection.
  private double[] parameters = new double[0];
  private Junction gradients;
  private Junction losses;
  private RequestMessage incoming;
  private int missing;
  private volatile Junction junction;
  private volatile Request ready;

  private Request last; // that the owner has

  /** Where a task's sums go. */
  private record Parent(int task, int port, String host, String executor) {}

  TaskLink(NetworkInvitation invitation, int task) throws IOException, InterruptedException {
    this.invitation = invitation;
    this.task = task;
    single = invitation.settings().precision() == Precision.SINGLE;
    expected = invitation.tree().children(task);
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
      parent = found.task() == TaskTree.DRIVER ? driver : link(found);
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
      Request now = ready;
      if (now != null && now != last) {
        last = now;
        spare.addAll(given);
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
    return parameters;
  }

  @Override
  public double[] array(int length) {
    double[] array = spare.poll();
    return array != null && array.length == length ? array : new double[length];
  }

  @Override
  public void spare(double[] array) {
    spare.add(array);
  }

  @Override
  public void answer(List<Node<double[]>> sums, long nanos) {
    Junction meeting = junction;
    for (Node<double[]> sum : sums) {
      double[] array = sum.value();
      if (array.length > 1) {
        given.add(array);
      }
      if (expected.isEmpty()) {
        send(meeting, sum, nanos);
        continue;
      }
      for (int chunk = 0; chunk < meeting.chunks(); chunk++) {
        Segment segment =
            array.length == 0 ? Segment.ZEROS : new Segment(array, Chunks.offset(chunk), false);
        meeting.add(chunk, sum.level(), sum.number(), segment, nanos);
      }
    }
  }

  /** Where no others' sums come in, all chunks go together. */
  private void send(Junction meeting, Node<double[]> sum, long nanos) {
    Elements elements = new Elements();
    for (int chunk = 0; chunk < meeting.chunks(); chunk++) {
      add(elements, meeting, chunk, sum.value(), Chunks.offset(chunk));
    }
    ChunkHeader header = elements.header(last.id(), sum.level(), sum.number(), nanos);
    parent.send(Messages.SUM, header, elements, () -> {});
  }

  private void add(Elements elements, Junction meeting, int chunk, double[] array, int offset) {
    int count = Chunks.length(chunk, meeting.length());
    boolean exact = !single || Chunks.offset(chunk) + count == meeting.length(); // has the loss
    Encoding sparse = exact ? Encoding.SPARSE_DOUBLES : Encoding.SPARSE_FLOATS;
    ByteBuffer bytes =
        array.length == 0 ? Chunks.nothing() : Chunks.sparse(array, offset, count, sparse);
    if (bytes == null) {
      elements.add(chunk, array, offset, count, exact ? Encoding.DOUBLES : Encoding.FLOATS);
    } else {
      elements.add(chunk, bytes, sparse);
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
        case Messages.REQUEST -> request(body);
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
      return type == Messages.PARAMETERS ? parameterChunks(header) : sumChunks(header);
    }

    @Override
    public void left(Peer peer) {
      lose("the connection to %s broke", peer);
    }
  }

  private void request(ByteBuffer body) {
    ByteBuffer whole = body.duplicate();
    incoming = RequestMessage.read(body);
    int length = incoming.parameters();
    if (gradients == null) {
      parameters = new double[length];
      int arrivals = invitation.tree().arrivals(task);
      int blocks = invitation.tree().blocks();
      gradients = new Junction(blocks, length + 1, single ? length : 0, arrivals, this::up);
      losses = new Junction(blocks, 1, 0, arrivals, this::up);
    }
    Request request = incoming.request();
    junction = request.kind() == Request.Kind.GRADIENT ? gradients : losses;
    junction.expect(request.id());
    missing = incoming.chunks();
    if (!children.isEmpty()) {
      ByteBuffer copy = Messages.of(Messages.REQUEST, whole.remaining()).put(whole).flip();
      children.values().forEach(child -> child.send(copy.duplicate()));
    }
    if (body.hasRemaining()) {
      ChunkReader reader = new ChunkReader(ChunkHeader.read(body), new Parameters(null), false);
      reader.onData(reader.getID(), body);
      reader.onComplete(reader.getID());
    }
    publishIfComplete();
  }

  private void publishIfComplete() {
    if (missing == 0) {
      ready = incoming.request();
      LockSupport.unpark(owner);
    }
  }

  private ChunkReader parameterChunks(ChunkHeader header) {
    return new ChunkReader(header, new Parameters(header), false);
  }

  /** Where parameters go: into the array, and on to the children. */
  private final class Parameters implements ChunkReader.Places {
    private final ChunkHeader header; // null: the children have them with the request

    Parameters(ChunkHeader header) {
      this.header = header;
    }

    @Override
    public ChunkReader.Place begin(int chunk) {
      if (chunk < 0 || chunk >= Chunks.count(parameters.length)) {
        throw new IllegalArgumentException("chunk " + chunk);
      }
      int count = Chunks.length(chunk, parameters.length);
      return new ChunkReader.Place(parameters, Chunks.offset(chunk), count);
    }

    @Override
    public void complete(int chunk, ChunkReader.Place place, ByteBuffer bytes) {
      if (header != null && !children.isEmpty()) {
        Elements elements = new Elements();
        if (bytes == null) {
          Encoding whole = single ? Encoding.FLOATS : Encoding.DOUBLES;
          elements.add(chunk, place.array(), place.offset(), place.count(), whole);
        } else {
          elements.add(chunk, bytes, single ? Encoding.SPARSE_FLOATS : Encoding.SPARSE_DOUBLES);
        }
        ChunkHeader one = elements.header(header.request(), 0, 0, 0);
        children
            .values()
            .forEach(child -> child.send(Messages.PARAMETERS, one, elements, () -> {}));
      }
      missing--;
      if (header != null) {
        publishIfComplete();
      }
    }
  }

  private ChunkReader sumChunks(ChunkHeader header) {
    Junction meeting = junction;
    if (meeting == null || !meeting.expects(header.request())) {
      return null; // late
    }
    return meeting.reader(header, chunk -> meeting.room());
  }

  /** Hands a chunk on to the parent. */
  private void up(long request, int chunk, List<Node<Segment>> sums, long nanos) {
    Junction meeting = junction;
    for (Node<Segment> sum : sums) {
      Segment segment = sum.value();
      Elements elements = new Elements();
      add(elements, meeting, chunk, segment.array(), segment.offset());
      ChunkHeader header = elements.header(request, sum.level(), sum.number(), nanos);
      parent.send(Messages.SUM, header, elements, () -> meeting.release(segment));
    }
  }
}
