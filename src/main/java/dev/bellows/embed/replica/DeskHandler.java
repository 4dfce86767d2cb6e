package dev.bellows.embed.replica;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what comes over the network before a desk; ends the connection of whoever is a stranger. */
final class DeskHandler extends RpcHandler {
  private static final Logger LOG = LoggerFactory.getLogger(DeskHandler.class);

  private final Desk desk; // null: nobody is to ask here
  private final byte[] token;
  private final StreamManager noStreams = new OneForOneStreamManager();

  DeskHandler(Desk desk, byte[] token) {
    this.desk = desk;
    this.token = token;
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
    try {
      byte[] shown = new byte[Network.TOKEN_BYTES];
      if (desk == null || message.remaining() < shown.length) {
        throw new SecurityException("a stranger");
      }
      message.get(shown);
      if (!MessageDigest.isEqual(shown, token)) {
        throw new SecurityException("a stranger");
      }
      desk.take(
          MessageReader.read(message),
          answer -> callback.onSuccess(MessageWriter.write(answer, 0)));
    } catch (RuntimeException e) {
      LOG.warn("closing the connection of {}: {}", client.getSocketAddress(), e.toString());
      client.getChannel().close();
    }
  }

  @Override
  public StreamManager getStreamManager() {
    return noStreams;
  }
}
