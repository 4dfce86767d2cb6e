package dev.bellows.data.frame;

import dev.bellows.InputException;
import dev.bellows.data.BlockSums;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.TaskRanges;
import dev.bellows.data.TaskSlots;
import dev.bellows.data.frame.FramePart.Facts;
import dev.bellows.linalg.KeyedRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * The rows of a frame, read once and packed, with what is known of them. Rows have the numbers that
 * the order of the frame's partitions, and in a partition of its rows, gives them, training rows
 * and rows held out each from 0 on; so the same rows in the same order give the same training,
 * however they are spread over partitions. Closing gives their memory back.
 */
public final class FrameRows implements AutoCloseable {
  private final JavaRDD<FramePart> parts;
  private final Facts[] facts; // of each partition
  private final boolean weighted;
  private final int columns;
  private final int declaredClasses;
  private TaskRanges ranges; // of the blocks below
  private JavaRDD<PackedBlock> training; // null: not asked for yet

  FrameRows(JavaRDD<FramePart> parts, List<Facts> facts, FrameColumns names) {
    this.parts = parts;
    this.facts = facts.toArray(Facts[]::new);
    weighted = names.weight() != null;
    declaredClasses = names.classes().declared();
    columns = facts.stream().mapToInt(Facts::columns).max().orElse(0);
    requireGood(names);
  }

  private void requireGood(FrameColumns names) {
    for (Facts part : facts) {
      if (part.problem() != null) {
        throw new InputException(part.problem());
      }
      if (part.columns() > 0 && part.columns() != columns) {
        throw new InputException(
            "column '%s' has %d features in some rows and %d in others; all rows have as many"
                .formatted(names.features(), part.columns(), columns));
      }
    }
    if (rows() == 0) {
      long held = sum(Facts::heldRows);
      long skipped = sum(Facts::skipped);
      throw new InputException(
          "columns '%s' and '%s': there is no row to train on%s%s"
              .formatted(
                  names.features(),
                  names.label(),
                  held > 0 ? "; column '%s' holds out all of them".formatted(names.held()) : "",
                  skipped > 0 ? "; handleInvalid = skip left out %d".formatted(skipped) : ""));
    }
    if (weights() == 0) {
      throw new InputException(
          "column '%s' is 0 in every row; at least one row has to count".formatted(names.weight()));
    }
  }

  private long sum(ToLongFunction<Facts> fact) {
    return Arrays.stream(facts).mapToLong(fact).sum();
  }

  /** The number of rows to train on, at least 1. */
  public long rows() {
    return sum(Facts::trainingRows);
  }

  /** The number of rows held out. */
  public long heldRows() {
    return sum(Facts::heldRows);
  }

  /** The number of rows that were left out. */
  public long skipped() {
    return sum(Facts::skipped);
  }

  /** The number of features of a row, at least 1. */
  public int columns() {
    return columns;
  }

  /** Whether rows are packed sparse, which is so where that takes less memory. */
  public boolean isSparse() {
    return RowPile.isSparse((double) sum(Facts::notZero) / (rows() + heldRows()), columns);
  }

  /** The smallest label of the rows to train on. */
  public double lowLabel() {
    return Arrays.stream(facts).mapToDouble(Facts::lowLabel).min().orElseThrow();
  }

  /** The largest label of the rows to train on. */
  public double highLabel() {
    return Arrays.stream(facts).mapToDouble(Facts::highLabel).max().orElseThrow();
  }

  /** The largest label of all rows. */
  public double mostLabel() {
    return Arrays.stream(facts).mapToDouble(Facts::mostLabel).max().orElseThrow();
  }

  /** The number of classes that was declared; 0 where labels are numbers, or nobody said. */
  public int declaredClasses() {
    return declaredClasses;
  }

  /** A number that other rows, or these in another order, hardly have. */
  public long digest() {
    long digest = 0;
    for (Facts part : facts) {
      digest = part.columns() == 0 ? digest : KeyedRandom.key(digest, part.digest());
    }
    return digest;
  }

  private double weights() {
    return Arrays.stream(facts).mapToDouble(Facts::weights).sum();
  }

  /**
   * Means and deviations of the rows to train on, weighted as they are. Deviations are the sample's
   * as Spark's {@code Summarizer} has them, with the divisor {@code W − Σw²/W} (n − 1 where all
   * weights are 1), and 0 where a column has one value.
   *
   * @param means of the features
   * @param deviations of the features
   * @param labelMean of the label
   * @param labelDeviation of the label
   */
  public record Moments(
      double[] means, double[] deviations, double labelMean, double labelDeviation) {}

