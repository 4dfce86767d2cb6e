package dev.bellows.data;

import java.io.Serializable;

/**
 * Which blocks a task hosts: consecutive ones, about as many in every task. The borders between
 * tasks stand where the tree of an ordered sum has large nodes, as far as that costs no more than a
 * quarter of balance, so that a task can fold nearly all of its blocks to one sum.
 *
 * @param blocks the number of blocks, at least 1
 * @param tasks the number of tasks, from 1 to {@code blocks}
 */
public record TaskRanges(int blocks, int tasks) implements Serializable {

  /** Checks the numbers. */
  public TaskRanges {
    if (tasks < 1 || blocks < tasks) {
      throw new IllegalArgumentException("%d blocks in %d tasks".formatted(blocks, tasks));
    }
  }

  /** Blocks that stay together: a power of two. */
  private int unit() {
    long most = (blocks + tasks - 1) / tasks * 5L / 4;
    int unit = 1;
    for (int larger = 2; larger <= blocks && units(larger) >= tasks; larger *= 2) {
      long load = (units(larger) + tasks - 1L) / tasks * larger;
      unit = load <= most ? larger : unit;
    }
    return unit;
  }

  private int units(int unit) {
    return (blocks + unit - 1) / unit;
  }

  /** The first block of a task. */
  public int first(int task) {
    int unit = unit();
    return (int) Math.min(blocks, (long) task * units(unit) / tasks * unit);
  }

  /** The block behind the last one of a task. */
  public int end(int task) {
    return first(task + 1);
  }

  /** The task that hosts a block. */
  public int taskOf(int block) {
    int unit = unit();
    return (int) (((block / unit + 1L) * tasks - 1) / units(unit));
  }
}
