package dev.bellows.embed.replica;

import dev.bellows.linalg.KeyedRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A copy of the tables that learns from its share, with threads that do not lock the rows (Niu et
 * al., "Hogwild!", 2011): additions are lost at times, which does no harm, and with one thread none
 * is.
 */
final class Replica {
  private static final long PURPOSE = 0x73656E74656E6365L;

  private final Blueprint blueprint;
  private final Units units;
  private final List<SentenceTrainer> trainers = new ArrayList<>();
  private final AtomicLong wordsRead = new AtomicLong();
  private volatile Throwable failure;
  private volatile boolean stopped;

  /**
   * A replica.
   *
   * @param counts how often each word is in the text
   * @param touched where rows that move are marked; null: nowhere
   */
  Replica(Blueprint blueprint, long[] counts, Units units, Tables tables, Touched touched) {
    this.blueprint = blueprint;
    this.units = units;
    Plan plan = blueprint.plan(counts);
    for (int t = 0; t < blueprint.threads(); t++) {
      trainers.add(new SentenceTrainer(plan, tables, touched));
    }
  }

  /** Begins a round on threads of its own; {@link #end} waits for them. */
  List<Thread> begin(long round) {
    int epoch = blueprint.epoch(round);
    int inEpoch = (int) (round % blueprint.rounds());
    int end = units.first(inEpoch + 1, blueprint.rounds());
    AtomicInteger next = new AtomicInteger(units.first(inEpoch, blueprint.rounds()));
    List<Thread> threads = new ArrayList<>();
    for (SentenceTrainer trainer : trainers) {
      Thread thread =
          new Thread(() -> work(trainer, epoch, next, end), "bellows-embed-" + threads.size());
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    return threads;
  }

  private void work(SentenceTrainer trainer, int epoch, AtomicInteger next, int end) {
    long key = KeyedRandom.key(KeyedRandom.key(blueprint.seed(), PURPOSE), epoch);
    double all = (double) units.tokens() * blueprint.epochs();
    double earlier = (double) units.tokens() * epoch;
    try {
      for (int unit = next.getAndIncrement(); unit < end; unit = next.getAndIncrement()) {
        if (stopped) {
          return;
        }
        units.visit(
            unit,
            (tokens, from, to, number, before) ->
                trainer.train(
                    tokens,
                    from,
                    to,
                    KeyedRandom.key(key, number),
                    blueprint.rate((earlier + before) / all)));
        wordsRead.addAndGet(units.before(unit + 1) - units.before(unit));
      }
    } catch (RuntimeException | Error e) {
      failure = e;
      stopped = true;
    }
  }

  /** Throws what a thread has thrown. */
  void requireWell() {
    if (failure != null) {
      throw new IllegalStateException("a thread of the replica failed: " + failure, failure);
    }
  }

  /** Makes the threads end soon, in the middle of a round. */
  void stop() {
    stopped = true;
  }

  /** The words that were read since it began. */
  long wordsRead() {
    return wordsRead.get();
  }

  /** The losses since the last time this was asked; only while no thread is at work. */
  double takeLoss() {
    return trainers.stream().mapToDouble(SentenceTrainer::takeLoss).sum();
  }

  /** The pairs that the losses were summed over, likewise. */
  long takePairs() {
    return trainers.stream().mapToLong(SentenceTrainer::takePairs).sum();
  }
}
