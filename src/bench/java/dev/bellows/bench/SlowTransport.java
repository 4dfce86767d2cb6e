package dev.bellows.bench;

import dev.bellows.linalg.Vector;
import dev.bellows.train.stage.Conversation;
import dev.bellows.train.stage.Invitation;
import dev.bellows.train.stage.LostTask;
import dev.bellows.train.stage.Request;
import dev.bellows.train.stage.Transport;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A transport with a latency: every request reaches the tasks so much later. An exchange, one
 * message down and one up, waits for it once. What can be sent in a second stays as it is.
 */
final class SlowTransport implements Transport {
  private final Transport transport;
  private final long nanos;

  SlowTransport(Transport transport, long nanos) {
    this.transport = transport;
    this.nanos = nanos;
  }

  @Override
  public Conversation open(int attempt) {
    return new SlowConversation(transport.open(attempt), nanos);
  }

  @Override
  public long bytesSent() {
    return transport.bytesSent();
  }

  @Override
  public long bytesReceived() {
    return transport.bytesReceived();
  }

  @Override
  public void close() {
    transport.close();
  }

  /** A conversation that waits before it asks. */
  private record SlowConversation(Conversation conversation, long nanos) implements Conversation {
    @Override
    public Invitation invitation() {
      return conversation.invitation();
    }

    @Override
    public int joined() {
      return conversation.joined();
    }

    @Override
    public void ask(
        Request request, double[] parameters, Optional<int[]> changed, double[][] states) {
      long end = System.nanoTime() + nanos;
      for (long left = nanos; left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      conversation.ask(request, parameters, changed, states);
    }

    @Override
    public Vector answer(long most) throws LostTask {
      return conversation.answer(most);
    }

    @Override
    public double[][] states() {
      return conversation.states();
    }

    @Override
    public long computeNanos() {
      return conversation.computeNanos();
    }

    @Override
    public void close() {
      conversation.close();
    }
  }
}
