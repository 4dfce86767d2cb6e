package dev.bellows.train.stage;

/** A way for the driver and the tasks of a stage to talk, for the whole of a training. */
public interface Transport extends AutoCloseable {

  /** A new conversation, for a new attempt of the stage. */
  Conversation open(int attempt);

  /** The bytes sent by the driver so far. */
  long bytesSent();

  /** The bytes received by the driver so far. */
  long bytesReceived();

  @Override
  void close();
}
