package dev.bellows.data;

import dev.bellows.data.RowPlacement.Role;
import dev.bellows.data.RowPlacement.Run;
import dev.bellows.data.source.RowSource;
import dev.bellows.linalg.ColumnScaling;
import dev.bellows.linalg.LabelledRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The rows of a source in their blocks, as they were read. They are not cached: each use sends them
 * there again, or takes what Spark has kept of the last time.
 */
final class RawBlocks {
  private final JavaRDD<RawBlock> blocks;
  private final TaskRanges ranges;
  private final RowPlacement placement;
  private final int columns;

  private RawBlocks(
      JavaRDD<RawBlock> blocks, TaskRanges ranges, RowPlacement placement, int columns) {
    this.blocks = blocks;
    this.ranges = ranges;
    this.placement = placement;
    this.columns = columns;
  }

  /** The runs of all roles that belong to one block. */
  private record RawBlock(int number, List<Run> runs) implements Serializable {}

  /** What is done to rows before they are trained with. */
  record Finish(ColumnScaling scaling, RowWeights weights) implements Serializable {
    private LabelledRows of(LabelledRows examples) {
      LabelledRows scaled = ColumnSums.scaled(examples, scaling);
      return weights == null ? scaled : weights.applyTo(scaled);
    }
  }

  /**
   * Sends rows to their blocks, or leaves them where they are if they stand there already.
   *
   * @param byPartition the segments of each of the source's partitions
   * @param ordered the same in the order of files and lines
   */
  static RawBlocks of(
      RowSource source,
      List<List<Survey.Segment>> byPartition,
      List<Survey.Segment> ordered,
      RowPlacement placement,
      TaskRanges ranges,
      int columns) {
    boolean inPlace =
        ranges.tasks() == ranges.blocks()
            && standsInBlocks(byPartition, ordered, placement, ranges.blocks());
    return new RawBlocks(
        inPlace ? inPlace(source, placement) : shuffled(source, placement, ranges),
        ranges,
        placement,
        columns);
  }

  /** Whether partition {@code b} of the source already is block {@code b}, and nothing else. */
  private static boolean standsInBlocks(
      List<List<Survey.Segment>> byPartition,
      List<Survey.Segment> ordered,
      RowPlacement placement,
      int blocks) {
    long rows = placement.rows(Role.TRAINING);
    boolean whole =
        placement.rows(Role.VALIDATION) == 0
            && placement.rows(Role.SURPLUS) == 0
            && byPartition.size() == blocks;
    for (int b = 0; whole && b < blocks; b++) {
      whole =
          byPartition.get(b).size() == 1
              && byPartition.get(b).get(0).equals(ordered.get(b))
              && ordered.get(b).rows() == Dataset.rowsOf(b, blocks, rows);
    }
    return whole;
  }

  private static JavaRDD<RawBlock> inPlace(RowSource source, RowPlacement placement) {
    return source
        .rows()
        .mapPartitionsWithIndex(
            (number, rows) ->
                List.of(assemble(placement, number, placement.place(rows))).iterator(),
            true);
  }

  private static JavaRDD<RawBlock> shuffled(
      RowSource source, RowPlacement placement, TaskRanges ranges) {
    JavaPairRDD<Integer, Run> runs =
        source
            .rows()
            .mapPartitionsToPair(placement::place)
            .partitionBy(new BlockPartitioner(ranges));
    return JavaRDD.fromRDD(runs.rdd(), runs.classTag())
        .mapPartitionsWithIndex((task, own) -> assemble(placement, ranges, task, own), true);
  }

  private static Iterator<RawBlock> assemble(
      RowPlacement placement, TaskRanges ranges, int task, Iterator<Tuple2<Integer, Run>> runs) {
    Map<Integer, List<Tuple2<Integer, Run>>> byBlock = new HashMap<>();
    runs.forEachRemaining(
        run -> byBlock.computeIfAbsent(run._1(), block -> new ArrayList<>()).add(run));
    return IntStream.range(ranges.first(task), ranges.end(task))
        .mapToObj(b -> assemble(placement, b, byBlock.getOrDefault(b, List.of()).iterator()))
        .iterator();
  }

  private static RawBlock assemble(
      RowPlacement placement, int number, Iterator<Tuple2<Integer, Run>> runs) {
    List<Run> all = new ArrayList<>();
    runs.forEachRemaining(run -> all.add(run._2()));
    return new RawBlock(number, placement.whole(number, all));
  }

  /** What the runs of a block add to a sum. */
  @FunctionalInterface
  interface Addend extends Serializable {
    double[] of(List<Run> runs);
  }

  /** The sum over all blocks, in their order. */
  double[] sum(Addend addend) {
    return BlockSums.overAll(blocks, ranges, block -> addend.of(block.runs()));
  }

  /** The rows of one role, finished and cached. */
  Dataset pack(Role role, Finish finish) {
    long rows = placement.rows(role);
    int count = ranges.blocks();
    JavaRDD<PackedBlock> packed =
        blocks
            .map(
                block ->
                    new PackedBlock(
                        block.number(),
                        Dataset.firstRow(block.number(), count, rows),
                        block.runs().stream()
                            .filter(run -> run.role() == role)
                            .map(run -> finish.of(run.examples()))
                            .toList()))
            .setName(role.name().toLowerCase(Locale.ROOT) + " rows")
            .persist(StorageLevel.MEMORY_AND_DISK());
    long wrong =
        packed
            .filter(block -> block.count() != Dataset.rowsOf(block.number(), count, rows))
            .count();
    if (wrong > 0) {
      throw new IllegalStateException(
          "the source gave other rows when it was read again; was it written meanwhile?");
    }
    return new Dataset(packed, ranges, rows, columns);
  }
}
