package dev.bellows.bench;

import java.io.IOException;

/** The least that an exchange of n doubles with each of two tasks can cost. */
interface Floor extends AutoCloseable {
  /** Takes these steps and returns the milliseconds of one. */
  double run(int steps) throws IOException;

  @Override
  default void close() {}
}