  /**
   * Two passes over the rows: means first, then squared distances from them.
   *
   * @param count the number of blocks, whose sums are added in a fixed order
   */
  public Moments moments(int count) {
    TaskRanges ranges = ranges(count);
    JavaRDD<PackedBlock> blocks = blocks(ranges, true);
    int n = columns;
    double[] sums = BlockSums.overAll(blocks, ranges, block -> FrameSums.plain(block, n));
    double weight = sums[n + 1];
    double[] means = new double[n + 1];
    for (int c = 0; c <= n; c++) {
      means[c] = sums[c] / weight;
    }
    Broadcast<double[]> shared = spark().broadcast(means);
    double[] squares;
    try {
      squares = squares(blocks, ranges, shared);
    } finally {
      shared.destroy();
    }
    double divisor = weight - sums[n + 2] / weight;
    double[] deviations = new double[n + 1];
    for (int c = 0; c <= n; c++) {
      deviations[c] =
          FrameSums.deviation(squares[c], squares[n + 1 + c], weight, means[c], divisor);
    }
    return new Moments(
        Arrays.copyOf(means, n), Arrays.copyOf(deviations, n), means[n], deviations[n]);
  }

  private static double[] squares(
      JavaRDD<PackedBlock> blocks, TaskRanges ranges, Broadcast<double[]> means) {
    return BlockSums.overAll(blocks, ranges, block -> FrameSums.squares(block, means.value()));
  }

  /**
   * Training rows, and those held out.
   *
   * @param training with weights whose mean is 1, where there are weights
   * @param held empty where no row is held out
   * @param transform what was done to them; blocks that are lost are made again with it
   */
  public record Loaded(
      Dataset training, Optional<Dataset> held, Broadcast<RowTransform> transform) {
    /** Frees all of it. */
    public void unpersist() {
      training.unpersist();
      held.ifPresent(Dataset::unpersist);
      transform.destroy();
    }
  }

  /**
   * Sends every row to its block and caches the blocks.
   *
   * @param transform is done to every row
   * @param count the number of blocks, at least 1
   */
  public Loaded load(RowTransform transform, int count) {
    Broadcast<RowTransform> shared = spark().broadcast(transform);
    TaskRanges ranges = ranges(count);
    return new Loaded(
        load(ranges, shared, true),
        heldRows() == 0 ? Optional.empty() : Optional.of(load(ranges, shared, false)),
        shared);
  }

  private JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(parts.context());
  }

  private TaskRanges ranges(int count) {
    if (training == null || ranges.blocks() != count) {
      ranges = new TaskRanges(count, TaskSlots.steady(spark().sc(), count));
      training = null;
    }
    return ranges;
  }

  private Dataset load(TaskRanges ranges, Broadcast<RowTransform> transform, boolean ofTraining) {
    JavaRDD<PackedBlock> packed =
        transformed(blocks(ranges, ofTraining), transform)
            .setName(ofTraining ? "training rows" : "validation rows")
            .persist(StorageLevel.MEMORY_AND_DISK());
    packed.count();
    return new Dataset(packed, ranges, ofTraining ? rows() : heldRows(), columns);
  }

  private static JavaRDD<PackedBlock> transformed(
      JavaRDD<PackedBlock> blocks, Broadcast<RowTransform> transform) {
    return blocks.map(block -> transform.value().applied(block));
  }

  /** The blocks of rows as they are; where it is asked for again, Spark has what was shuffled. */
  private JavaRDD<PackedBlock> blocks(TaskRanges ranges, boolean ofTraining) {
    if (ofTraining && training != null) {
      return training;
    }
    double factor = weighted ? rows() / weights() : 0;
    FrameBlocks plan =
        new FrameBlocks(ranges, firsts(ofTraining), ofTraining, columns, isSparse(), factor);
    JavaRDD<PackedBlock> blocks = plan.of(parts);
    training = ofTraining ? blocks : training;
    return blocks;
  }

  /** The number of each partition's first row, and behind them the number of all rows. */
  private long[] firsts(boolean ofTraining) {
    long[] firsts = new long[facts.length + 1];
    for (int p = 0; p < facts.length; p++) {
      firsts[p + 1] = firsts[p] + (ofTraining ? facts[p].trainingRows() : facts[p].heldRows());
    }
    return firsts;
  }

  @Override
  public void close() {
    parts.unpersist(false);
  }
}
