package dev.bellows.train.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sorts what comes in. Whoever has not been let in can only say who it is; whatever else a stranger
 * says, and whatever cannot be understood, ends the connection.
 */
final class Switchboard extends RpcHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Switchboard.class);

  /** Who answers. */
  interface Desk {
    /**
     * The first message of a connection.
     *
     * @return null if it is not let in
     */
    Peer admit(TransportClient client, byte type, ByteBuffer body);

    /** A message of somebody who was let in. */
    void message(Peer peer, byte type, ByteBuffer body);

    /** Chunks begin; their elements go to the reader; null where nobody waits for them. */
    ChunkReader chunk(Peer peer, byte type, ChunkHeader header);

    /** Somebody who was let in has left. */
    void left(Peer peer);
  }

  private final Desk desk;
  private final StreamManager noStreams = new OneForOneStreamManager();
  private final Map<Object, Peer> peers = new ConcurrentHashMap<>();
  private volatile boolean outOfMemory;

  Switchboard(Desk desk) {
    this.desk = desk;
  }

  /** Lets in the other end of a connection that this process has made. */
  Peer know(TransportClient client, int task, String executor) {
    Peer peer = new Peer(client, task, executor);
    peers.put(client.getChannel().id(), peer);
    if (!client.isActive()) {
      channelInactive(client);
    }
    return peer;
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message) {
    try {
      Peer peer = peers.get(client.getChannel().id());
      long bytes = message.remaining();
      message.order(ByteOrder.LITTLE_ENDIAN);
      byte type = message.get();
      if (peer == null) {
        peer = desk.admit(client, type, message);
        if (peer == null) {
          throw new SecurityException("a stranger");
        }
        peers.put(client.getChannel().id(), peer);
        return;
      }
      peer.hear(bytes);
      if (Messages.hasChunks(type)) {
        ChunkReader reader = desk.chunk(peer, type, ChunkHeader.read(message));
        if (reader != null) {
          reader.onData(reader.getID(), message);
          reader.onComplete(reader.getID());
        }
      } else {
        desk.message(peer, type, message);
      }
    } catch (RuntimeException e) {
      refuse(client, e);
    }
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
    refuse(client, new SecurityException("a question that nobody asks here"));
  }

  @Override
  public StreamCallbackWithID receiveStream(
      TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
    Peer peer = peers.get(client.getChannel().id());
    if (peer == null) {
      refuse(client, new SecurityException("a stranger"));
      throw new SecurityException("a stranger");
    }
    message.order(ByteOrder.LITTLE_ENDIAN);
    byte type = message.get();
    ChunkHeader header = ChunkHeader.read(message);
    peer.hear(1 + header.size() + header.bytes());
    ChunkReader reader = desk.chunk(peer, type, header);
    return reader == null ? new Discarded() : reader;
  }

  private void refuse(TransportClient client, RuntimeException reason) {
    Peer peer = peers.get(client.getChannel().id());
    LOG.warn(
        "closing the connection of {}: {}",
        peer == null ? client.getSocketAddress() : peer.inWords(),
        reason.toString());
    client.getChannel().close();
  }

  @Override
  public StreamManager getStreamManager() {
    return noStreams;
  }

  @Override
  public void exceptionCaught(Throwable cause, TransportClient client) {
    // Spark closes the connection; what then counts is whether it was our own want of memory.
    outOfMemory |= cause instanceof OutOfMemoryError;
  }

  /** Why connections broke, where it was this process: words to put behind others. */
  String blame() {
    return outOfMemory ? " (java.lang.OutOfMemoryError)" : "";
  }

  @Override
  public void channelInactive(TransportClient client) {
    Peer peer = peers.remove(client.getChannel().id());
    if (peer != null) {
      desk.left(peer);
    }
  }

  /** A chunk of a request that nobody waits for any more. */
  private static final class Discarded implements StreamCallbackWithID {
    @Override
    public String getID() {
      return "late";
    }

    @Override
    public void onData(String id, ByteBuffer bytes) {
      bytes.position(bytes.limit());
    }

    @Override
    public void onComplete(String id) {
      LOG.debug("dropped a late chunk");
    }

    @Override
    public void onFailure(String id, Throwable cause) {
      LOG.debug("a late chunk was cut off", cause);
    }
  }
}
