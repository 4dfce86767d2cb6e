package dev.bellows.data;

import org.apache.spark.api.java.JavaRDD;

/**
 * Rows ready for training: block {@code b} is the one element of partition {@code b}.
 *
 * @param blocks the cached blocks
 * @param rows the number of rows in all of them
 * @param columns the number of features of a row
 */
public record Dataset(JavaRDD<PackedBlock> blocks, long rows, int columns) {

  /** The number of blocks. */
  public int partitions() {
    return blocks.getNumPartitions();
  }

  /** The first row of a block when rows are spread evenly over blocks. */
  static long firstRow(int block, int blocks, long rows) {
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

  /** Frees the blocks. */
  public void unpersist() {
    blocks.unpersist();
  }
}
