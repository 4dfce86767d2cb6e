package dev.bellows.embed.replica;

import java.util.concurrent.CompletableFuture;

/** The way to a {@link Desk}, in this process or another. */
@FunctionalInterface
public interface Line {
  /** Asks; the answer fails where the way is broken or the question could not be answered. */
  CompletableFuture<Message> ask(Message question);

  /** The way to a desk of this process. */
  static Line to(Desk desk) {
    return question -> {
      CompletableFuture<Message> answer = new CompletableFuture<>();
      desk.take(question, answer::complete);
      return answer;
    };
  }
}
