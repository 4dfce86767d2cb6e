package dev.bellows.embed.replica;

import dev.bellows.embed.replica.Message.Address;
import dev.bellows.embed.replica.Message.Failed;
import dev.bellows.net.SparkTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;

/**
 * The lines of a cluster. Whoever does not know the token, 128 random bits that travel with Spark's
 * task descriptions, gets no answer.
 *
 * @param host the driver's
 * @param port the driver's
 */
public record Network(String host, int port, byte[] token) implements Lines {
  static final int TOKEN_BYTES = 16;

  /** The driver's end: it listens. */
  public static final class Service implements AutoCloseable {
    private final SparkTransport transport;
    private final Network lines;

    /** Begins to listen. */
    public Service(Desk driver) {
      byte[] token = new byte[TOKEN_BYTES];
      new SecureRandom().nextBytes(token);
      transport = new SparkTransport(new DeskHandler(driver, token));
      lines = new Network(SparkTransport.host(), transport.listen(0), token);
    }

    /** How replicas reach it. */
    public Network lines() {
      return lines;
    }

    @Override
    public void close() {
      transport.close();
    }
  }

  @Override
  public Opened open(int replica, Desk own) throws IOException {
    SparkTransport transport = new SparkTransport(new DeskHandler(own, token));
    try {
      int ownPort = own == null ? 0 : transport.listen(0);
      Line driver = connect(transport, host, port);
      return new Opened() {
        @Override
        public Address address() {
          return new Address(SparkTransport.host(), ownPort);
        }

        @Override
        public Line driver() {
          return driver;
        }

        @Override
        public Line replica(int number, Address address) throws IOException {
          return connect(transport, address.host(), address.port());
        }

        @Override
        public void close() {
          transport.close();
        }
      };
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  private Line connect(SparkTransport transport, String to, int at) throws IOException {
    TransportClient client;
    try {
      client = transport.connect(to, at);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return question -> {
      CompletableFuture<Message> answer = new CompletableFuture<>();
      ByteBuffer bytes = MessageWriter.write(question, TOKEN_BYTES);
      client.sendRpc(bytes.put(0, token), new Answer(answer));
      return answer;
    };
  }

  @Override
  public String toString() {
    return "driver %s:%d".formatted(host, port); // the token is a secret
  }

  /** What becomes of an answer. */
  private record Answer(CompletableFuture<Message> to) implements RpcResponseCallback {
    @Override
    public void onSuccess(ByteBuffer response) {
      try {
        to.complete(MessageReader.read(response));
      } catch (RuntimeException e) {
        to.complete(new Failed("an answer could not be read: " + e));
      }
    }

    @Override
    public void onFailure(Throwable e) {
      to.completeExceptionally(e);
    }
  }
}
