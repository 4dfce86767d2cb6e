package dev.bellows.train.stage;

import dev.bellows.data.TaskRanges;
import dev.bellows.data.TaskSlots;
import dev.bellows.linalg.Vector;
import dev.bellows.train.exchange.ExchangeFailure;
import dev.bellows.train.exchange.MemoryWatch;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.SparkFailures;
import dev.bellows.train.exchange.Workload;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.scheduler.ExecutorProcessLost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A barrier stage whose tasks keep their blocks, and the conversation with them.
 *
 * <p>When a task fails, falls silent or is lost with its executor, the stage is given up and a new
 * attempt of it, a new Spark job, is started, and what was being asked is asked again. Spark itself
 * does not retry a barrier stage that ends a job. After as many attempts without an answer as Spark
 * would make ({@code spark.stage.maxConsecutiveAttempts}) it is an {@link ExchangeFailure}.
 */
final class Stage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Stage.class);
  private static final ClassTag<Boolean> BOOLEAN = ClassTag$.MODULE$.apply(Boolean.class);
  private static final String DESCRIPTION = "spark.job.description";
  private static final int DEFAULT_ATTEMPTS = 4;
  private static final long LOOK_UP_NANOS = 100_000_000L;
  private static final long WAITING_LINE_NANOS = 10_000_000_000L;
  private static final int SECONDS_TO_END = 10;
  private static final int SECONDS_FOR_SPARKS_REASON = 5;
  private static final int SECONDS_FOR_EXECUTORS = 60;

  private final Workload workload;
  private final Passage passage;
  private final String name;
  private final Transport transport;
  private final SparkContext spark;
  private final MemoryWatch memory;
  private final TaskRanges ranges;
  private final int most;
  private int attempts;
  private int failures; // attempts that failed since the last answer
  private Attempt attempt; // null: none is under way

  /** Tasks that are running, or are about to. */
  private record Attempt(Conversation conversation, JavaFutureAction<Void> job) {}

  /** Puts a question to the tasks of an attempt. */
  @FunctionalInterface
  interface Question {
    /**
     * Asks.
     *
     * @param attempt from 1; another one has tasks that know nothing of what was asked before
     */
    void ask(Conversation conversation, int attempt);
  }

  /**
   * A stage; starts nothing.
   *
   * @param name names Spark's job
   * @param transport closed with it
   */
  Stage(Workload workload, Passage passage, String name, Transport transport) {
    this.workload = workload;
    this.passage = passage;
    this.name = name;
    this.transport = transport;
    spark = workload.rows().blocks().context();
    memory = new MemoryWatch(spark);
    ranges = workload.rows().ranges();
    most = spark.conf().getInt("spark.stage.maxConsecutiveAttempts", DEFAULT_ATTEMPTS);
  }

  /** Waits until all tasks have joined. */
  void start() {
    withRetries(
        () -> {
          join();
          return null;
        });
  }

  /** Asks, again and again if need be, and waits for the answer. */
  Vector answer(Question question) {
    Vector answer =
        withRetries(
            () -> {
              join();
              question.ask(attempt.conversation(), attempts);
              return await();
            });
    failures = 0;
    memory.forget();
    return answer;
  }

  /** The conversation of the attempt that gave the last answer. */
  Conversation conversation() {
    return attempt.conversation();
  }

  /** The number of attempts so far. */
  int attempts() {
    return attempts;
  }

  // --- attempts ----------------------------------------------------------------------------------

  /** Something that a lost task keeps from being done. */
  private interface Try {
    Vector run() throws LostTask, InterruptedException;
  }

  private Vector withRetries(Try work) {
    while (true) {
      try {
        return work.run();
      } catch (LostTask lost) {
        giveUp(lost);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ExchangeFailure("interrupted", e);
      }
    }
  }

  /** Ends this attempt; returns if another one may be made. */
  private void giveUp(LostTask lost) {
    String reason = lost.getMessage();
    LOG.warn("attempt {} of the stage is lost: {}", attempts, reason);
    lost.frozenExecutor().ifPresent(executor -> replace(executor, reason));
    endAttempt();
    failures++;
    if (spark.isStopped() || failures >= most || SparkFailures.cancelled(lost)) {
      String times = failures > 1 ? " (%d times in a row)".formatted(failures) : "";
      throw new ExchangeFailure(memory.orMemory(reason + times), lost.getCause());
    }
    awaitSlots(memory.orMemory(reason));
  }

  /**
   * Does what Spark does itself when heartbeats stay away, which is too late for us: from now on no
   * task waits for blocks or shuffle files of that executor, and the stage fails at once.
   */
  private void replace(String executor, String reason) {
    if (!spark.isLocal() && !spark.isStopped()) {
      LOG.warn("asking Spark to replace executor {}, which is silent", executor);
      spark
          .taskScheduler()
          .executorLost(executor, new ExecutorProcessLost(reason, Option.empty(), true));
      spark.killAndReplaceExecutor(executor);
    }
  }

  /** A barrier stage without its slots would wait in Spark for ten minutes, and then fail. */
  private void awaitSlots(String reason) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_FOR_EXECUTORS);
    while (TaskSlots.now(spark) < ranges.tasks()) {
      if (System.nanoTime() > end || spark.isStopped()) {
        throw new ExchangeFailure(
            "%s; %d seconds later there were only %d of the %d slots that the tasks need"
                .formatted(reason, SECONDS_FOR_EXECUTORS, TaskSlots.now(spark), ranges.tasks()),
            null);
      }
      try {
        TimeUnit.NANOSECONDS.sleep(LOOK_UP_NANOS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ExchangeFailure("interrupted", e);
      }
    }
  }

  /** Makes sure that all tasks have joined. */
  private void join() throws LostTask, InterruptedException {
    if (attempt != null) {
      return;
    }
    long begin = System.nanoTime();
    Conversation conversation = transport.open(++attempts);
    attempt = new Attempt(conversation, submit(conversation.invitation()));
    long line = begin + WAITING_LINE_NANOS;
    while (conversation.joined() < ranges.tasks()) {
      conversation.answer(LOOK_UP_NANOS / 50);
      requireRunning();
      if (System.nanoTime() > line) {
        line += WAITING_LINE_NANOS;
        LOG.info(
            "{} of {} tasks have joined; Spark starts them when all slots are free",
            conversation.joined(),
            ranges.tasks());
      }
    }
    LOG.info(
        "{}: {} tasks with {} blocks have joined in {} ms, attempt {}",
        name,
        ranges.tasks(),
        ranges.blocks(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
        attempts);
  }

  private Vector await() throws LostTask, InterruptedException {
    while (true) {
      try {
        Vector answer = attempt.conversation().answer(LOOK_UP_NANOS);
        if (answer != null) {
          return answer;
        }
      } catch (LostTask lost) {
        // Spark may know better why, a moment later.
        if (lost.frozenExecutor().isEmpty()) {
          requireRunning(SECONDS_FOR_SPARKS_REASON);
        }
        throw lost;
      }
      requireRunning();
    }
  }

  private void requireRunning() throws LostTask, InterruptedException {
    if (attempt.job().isDone()) {
      requireRunning(SECONDS_FOR_SPARKS_REASON);
      throw new LostTask("the tasks have ended by themselves", null, null);
    }
  }

  private void requireRunning(int seconds) throws LostTask, InterruptedException {
    try {
      attempt.job().get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new LostTask(SparkFailures.reason(e.getCause()), null, e.getCause());
    } catch (TimeoutException e) {
      LOG.debug("the job has not failed within {} s", seconds);
    }
  }

  private void endAttempt() {
    if (attempt == null) {
      return;
    }
    attempt.conversation().close();
    JavaFutureAction<Void> job = attempt.job();
    attempt = null;
    try {
      job.get(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.warn("the stage's tasks have not ended in {} s; they are cancelled", SECONDS_TO_END);
      job.cancel(true);
    } catch (ExecutionException e) {
      LOG.debug("the stage's job has failed", e);
    } catch (InterruptedException e) {
      job.cancel(true);
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    endAttempt();
    transport.close();
    memory.close();
  }

  // --- the Spark job -----------------------------------------------------------------------------

  private JavaFutureAction<Void> submit(Invitation invitation) {
    StageTask task = new StageTask(workload, passage, invitation);
    JavaRDD<Boolean> stage =
        JavaRDD.fromRDD(
            HostedBlocks.of(workload).rdd().barrier().mapPartitions(task, false, BOOLEAN), BOOLEAN);
    String description = spark.getLocalProperty(DESCRIPTION);
    spark.setJobDescription(name);
    spark.setCallSite("training: " + name);
    try {
      return stage.foreachPartitionAsync(Stage::drain);
    } finally {
      spark.clearCallSite();
      spark.setJobDescription(description);
    }
  }

  private static void drain(Iterator<Boolean> nothing) {
    nothing.forEachRemaining(each -> {});
  }
}
