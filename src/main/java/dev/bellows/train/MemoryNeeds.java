package dev.bellows.train;

import dev.bellows.InputException;
import dev.bellows.data.Dataset;
import dev.bellows.data.TaskRanges;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.Optimizer;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.rounds.InnerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * How many arrays as long as the parameters a training holds at a time, by place and purpose. What
 * cannot fit is said before training, with the figures.
 *
 * @param driver on the driver; in local mode the tasks' arrays too
 * @param task in each task on a cluster
 * @param inWords what the driver's arrays are
 */
record MemoryNeeds(int driver, int task, String inWords) {
  private static final double BYTES = 8;
  private static final double SLACK = 1.05; // large arrays leave gaps in a heap
  private static final double GIGA = 1e9;
  private static final int MEGABYTE_SHIFT = 20;

  /** Counts them. */
  static MemoryNeeds of(
      Dataset rows, Minimizer minimizer, Kind exchange, ExchangeSettings settings) {
    TaskRanges ranges = rows.ranges();
    boolean local = rows.blocks().context().isLocal();
    int sums = sums(ranges);
    int copies = settings.precision() == Precision.SINGLE ? 1 : 0;
    int optimizer = arrays(minimizer);
    int base = 3 + optimizer + copies; // the first ones, those that move, and those being written
    List<String> words = new ArrayList<>();
    words.add("parameters, their first values and the model to write");
    if (optimizer > 0) {
      words.add(optimizer + " of the optimizer");
    }
    int answers;
    if (exchange == Kind.STAGE && !local) {
      answers = 2;
      words.add("the sum, and what was sent last");
    } else {
      int tasks = exchange == Kind.JOB ? ranges.tasks() : ranges.tasks() * sums;
      // Gradients of few elements are written out for an optimizer that has to see all.
      boolean writtenOut = minimizer instanceof Optimizer all && !all.takesSparse();
      answers = tasks + (exchange == Kind.JOB || writtenOut ? 1 : 0);
      words.add("%d of the tasks".formatted(answers));
    }
    return new MemoryNeeds(base + answers, 1 + sums, String.join("; ", words));
  }

  /** Counts them for rounds. */
  static MemoryNeeds ofRounds(
      Dataset rows,
      Optimizer inner,
      RoundSettings rounds,
      Kind exchange,
      ExchangeSettings settings) {
    TaskRanges ranges = rows.ranges();
    boolean local = rows.blocks().context().isLocal();
    int moments = inner.stateArrays();
    int mean = rounds.inner() == InnerState.AVERAGE ? moments : 0;
    int own = rounds.inner() == InnerState.KEEP ? moments : 0;
    own += settings.precision() == Precision.DOUBLE ? 0 : 1;
    int outer = rounds.outer().map(Optimizer::stateArrays).orElse(0);
    int states = 2 * own * ranges.blocks(); // those of the last round, and those that come in
    int answers = 1 + mean;
    int running = 3 + moments + own; // of a task: parameters, gradient, answer, optimizer
    int task = 1 + mean + own * hosted(ranges) + running + answers * sums(ranges);
    List<String> words = new ArrayList<>();
    words.add("parameters, their first values and the model to write");
    if (outer + mean > 0) {
      words.add("%d of optimizers".formatted(outer + mean));
    }
    if (states > 0) {
      words.add("%d of the replicas' states, twice".formatted(states));
    }
    int exchanged = exchange == Kind.STAGE && !local ? 2 * answers : ranges.tasks() * answers;
    exchanged += local ? ranges.tasks() * task : 0;
    words.add("%d of answers".formatted(exchanged));
    return new MemoryNeeds(3 + outer + mean + states + exchanged, task, String.join("; ", words));
  }

  /** These, and so many arrays more on the driver. */
  MemoryNeeds plus(int arrays, String more) {
    return arrays == 0
        ? this
        : new MemoryNeeds(driver + arrays, task, "%s; %d %s".formatted(inWords, arrays, more));
  }

  /** How many blocks a task hosts at most. */
  private static int hosted(TaskRanges ranges) {
    return IntStream.range(0, ranges.tasks())
        .map(task -> ranges.end(task) - ranges.first(task))
        .max()
        .orElse(1);
  }

  /** How many sums wait for their neighbours in a task: one on each level of the tree below it. */
  private static int sums(TaskRanges ranges) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(hosted(ranges));
  }

  /** The arrays that a minimizer keeps. */
  static int arrays(Minimizer minimizer) {
    if (minimizer instanceof Lbfgs lbfgs) {
      return 2 * lbfgs.memory() + 6;
    }
    return ((Optimizer) minimizer).stateArrays();
  }

  /**
   * Checks them.
   *
   * @throws InputException with the figures, if they cannot fit
   */
  void require(long parameters, SparkContext spark) {
    double bytes = BYTES * parameters * driver * SLACK;
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "training %,d parameters needs about %.1f GB on the driver: %d arrays of %.1f GB (%s);"
                  + " it has %.1f GB: give --driver-memory",
              parameters,
              bytes / GIGA,
              driver,
              BYTES * parameters / GIGA,
              inWords,
              heap / GIGA));
    }
    if (spark.isLocal()) {
      return;
    }
    SparkConf conf = spark.conf();
    double executor = (double) (conf.getSizeAsMb("spark.executor.memory", "1g") << MEGABYTE_SHIFT);
    int cores = conf.getInt("spark.executor.cores", 1);
    double taskBytes = BYTES * parameters * task * SLACK * cores;
    if (taskBytes > executor) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "training %,d parameters needs about %.1f GB in each executor: %d tasks with %d arrays"
                  + " of %.1f GB (parameters and sums); it has %.1f GB: give --executor-memory",
              parameters,
              taskBytes / GIGA,
              cores,
              task,
              BYTES * parameters / GIGA,
              executor / GIGA));
    }
  }
}
