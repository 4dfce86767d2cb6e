package dev.bellows.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.linalg.OrderedFold;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TaskRangesTest {

  @Property
  void everyBlockIsHostedOnceAndNoTaskIsEmpty(
      @ForAll @IntRange(min = 1, max = 3000) int blocks,
      @ForAll @IntRange(min = 1, max = 300) int slots) {
    TaskRanges ranges = new TaskRanges(blocks, Math.min(blocks, slots));
    int next = 0;
    for (int task = 0; task < ranges.tasks(); task++) {
      assertThat(ranges.first(task)).isEqualTo(next);
      next = ranges.end(task);
      assertThat(next).isGreaterThan(ranges.first(task));
      assertThat(ranges.taskOf(ranges.first(task))).isEqualTo(task);
      assertThat(ranges.taskOf(next - 1)).isEqualTo(task);
    }
    assertThat(next).isEqualTo(blocks);
  }

  @Property
  void noTaskHostsAQuarterMoreThanItsShare(
      @ForAll @IntRange(min = 1, max = 3000) int blocks,
      @ForAll @IntRange(min = 1, max = 300) int slots) {
    TaskRanges ranges = new TaskRanges(blocks, Math.min(blocks, slots));
    int share = (blocks + ranges.tasks() - 1) / ranges.tasks();
    for (int task = 0; task < ranges.tasks(); task++) {
      assertThat(ranges.end(task) - ranges.first(task)).isLessThanOrEqualTo(share + share / 4);
    }
  }

  @Test
  void bordersStandWhereATaskCanFoldAllOfItsBlocksToOneSum() {
    TaskRanges ranges = new TaskRanges(60, 4);
    for (int task = 0; task < 4; task++) {
      assertThat(OrderedFold.cover(60, ranges.first(task), ranges.end(task))).hasSize(1);
    }
  }
}
