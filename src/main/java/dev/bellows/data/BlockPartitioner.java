package dev.bellows.data;

import org.apache.spark.Partitioner;

/** Sends the number of a block to the task that hosts it. */
public final class BlockPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final TaskRanges ranges;

  /** To the tasks of these ranges. */
  public BlockPartitioner(TaskRanges ranges) {
    this.ranges = ranges;
  }

  @Override
  public int numPartitions() {
    return ranges.tasks();
  }

  @Override
  public int getPartition(Object block) {
    return ranges.taskOf((Integer) block);
  }
}
