package dev.bellows.train.wire;

import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.Vector;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.stage.Conversation;
import dev.bellows.train.stage.Invitation;
import dev.bellows.train.stage.LostTask;
import dev.bellows.train.stage.Request;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.network.client.TransportClient;

/** The driver and the tasks of one attempt, over the network. */
final class NetworkConversation implements Conversation {
  private static final long SPIN_NANOS = 5_000;

  private final TaskTree tree;
  private final NetworkInvitation invitation;
  private final int[] roots; // the tasks that the driver itself talks to
  private final AtomicReferenceArray<Peer> peers;
  private final String[] hosts;
  private final int[] ports;
  private final AtomicInteger joined = new AtomicInteger();
  private final AtomicInteger ready = new AtomicInteger();
  private final Passage passage;
  private ParameterChanges changes;
  private int length = -1; // of what was sent last
  private volatile Thread driver = Thread.currentThread();
  private volatile Peer lost;
  private volatile boolean closed;

  private final IncomingSum answers;
  private final IncomingSum measures;
  private final IncomingStates states;
  private final AtomicInteger parts = new AtomicInteger(); // missing: the sum, and the states
  private volatile IncomingSum asked;
  private volatile boolean done;
  private volatile long nanos;

  NetworkConversation(NetworkInvitation invitation) {
    this.invitation = invitation;
    tree = invitation.tree();
    passage = invitation.passage();
    roots = tree.children(TaskTree.DRIVER).stream().mapToInt(Integer::intValue).toArray();
    peers = new AtomicReferenceArray<>(tree.tasks());
    hosts = new String[tree.tasks()];
    ports = new int[tree.tasks()];
    answers = new IncomingSum(tree, passage.answers(), this::summed);
    measures = new IncomingSum(tree, passage.measures(), this::summed);
    states = new IncomingStates(0, tree.blocks(), passage.stateLength(), this::partDone);
  }

  @Override
  public Invitation invitation() {
    return invitation;
  }

  // --- joining, called by the network's threads -----------------------------------

  Peer admit(TransportClient client, ByteBuffer body) {
    if (closed || !invitation.accepts(body)) {
      return null;
    }
    int task = body.getInt();
    int port = body.getInt();
    String host = Messages.text(body);
    String executor = Messages.text(body);
    if (task < 0 || task >= tree.tasks()) {
      return null;
    }
    Peer peer = new Peer(client, task, executor);
    if (!peers.compareAndSet(task, null, peer)) {
      return null;
    }
    hosts[task] = host;
    ports[task] = port;
    if (joined.incrementAndGet() == tree.tasks()) {
      for (int each = 0; each < tree.tasks(); each++) {
        peers.get(each).send(parentOf(each));
      }
    }
    return peer;
  }

  private ByteBuffer parentOf(int task) {
    int parent = tree.parent(task);
    if (parent == TaskTree.DRIVER) {
      return Messages.of(Messages.PARENT, Integer.BYTES).putInt(parent).flip();
    }
    byte[] host = Messages.bytes(hosts[parent]);
    byte[] executor = Messages.bytes(peers.get(parent).executor());
    ByteBuffer message =
        Messages.of(Messages.PARENT, 4 * Integer.BYTES + host.length + executor.length);
    message.putInt(parent).putInt(ports[parent]);
    Messages.put(message, host);
    Messages.put(message, executor);
    return message.flip();
  }

  void message(Peer peer, byte type) {
    if (peers.get(peer.task()) != peer) {
      return; // of an attempt that has ended
    }
    switch (type) {
      case Messages.READY -> {
        ready.incrementAndGet();
        LockSupport.unpark(driver);
      }
      case Messages.PONG -> {}
      default -> throw new IllegalArgumentException("message " + type);
    }
  }

  void left(Peer peer) {
    // The first to leave is the reason; others leave because of it.
    if (!closed && lost == null && peers.get(peer.task()) == peer) {
      lost = peer;
      LockSupport.unpark(driver);
    }
  }

  ChunkReader chunk(Peer peer, byte type, ChunkHeader header) {
    if (type != Messages.SUM && type != Messages.STATE) {
      throw new IllegalArgumentException("message " + type);
    }
    IncomingSum now = asked;
    if (peers.get(peer.task()) != peer || now == null) {
      return null; // late
    }
    if (type == Messages.SUM) {
      return now.reader(header);
    }
    TaskRanges ranges = tree.ranges();
    return states.reader(header, ranges.first(peer.task()), ranges.end(peer.task()));
  }

