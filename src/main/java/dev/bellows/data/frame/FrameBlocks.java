package dev.bellows.data.frame;

import dev.bellows.data.BlockPartitioner;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.SparseRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;
import scala.Tuple2;

/**
 * Brings the rows of a frame into their blocks. A partition of the frame belongs to the task whose
 * blocks have most of its rows; these rows stay where they are, and only the others are shuffled:
 * none where the partitions of the frame are as even as the blocks.
 *
 * @param ranges of the blocks
 * @param firsts the number of each partition's first row, and behind them the number of all rows
 * @param ofTraining whether these are the rows to train on, or those held out
 * @param columns the number of features of a row
 * @param sparse whether blocks are packed sparse
 * @param weightFactor what weights are multiplied by; 0 where rows have none
 */
record FrameBlocks(
    TaskRanges ranges,
    long[] firsts,
    boolean ofTraining,
    int columns,
    boolean sparse,
    double weightFactor)
    implements Serializable {

  /**
   * Some rows of a block.
   *
   * @param first the number of the first of them
   * @param asPacked whether they are a piece of the block just as they are
   */
  private record Run(int block, long first, LabelledRows rows, boolean asPacked)
      implements Serializable {}

  /** The blocks. */
  JavaRDD<PackedBlock> of(JavaRDD<FramePart> parts) {
    int[] homes = homes();
    JavaRDD<Run> staying =
        parts.mapPartitionsWithIndex((p, own) -> runs(p, own.next(), homes[p], true), true);
    RDD<Run> grouped =
        staying
            .rdd()
            .coalesce(ranges.tasks(), false, Option.apply(new ByHome(homes, ranges.tasks())), null);
    JavaRDD<Run> stay = JavaRDD.fromRDD(grouped, staying.classTag());
    if (!travels(homes)) {
      return stay.mapPartitionsWithIndex(this::assemble, true);
    }
    JavaPairRDD<Integer, Run> travelling =
        parts
            .mapPartitionsWithIndex((p, own) -> runs(p, own.next(), homes[p], false), true)
            .mapToPair(run -> new Tuple2<>(run.block(), run))
            .partitionBy(new BlockPartitioner(ranges));
    return stay.zipPartitions(
            travelling.values(),
            (home, others) -> {
              List<Run> all = new ArrayList<>();
              home.forEachRemaining(all::add);
              others.forEachRemaining(all::add);
              return List.of(all).iterator();
            })
        .mapPartitionsWithIndex((task, own) -> assemble(task, own.next().iterator()), true);
  }

  private int partitions() {
    return firsts.length - 1;
  }

  private long rows() {
    return firsts[partitions()];
  }

  private long firstRow(int block) {
    return Dataset.firstRow(block, ranges.blocks(), rows());
  }

  private int taskOf(long row) {
    return ranges.taskOf(Dataset.blockOf(row, ranges.blocks(), rows()));
  }

  /** The task of each partition; 0 where it has no rows. */
  private int[] homes() {
    int[] homes = new int[partitions()];
    for (int p = 0; p < homes.length; p++) {
      long end = firsts[p + 1];
      long most = 0;
      long row = firsts[p];
      while (row < end) {
        int task = taskOf(row);
        long next = Math.min(end, firstRow(ranges.end(task)));
        if (next - row > most) {
          most = next - row;
          homes[p] = task;
        }
        row = next;
      }
    }
    return homes;
  }

  private boolean travels(int[] homes) {
    for (int p = 0; p < homes.length; p++) {
      long first = firsts[p];
      long end = firsts[p + 1];
      if (end > first && (taskOf(first) != homes[p] || taskOf(end - 1) != homes[p])) {
        return true;
      }
    }
    return false;
  }

  /** Puts a partition with its task. */
  private record ByHome(int[] homes, int tasks) implements PartitionCoalescer, Serializable {
    @Override
    public PartitionGroup[] coalesce(int most, RDD<?> parent) {
      PartitionGroup[] groups = new PartitionGroup[tasks];
      Arrays.setAll(groups, task -> new PartitionGroup(Option.empty()));
      for (int p = 0; p < homes.length; p++) {
        groups[homes[p]].partitions().addOne(parent.partitions()[p]);
      }
      return groups;
    }
  }

  /**
   * The pieces of one partition, cut where blocks end: those of its own task, or the others.
   *
   * @param home its task
   */
  private Iterator<Run> runs(int partition, FramePart part, int home, boolean staying) {
    List<Run> runs = new ArrayList<>();
    long begin = firsts[partition];
    long next = begin;
    for (LabelledRows piece : ofTraining ? part.training() : part.held()) {
      int from = 0;
      while (from < piece.count()) {
        int block = Dataset.blockOf(next, ranges.blocks(), rows());
        long end = firstRow(block + 1);
        int to = (int) Math.min(piece.count(), from + end - next);
        if ((ranges.taskOf(block) == home) == staying) {
          boolean whole = firstRow(block) == begin && end <= firsts[partition + 1];
          boolean alike = piece.features() instanceof SparseRows == sparse;
          runs.add(new Run(block, next, slice(piece, from, to), whole && alike));
        }
        next += to - from;
        from = to;
      }
    }
    return runs.iterator();
  }

  private static LabelledRows slice(LabelledRows piece, int from, int to) {
    if (from == 0 && to == piece.count()) {
      return piece;
    }
    RowPile pile =
        new RowPile(
            piece.features().columns(),
            piece.features() instanceof SparseRows,
            piece.weights().length > 0);
    for (int row = from; row < to; row++) {
      pile.add(piece, row, 1);
    }
    return pile.take().get(0);
  }

  private Iterator<PackedBlock> assemble(int task, Iterator<Run> runs) {
    Map<Integer, List<Run>> byBlock = new HashMap<>();
    runs.forEachRemaining(
        run -> byBlock.computeIfAbsent(run.block(), block -> new ArrayList<>()).add(run));
    return IntStream.range(ranges.first(task), ranges.end(task))
        .mapToObj(
            block ->
                new PackedBlock(
                    block, firstRow(block), pieces(byBlock.getOrDefault(block, new ArrayList<>()))))
        .iterator();
  }

  /** The rows of a block: its pieces depend on nothing but its rows. */
  private List<LabelledRows> pieces(List<Run> runs) {
    runs.sort(Comparator.comparingLong(Run::first));
    if (runs.stream().allMatch(Run::asPacked)) {
      return runs.stream().map(run -> weighted(run.rows())).toList();
    }
    RowPile pile = new RowPile(columns, sparse, weightFactor > 0);
    for (Run run : runs) {
      for (int row = 0; row < run.rows().count(); row++) {
        pile.add(run.rows(), row, weightFactor);
      }
    }
    return pile.take();
  }

  private LabelledRows weighted(LabelledRows rows) {
    if (weightFactor == 0) {
      return rows;
    }
    double[] weights = rows.weights().clone();
    for (int row = 0; row < weights.length; row++) {
      weights[row] *= weightFactor;
    }
    return new LabelledRows(rows.features(), rows.labels(), weights);
  }
}
