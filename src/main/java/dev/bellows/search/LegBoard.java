package dev.bellows.search;

import dev.bellows.search.strategy.Leg;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Where a driver and its tasks meet that are threads of one process: orders go one way, words about
 * them the other, and nothing is copied.
 */
final class LegBoard implements AutoCloseable {
  private static final Map<String, LegBoard> BOARDS = new ConcurrentHashMap<>();
  private static final Posted CLOSED = new Posted(null, List.of(), null);

  private final String name = UUID.randomUUID().toString();
  private final BlockingQueue<Posted> orders = new LinkedBlockingQueue<>();
  private final BlockingQueue<Word> words = new LinkedBlockingQueue<>();

  LegBoard() {
    BOARDS.put(name, this);
  }

  /** An order, the rows it is for, and the rank that its parameters are wanted before. */
  record Posted(LegOrder order, List<LegOrder.Blocks> folds, Rank bar) {}

  /** What the driver is told. */
  sealed interface Word {
    /** A leg has ended. */
    record Trained(LegOutcome outcome) implements Word {}

    /** A leg was given up. */
    record GivenUp(Leg leg) implements Word {}

    /** A task is over; null where nothing was wrong. */
    record TaskOver(int task, Throwable failure) implements Word {}
  }

  /** By what tasks find it. */
  String name() {
    return name;
  }

  /** The board of that name; null where it is closed, or of another process. */
  static LegBoard named(String name) {
    return BOARDS.get(name);
  }

  void post(Posted order) {
    orders.add(order);
  }

  /** How many orders no task has taken yet. */
  int untaken() {
    return orders.size();
  }

  /** The next order; null where none came in that time, and none will. */
  Posted take(Duration patience) throws InterruptedException {
    Posted next = orders.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (next == CLOSED) {
      orders.add(CLOSED); // for the next task
      return null;
    }
    return next;
  }

  void say(Word word) {
    words.add(word);
  }

  /** The next word; null where none came in that time. */
  Word hear(Duration patience) throws InterruptedException {
    return words.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** No more orders are handed out. */
  @Override
  public void close() {
    BOARDS.remove(name);
    orders.clear();
    orders.add(CLOSED);
  }
}
