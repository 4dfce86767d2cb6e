package dev.bellows.embed.replica;

import java.io.IOException;
import java.io.Serializable;

/** How a replica reaches the driver and the other replicas; shipped with the task. */
public interface Lines extends Serializable {

  /**
   * Opens a replica's end.
   *
   * @param own answers the other replicas; null where there are none
   */
  Opened open(int replica, Desk own) throws IOException;

  /** A replica's end. */
  interface Opened extends AutoCloseable {
    /** Where others reach it. */
    Message.Address address();

    /** The way to the driver. */
    Line driver();

    /** The way to another replica. */
    Line replica(int number, Message.Address address) throws IOException;

    @Override
    void close();
  }
}
