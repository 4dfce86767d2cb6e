package dev.bellows.train.wire;

import dev.bellows.train.exchange.Passage;
import dev.bellows.train.stage.Request;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * What comes down to a task: a request and its parameters from the parent, which go on to the
 * children, and the states of its replicas from the driver itself, in any order.
 */
final class Downstream {
  private final Passage passage;
  private final Collection<Peer> children;
  private final Consumer<Request> begun;
  private final Runnable complete;
  private final int first; // of the task's blocks
  private final int end;
  private final IncomingStates states;

  private double[] parameters = new double[0];
  private RequestMessage incoming; // null: none yet
  private int missing;
  private volatile Request ready;

  /**
   * What comes down to a task.
   *
   * @param children the tasks below, of which there may be more until the first request
   * @param begun told of a request before the children are
   * @param complete told when a request can be answered
   */
  Downstream(
      NetworkInvitation invitation,
      int task,
      Collection<Peer> children,
      Consumer<Request> begun,
      Runnable complete) {
    passage = invitation.passage();
    this.children = children;
    this.begun = begun;
    this.complete = complete;
    first = invitation.tree().ranges().first(task);
    end = invitation.tree().ranges().end(task);
    states = new IncomingStates(first, end, passage.stateLength(), this::publishIfComplete);
  }

  /** The last request that is complete; null if there was none. */
  Request ready() {
    return ready;
  }

  /** The parameters of that request. */
  double[] parameters() {
    return parameters;
  }

  /** The state of a block that came with that request. */
  double[] state(int block) {
    return states.take(block);
  }

  // --- the network's threads ------------------------------------------------------

  synchronized void request(ByteBuffer body) {
    ByteBuffer whole = body.duplicate();
    RequestMessage message = RequestMessage.read(body);
    if (parameters.length != message.parameters()) {
      parameters = new double[message.parameters()];
    }
    begun.accept(message.request());
    incoming = message;
    missing = message.chunks();
    if (!children.isEmpty()) {
      ByteBuffer copy = Messages.of(Messages.REQUEST, whole.remaining()).put(whole).flip();
      children.forEach(child -> child.send(copy.duplicate()));
    }
    if (body.hasRemaining()) {
      ChunkReader reader = new ChunkReader(ChunkHeader.read(body), new Parameters(null), false);
      reader.onData(reader.getID(), body);
      reader.onComplete(reader.getID());
    }
    publishIfComplete();
  }

  ChunkReader parameterChunks(ChunkHeader header) {
    return new ChunkReader(header, new Parameters(header), false);
  }

  /** Chunks of a state, which may come before the request does. */
  ChunkReader stateChunks(ChunkHeader header) {
    states.expect(header.request());
    return states.reader(header, first, end);
  }

  private synchronized void publishIfComplete() {
    if (incoming == null || missing > 0) {
      return;
    }
    Request request = incoming.request();
    if (!request.states() || states.complete(request.id())) {
      ready = request;
      complete.run();
    }
  }

  private synchronized void arrived() {
    missing--;
    publishIfComplete();
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
          Encoding whole = Encoding.whole(passage.down());
          elements.add(chunk, place.array(), place.offset(), place.count(), whole);
        } else {
          elements.add(chunk, bytes, Encoding.sparse(passage.down()));
        }
        ChunkHeader one = elements.header(header.request(), 0, 0, 0);
        children.forEach(child -> child.send(Messages.PARAMETERS, one, elements, () -> {}));
      }
      arrived();
    }
  }
}
