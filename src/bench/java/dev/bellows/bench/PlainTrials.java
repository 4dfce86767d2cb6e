package dev.bellows.bench;

import dev.bellows.data.PackedBlock;
import dev.bellows.search.Fold;
import dev.bellows.search.space.Trial;
import dev.bellows.train.BlockTraining;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.Recipe;
import dev.bellows.train.Saving;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;

/** The airfoil's trials by threads that take one after the other, and keep nothing of them. */
final class PlainTrials {
  private final List<Recipe> recipes = new ArrayList<>();
  private final List<PackedBlock> rows;
  private final List<PackedBlock> held;

  PlainTrials(JavaSparkContext spark, int epochs) {
    AirfoilTrials trials = new AirfoilTrials(spark, AirfoilTrials.grid(), epochs, Interval.EPOCH);
    Fold fold = trials.load(0).get(0);
    for (Trial trial : trials.trials()) {
      recipes.add(trials.training(trial, fold).recipe());
    }
    rows = fold.training().collect();
    held = fold.held().orElseThrow().collect();
  }

  /** The seconds of all of them by so many threads. */
  double seconds(int count) {
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    long begin = System.nanoTime();
    for (int t = 0; t < count; t++) {
      Thread thread = new Thread(() -> work(next));
      thread.start();
      threads.add(thread);
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return (System.nanoTime() - begin) * 1e-9;
  }

  private void work(AtomicInteger next) {
    for (int i = next.getAndIncrement(); i < recipes.size(); i = next.getAndIncrement()) {
      BlockTraining.run(
          recipes.get(i), Saving.none(Optional.empty()), rows, held, new Listener() {});
    }
  }
}
