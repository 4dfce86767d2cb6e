package dev.bellows.data;

import dev.bellows.linalg.Examples;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Gathers numbered examples of any kind, which a program has made, into a data set. */
public final class ExampleBlocks {
  private ExampleBlocks() {}

  /**
   * Examples that follow each other, all of one block.
   *
   * @param first the number of the first one, from 0
   * @param examples at least one
   */
  public record Run(long first, Examples examples) implements Serializable {}

  /**
   * Sends every run to its block and caches the blocks.
   *
   * @param runs together every example once, in any order; none may reach from one block ({@link
   *     Dataset#firstRow}) into the next
   * @param rows the number of examples
   * @param columns the number of features of an example
   * @param blocks the number of blocks, at least 1
   * @throws IllegalStateException where examples are missing, or are there twice
   */
  public static Dataset load(
      JavaSparkContext spark, JavaRDD<Run> runs, long rows, int columns, int blocks) {
    TaskRanges ranges = new TaskRanges(blocks, TaskSlots.steady(spark.sc(), blocks));
    JavaPairRDD<Integer, Run> byBlock =
        runs.mapToPair(run -> new Tuple2<>(Dataset.blockOf(run.first(), blocks, rows), run))
            .partitionBy(new BlockPartitioner(ranges));
    JavaRDD<PackedBlock> packed =
        JavaRDD.fromRDD(byBlock.rdd(), byBlock.classTag())
            .mapPartitionsWithIndex((task, own) -> assemble(ranges, rows, task, own), true)
            .setName("training rows")
            .persist(StorageLevel.MEMORY_AND_DISK());
    long wrong =
        packed
            .filter(block -> block.count() != Dataset.rowsOf(block.number(), blocks, rows))
            .count();
    if (wrong > 0) {
      throw new IllegalStateException("%d of %d blocks are not whole".formatted(wrong, blocks));
    }
    return new Dataset(packed, ranges, rows, columns);
  }

  private static Iterator<PackedBlock> assemble(
      TaskRanges ranges, long rows, int task, Iterator<Tuple2<Integer, Run>> runs) {
    Map<Integer, List<Run>> byBlock = new HashMap<>();
    runs.forEachRemaining(
        run -> byBlock.computeIfAbsent(run._1(), block -> new ArrayList<>()).add(run._2()));
    byBlock.values().forEach(all -> all.sort(Comparator.comparingLong(Run::first)));
    return IntStream.range(ranges.first(task), ranges.end(task))
        .mapToObj(
            block ->
                new PackedBlock(
                    block,
                    Dataset.firstRow(block, ranges.blocks(), rows),
                    byBlock.getOrDefault(block, List.of()).stream().map(Run::examples).toList()))
        .iterator();
  }
}