  private void summed(long slowest) {
    nanos = slowest;
    partDone();
  }

  private void partDone() {
    if (parts.decrementAndGet() == 0) {
      done = true;
      LockSupport.unpark(driver);
    }
  }

  // --- asking, called by the driver's thread --------------------------------------

  @Override
  public int joined() {
    return ready.get();
  }

  @Override
  public void ask(
      Request request, double[] parameters, Optional<int[]> changed, double[][] before) {
    driver = Thread.currentThread();
    boolean leavesStates = request.kind() == Request.Kind.ROUND && passage.stateLength() > 0;
    done = false;
    parts.set(leavesStates ? 2 : 1);
    if (leavesStates) {
      states.expect(request.id());
    }
    IncomingSum next = request.kind().measures() ? measures : answers;
    next.expect(request.id());
    asked = next;
    send(request, parameters, changed);
    for (int block = 0; request.states() && block < tree.blocks(); block++) {
      Elements elements = Elements.exact(before[block]);
      ChunkHeader header = elements.header(request.id(), 0, block, 0);
      peers.get(tree.ranges().taskOf(block)).send(Messages.STATE, header, elements, () -> {});
    }
  }

  private void send(Request request, double[] parameters, Optional<int[]> changed) {
    if (parameters.length != length) { // the tasks have to make room, and forget
      length = parameters.length;
      changes = new ParameterChanges(passage.down());
    }
    Elements elements = new Elements();
    boolean small = (long) parameters.length * Double.BYTES <= Peer.SMALL_BYTES;
    if (!small) {
      changes.begin(parameters, changed);
    }
    for (int chunk = 0; chunk < Chunks.count(parameters.length); chunk++) {
      ByteBuffer different = small ? null : changes.of(chunk);
      if (different == null) {
        int count = Chunks.length(chunk, parameters.length);
        elements.add(chunk, parameters, Chunks.offset(chunk), count, changes.whole());
      } else if (different.hasRemaining()) {
        elements.add(chunk, different, changes.sparse());
      }
    }
    ChunkHeader header = elements.header(request.id(), 0, 0, 0);
    boolean inside = elements.size() <= Peer.SMALL_BYTES && !elements.isEmpty();
    ByteBuffer message =
        inside
            ? RequestMessage.with(request, parameters.length, elements)
            : RequestMessage.of(request, parameters.length, header.chunks().size());
    for (int root : roots) {
      Peer peer = peers.get(root);
      peer.send(message.duplicate());
      if (!inside && !elements.isEmpty()) {
        peer.send(Messages.PARAMETERS, header, elements, () -> {});
      }
    }
  }

  @Override
  public Vector answer(long most) throws LostTask {
    long begin = System.nanoTime();
    long waited = 0;
    while (!done && lost == null && waited < most) {
      if (waited < SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, most - waited);
      }
      waited = System.nanoTime() - begin;
    }
    if (done) {
      return asked.total();
    }
    Peer gone = lost;
    if (gone != null) {
      throw new LostTask("the connection to %s broke".formatted(gone.inWords()), null, null);
    }
    requireSound();
    return null;
  }

  private void requireSound() throws LostTask {
    for (int task = 0; task < tree.tasks(); task++) {
      Peer peer = peers.get(task);
      if (peer != null && peer.unanswered() > NetworkTransport.PINGS) {
        throw new LostTask(
            "%s has been silent for %.0f s".formatted(peer.inWords(), invitation.timeoutSeconds()),
            peer.executor(),
            null);
      }
    }
  }

  void ping() {
    for (Peer peer : everybody()) {
      peer.ping();
    }
  }

  private List<Peer> everybody() {
    List<Peer> all = new ArrayList<>();
    for (int task = 0; task < tree.tasks(); task++) {
      if (peers.get(task) != null) {
        all.add(peers.get(task));
      }
    }
    return all;
  }

  @Override
  public double[][] states() {
    return states.states();
  }

  @Override
  public long computeNanos() {
    return nanos;
  }

  long bytesSent() {
    return everybody().stream().mapToLong(Peer::bytesSent).sum();
  }

  long bytesReceived() {
    return everybody().stream().mapToLong(Peer::bytesReceived).sum();
  }

  @Override
  public void close() {
    closed = true;
    for (Peer peer : everybody()) {
      peer.send(Messages.of(Messages.END));
    }
  }
}
