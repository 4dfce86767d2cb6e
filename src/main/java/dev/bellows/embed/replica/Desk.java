package dev.bellows.embed.replica;

import java.util.function.Consumer;

/** Somebody who answers questions, now or later, on whatever thread. */
@FunctionalInterface
public interface Desk {
  /**
   * Takes a question.
   *
   * @param answer is given the answer once
   */
  void take(Message question, Consumer<Message> answer);
}
