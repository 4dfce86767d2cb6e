package dev.bellows.train.stage;

import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.DenseVector;
import dev.bellows.linalg.OrderedFold.Node;
import dev.bellows.linalg.OrderedSum;
import dev.bellows.linalg.Vector;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.TaskKill;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The transport of Spark's local mode: driver and tasks are threads of one process and hand each
 * other arrays. No number is copied but by arithmetic.
 */
public final class InProcess implements Transport {
  private static final Map<String, Board> BOARDS = new ConcurrentHashMap<>();
  private static final long SPIN_NANOS = 20_000;
  private static final long LOOK_UP_NANOS = 50_000_000;

  private final TaskRanges ranges;
  private final Passage passage;

  /**
   * A transport.
   *
   * @param ranges which blocks each task of the stage hosts
   * @param passage what the sums are like
   */
  public InProcess(TaskRanges ranges, Passage passage) {
    this.ranges = ranges;
    this.passage = passage;
  }

  @Override
  public Conversation open(int attempt) {
    return new Board(ranges, passage);
  }

  @Override
  public long bytesSent() {
    return 0;
  }

  @Override
  public long bytesReceived() {
    return 0;
  }

  @Override
  public void close() {}

  /** Finds the board of its name, in the same process. */
  private record Key(String name) implements Invitation {
    @Override
    public Link join(int task) {
      Board board = BOARDS.get(name);
      if (board == null) {
        throw new IllegalStateException(
            "the driver of task %d is not in this process, or has ended the stage".formatted(task));
      }
      return board.join(task);
    }
  }

  /** A request and what comes with it: one object, so that all is seen at once. */
  private record Asked(Request request, double[] parameters, double[][] states) {}

  /** What the driver and the tasks of one attempt share. */
  private static final class Board implements Conversation {
    private final String name = UUID.randomUUID().toString();
    private final Thread[] tasks;
    private final int blocks;
    private final int answerLength;
    private final OrderedSum answers;
    private final OrderedSum measures;
    private final Queue<double[]> spare = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lent = new AtomicInteger(); // arrays that tasks and driver have
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger missing = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();
    private volatile Thread driver;
    private volatile Asked asked;
    private volatile Vector answer;
    private volatile boolean closed;
    private Vector given; // the answer that the driver has
    private double[][] left; // the states after the last round

    Board(TaskRanges ranges, Passage passage) {
      tasks = new Thread[ranges.tasks()];
      blocks = ranges.blocks();
      answerLength = passage.answers().length();
      answers = new OrderedSum(blocks, passage.answers().singles(), this::takeBack);
      measures = new OrderedSum(blocks);
      driver = Thread.currentThread();
      BOARDS.put(name, this);
    }

    @Override
    public Invitation invitation() {
      return new Key(name);
    }

    Link join(int task) {
      tasks[task] = Thread.currentThread();
      joined.incrementAndGet();
      LockSupport.unpark(driver);
      return new Seat(this);
    }

    @Override
    public int joined() {
      return joined.get();
    }

    @Override
    public void ask(
        Request request, double[] parameters, Optional<int[]> changed, double[][] states) {
      if (given instanceof DenseVector && given.length() == answerLength) {
        takeBack(given.toArray());
      }
      given = null;
      driver = Thread.currentThread();
      answer = null;
      slowest.set(0);
      missing.set(tasks.length);
      if (request.kind() == Request.Kind.ROUND) {
        left = new double[blocks][0];
      }
      asked = new Asked(request, parameters, states);
      for (Thread task : tasks) {
        LockSupport.unpark(task);
      }
    }

    double[] lend(int length) {
      lent.incrementAndGet();
      double[] array = spare.poll();
      return array != null && array.length == length ? array : new double[length];
    }

    /**
     * Some arrays come from nowhere: wide sums of sparse vectors. No more are kept than were lent.
     */
    void takeBack(double[] array) {
      if (lent.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        spare.add(array);
      }
    }

    void take(Request request, List<Node<Vector>> sums, long nanos) {
      if (closed) {
        return;
      }
      OrderedSum all = request.kind().measures() ? measures : answers;
      sums.forEach(all::add);
      slowest.accumulateAndGet(nanos, Math::max);
      if (missing.decrementAndGet() == 0) {
        answer = all.sum();
        LockSupport.unpark(driver);
      }
    }

    @Override
    public Vector answer(long nanos) {
      long begin = System.nanoTime();
      long waited = 0;
      while (answer == null && waited < nanos) {
        if (waited < SPIN_NANOS) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(this, nanos - waited);
        }
        waited = System.nanoTime() - begin;
      }
      given = answer;
      return given;
    }

    @Override
    public double[][] states() {
      return left;
    }

    @Override
    public long computeNanos() {
      return slowest.get();
    }

    @Override
    public void close() {
      closed = true;
      BOARDS.remove(name);
      for (Thread task : tasks) {
        LockSupport.unpark(task);
      }
    }
  }

  /** A task at the board. */
  private static final class Seat implements Link {
    private final Board board;
    private Asked last;

    Seat(Board board) {
      this.board = board;
    }

    @Override
    public Request next() {
      long begin = System.nanoTime();
      while (!board.closed) {
        Asked now = board.asked;
        if (now != last) {
          last = now;
          return now.request();
        }
        if (System.nanoTime() - begin < SPIN_NANOS) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(board, LOOK_UP_NANOS);
          TaskKill.check();
        }
      }
      return null;
    }

    @Override
    public double[] parameters() {
      return last.parameters();
    }

    @Override
    public double[] state(int block) {
      return last.states()[block];
    }

    @Override
    public void leave(int block, double[] state) {
      board.left[block] = state;
    }

    @Override
    public double[] array(int length) {
      return board.lend(length);
    }

    @Override
    public void spare(double[] array) {
      board.takeBack(array);
    }

    @Override
    public void answer(List<Node<Vector>> sums, long nanos) {
      board.take(last.request(), sums, nanos);
    }

    @Override
    public void close() {}
  }
}
