package dev.bellows.train.wire;

import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.OrderedFold;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Who sends sums to whom: a function of the numbers of tasks, blocks and the fan-in alone. The
 * driver hears at most {@code fanIn} tasks; each of these is the first of a group of neighbours,
 * and hears the first ones of at most {@code fanIn} parts of its group (it is the first of one of
 * them itself), and so on. Groups are powers of two, so that a group's sums fold to few. Parameters
 * go the same way down.
 */
final class TaskTree implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Stands for the driver where a task is meant. */
  static final int DRIVER = -1;

  private final TaskRanges ranges;
  private final int fanIn;
  private final int[] parents;
  private final int[] ends; // the task behind the last one below each task

  TaskTree(TaskRanges ranges, int fanIn) {
    this.ranges = ranges;
    this.fanIn = fanIn;
    parents = new int[ranges.tasks()];
    ends = new int[ranges.tasks()];
    split(DRIVER, 0, ranges.tasks());
  }

  /** Makes groups of {@code from} to {@code to - 1} and gives them to a parent. */
  private void split(int parent, int from, int to) {
    int size = 1;
    while ((long) size * fanIn < to - from) {
      size *= 2;
    }
    for (int first = from; first < to; first += size) {
      int end = Math.min(first + size, to);
      if (first != parent) {
        parents[first] = parent;
        ends[first] = end;
      }
      if (end - first > 1) {
        split(first, first, end);
      }
    }
  }

  /** The number of tasks. */
  int tasks() {
    return parents.length;
  }

  /** Which blocks each task hosts. */
  TaskRanges ranges() {
    return ranges;
  }

  /** The number of blocks. */
  int blocks() {
    return ranges.blocks();
  }

  /** The task that a task sends its sums to, or {@link #DRIVER}. */
  int parent(int task) {
    return parents[task];
  }

  /** The tasks that send their sums to a task, or to the driver. */
  List<Integer> children(int place) {
    List<Integer> children = new ArrayList<>();
    for (int task = 0; task < parents.length; task++) {
      if (parents[task] == place) {
        children.add(task);
      }
    }
    return children;
  }

  /** How many sums meet at a task (its own included) or at the driver, for each request. */
  int arrivals(int place) {
    int arrivals = place == DRIVER ? 0 : nodes(ranges.first(place), ranges.end(place));
    for (int child : children(place)) {
      arrivals += nodes(ranges.first(child), ranges.end(ends[child] - 1));
    }
    return arrivals;
  }

  private int nodes(int from, int to) {
    return OrderedFold.cover(ranges.blocks(), from, to).size();
  }
}
