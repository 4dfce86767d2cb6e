package dev.bellows.embed;

import dev.bellows.embed.EmbeddingTraining.From;
import dev.bellows.embed.replica.Blueprint;
import dev.bellows.embed.replica.InProcess;
import dev.bellows.embed.replica.Lines;
import dev.bellows.embed.replica.Network;
import dev.bellows.embed.replica.ReplicaTask;
import dev.bellows.embed.replica.Tables;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Trains embeddings as one barrier stage whose tasks are the replicas. When one is lost, the stage
 * is begun anew from what was saved last.
 */
public final class EmbeddingTrainer {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingTrainer.class);
  private static final ClassTag<Boolean> BOOLEAN = ClassTag$.MODULE$.apply(Boolean.class);
  private static final int MOST_ATTEMPTS = 4;
  private static final long LOOK_UP_MILLIS = 20;

  private final EmbeddingTraining training;
  private final EmbedListener listener;
  private final SparkContext spark;

  /**
   * What training left.
   *
   * @param tables as they are at the end
   * @param rounds that are done, those of earlier runs too
   * @param losses of the epochs
   * @param seconds of training
   */
  public record Result(Tables tables, long rounds, EpochLosses losses, double seconds) {}

  /** Saved tables, to begin again from; read when they are needed. */
  @FunctionalInterface
  public interface Saved {
    /** What was saved last; empty: nothing. */
    Optional<From> newest() throws IOException;
  }

  private EmbeddingTrainer(EmbeddingTraining training, EmbedListener listener) {
    this.training = training;
    this.listener = listener;
    spark = training.shares().context();
  }

  /**
   * Trains.
   *
   * @param saved what {@code listener} has saved
   * @throws EmbeddingFailure when it cannot go on
   */
  public static Result train(EmbeddingTraining training, EmbedListener listener, Saved saved)
      throws IOException {
    EmbeddingTraining now = training;
    for (int attempt = 1; ; attempt++) {
      try {
        return new EmbeddingTrainer(now, listener).run();
      } catch (EmbeddingFailure e) {
        if (!e.mayTryAgain() || attempt == MOST_ATTEMPTS || listener.wantsToStop()) {
          throw e;
        }
        LOG.warn("attempt {} is lost", attempt, e);
        Optional<From> from = saved.newest().or(training::from);
        listener.onRetry(e.getMessage(), from.map(From::round).orElse(0L));
        now = training.from(from);
      }
    }
  }

  private Result run() throws IOException {
    DriverDesk desk = new DriverDesk(training, listener);
    Broadcast<long[]> counts =
        JavaSparkContext.fromSparkContext(spark).broadcast(training.counts());
    boolean local = spark.isLocal();
    InProcess inProcess = new InProcess(UUID.randomUUID().toString());
    try (Network.Service service = local ? null : new Network.Service(desk)) {
      inProcess.serve(desk);
      Lines lines = local ? inProcess : service.lines();
      long begin = System.nanoTime();
      JavaFutureAction<Void> job = submit(counts, lines);
      try {
        follow(job, desk);
      } finally {
        if (!job.isDone()) {
          job.cancel(true);
        }
      }
      return new Result(
          desk.tables(), desk.rounds(), desk.losses(), (System.nanoTime() - begin) * 1e-9);
    } finally {
      inProcess.close();
      counts.destroy();
    }
  }

  private void follow(JavaFutureAction<Void> job, DriverDesk desk) throws IOException {
    Blueprint blueprint = training.blueprint();
    int told = (int) (desk.rounds() / blueprint.rounds());
    while (true) {
      boolean done = isDone(job, desk);
      desk.moment().ifPresent(listener::onProgress);
      for (; told < desk.rounds() / blueprint.rounds(); told++) {
        listener.onEpoch(told + 1, desk.losses().mean(told));
      }
      if (desk.isGiven()) {
        listener.onSave(desk.rounds(), desk.tables(), desk.losses());
        desk.release();
      }
      if (done) {
        return;
      }
    }
  }

  private static boolean isDone(JavaFutureAction<Void> job, DriverDesk desk) {
    try {
      job.get(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw desk.failure() != null
          ? new EmbeddingFailure(desk.failure(), false, e.getCause())
          : new EmbeddingFailure(reason(e.getCause()), true, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddingFailure("interrupted", false, e);
    }
  }

  private static String reason(Throwable failure) {
    String[] lines = String.valueOf(failure.getMessage()).strip().split("\n");
    return lines[0];
  }

  private JavaFutureAction<Void> submit(Broadcast<long[]> counts, Lines lines) {
    ReplicaTask task =
        new ReplicaTask(training.blueprint(), counts, lines, lines instanceof InProcess);
    RDD<Boolean> stage = training.shares().rdd().barrier().mapPartitions(task, false, BOOLEAN);
    spark.setJobDescription("embeddings");
    spark.setCallSite("embeddings");
    try {
      return JavaRDD.fromRDD(stage, BOOLEAN).foreachPartitionAsync(done -> done.hasNext());
    } finally {
      spark.clearCallSite();
      spark.setJobDescription(null);
    }
  }
}
