package dev.bellows.net;

import java.nio.ByteBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before Spark's authentication: that refuses what a stranger says, message by message, and
 * leaves the connection open; here it ends.
 */
final class Doorkeeper extends RpcHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  private final RpcHandler inner;

  Doorkeeper(RpcHandler inner) {
    this.inner = inner;
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message) {
    try {
      inner.receive(client, message);
    } catch (RuntimeException e) {
      close(client, e);
    }
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
    try {
      inner.receive(client, message, callback);
    } catch (RuntimeException e) {
      close(client, e);
    }
  }

  @Override
  public StreamCallbackWithID receiveStream(
      TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
    try {
      return inner.receiveStream(client, message, callback);
    } catch (RuntimeException e) {
      close(client, e);
      throw e;
    }
  }

  private static void close(TransportClient client, RuntimeException reason) {
    LOG.warn("closing the connection of {}: {}", client.getSocketAddress(), reason.toString());
    client.getChannel().close();
  }

  @Override
  public StreamManager getStreamManager() {
    return inner.getStreamManager();
  }

  @Override
  public void channelActive(TransportClient client) {
    inner.channelActive(client);
  }

  @Override
  public void channelInactive(TransportClient client) {
    inner.channelInactive(client);
  }

  @Override
  public void exceptionCaught(Throwable cause, TransportClient client) {
    inner.exceptionCaught(cause, client);
  }
}
