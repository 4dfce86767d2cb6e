package dev.bellows.train.wire;

import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.stage.Invitation;
import dev.bellows.train.stage.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * How a task reaches the driver. The token, 128 random bits for each training, travels with Spark's
 * own task descriptions: whoever does not have it is not let in.
 */
record NetworkInvitation(
    String host,
    int port,
    byte[] token,
    int attempt,
    TaskTree tree,
    Passage passage,
    ExchangeSettings settings)
    implements Invitation {
  static final int TOKEN_BYTES = 16;

  @Override
  public Link join(int task) throws IOException, InterruptedException {
    return new TaskLink(this, task);
  }

  /** A first message with token, attempt and room for so many more bytes. */
  ByteBuffer introduction(byte type, int bytes) {
    return Messages.of(type, TOKEN_BYTES + Integer.BYTES + bytes).put(token).putInt(attempt);
  }

  /** Whether a first message begins as it should. */
  boolean accepts(ByteBuffer body) {
    if (body.remaining() < TOKEN_BYTES + Integer.BYTES) {
      return false;
    }
    byte[] shown = new byte[TOKEN_BYTES];
    body.get(shown);
    return MessageDigest.isEqual(shown, token) && body.getInt() == attempt;
  }

  double timeoutSeconds() {
    return settings.timeout().toMillis() / 1000.0;
  }

  @Override
  public String toString() {
    return "driver %s:%d, attempt %d".formatted(host, port, attempt); // the token is a secret
  }
}
