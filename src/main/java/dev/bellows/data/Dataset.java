package dev.bellows.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Rows ready for training, in numbered blocks. All arithmetic goes by the numbers of the blocks;
 * which task hosts which of them changes no bit.
 *
 * @param blocks the cached blocks, ascending in each of Spark's partitions
 * @param ranges which blocks stand in which of Spark's partitions
 * @param rows the number of rows in all of them
 * @param columns the number of features of a row
 */
public record Dataset(JavaRDD<PackedBlock> blocks, TaskRanges ranges, long rows, int columns) {

  /** The number of blocks, {@code data.partitions} of a job file. */
  public int partitions() {
    return ranges.blocks();
  }

  /** All blocks, ascending, brought to the driver. */
  public List<PackedBlock> collect() {
    List<PackedBlock> all = new ArrayList<>(blocks.collect());
    all.sort(Comparator.comparingInt(PackedBlock::number));
    return all;
  }

  /** The first row of a block when rows are spread evenly over blocks. */
  public static long firstRow(int block, int blocks, long rows) {
    return block * rows / blocks;
  }

  /** The number of rows in a block. */
  static long rowsOf(int block, int blocks, long rows) {
    return firstRow(block + 1, blocks, rows) - firstRow(block, blocks, rows);
  }

  /** The block that a row belongs to: the inverse of {@link #firstRow}. */
  public static int blockOf(long row, int blocks, long rows) {
    return (int) (((row + 1) * blocks - 1) / rows);
  }

  /**
   * The same rows for a training of its own, where several go on at once over the same cached
   * blocks in stages that last; see {@link PackedBlock#view}.
   */
  public Dataset view() {
    return new Dataset(blocks.map(PackedBlock::view), ranges, rows, columns);
  }

  /** Frees the blocks. */
  public void unpersist() {
    blocks.unpersist();
  }
}
