package dev.bellows.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.LabelledRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchPlanTest {

  /** Blocks whose only feature is the row's number, in pieces of three rows. */
  static List<PackedBlock> blocks(int rows, int blocks) {
    List<PackedBlock> all = new ArrayList<>();
    for (int b = 0; b < blocks; b++) {
      long first = Dataset.firstRow(b, blocks, rows);
      long end = Dataset.firstRow(b + 1, blocks, rows);
      List<Examples> pieces = new ArrayList<>();
      for (long row = first; row < end; row += 3) {
        double[] values = new double[(int) Math.min(3, end - row)];
        for (int i = 0; i < values.length; i++) {
          values[i] = row + i;
        }
        pieces.add(new LabelledRows(new DenseRows(values, 1), new double[values.length]));
      }
      all.add(new PackedBlock(b, first, pieces));
    }
    return all;
  }

  private static BitSet rowsOf(List<PackedBlock> blocks, BatchPlan plan, int epoch, int batch) {
    BitSet found = new BitSet();
    for (PackedBlock block : blocks) {
      block.visitBatch(
          plan,
          epoch,
          batch,
          (piece, firstRow, rows, count) -> {
            for (int i = 0; i < count; i++) {
              int row = (int) ((DenseRows) ((LabelledRows) piece).features()).values()[rows[i]];
              assertThat(firstRow + rows[i]).as("the number of the row").isEqualTo(row);
              assertThat(found.get(row)).as("row %d comes once", row).isFalse();
              assertThat(i == 0 || rows[i] > rows[i - 1]).isTrue();
              found.set(row);
            }
          });
    }
    return found;
  }

  @Property(tries = 200)
  void everyRowIsInOneBatchOfEveryEpochWhateverTheBlocks(
      @ForAll @IntRange(min = 1, max = 200) int rows,
      @ForAll @IntRange(min = 1, max = 200) int size,
      @ForAll @IntRange(min = 1, max = 12) int blockCount,
      @ForAll boolean shuffle,
      @ForAll long seed) {
    BatchPlan plan = new BatchPlan(rows, Math.min(size, rows), shuffle, seed);
    List<PackedBlock> some = blocks(rows, blockCount);
    List<PackedBlock> one = blocks(rows, 1);
    for (int epoch = 1; epoch <= 2; epoch++) {
      BitSet all = new BitSet();
      for (int batch = 0; batch < plan.batches(); batch++) {
        BitSet found = rowsOf(some, plan, epoch, batch);
        assertThat(found).isEqualTo(rowsOf(one, plan, epoch, batch));
        assertThat(found.cardinality()).isEqualTo((int) plan.batchRows(batch));
        assertThat(all.intersects(found)).isFalse();
        all.or(found);
      }
      assertThat(all.cardinality()).isEqualTo(rows);
    }
  }

  @Test
  void consecutiveBatchesKeepTheOrderOfTheRows() {
    BatchPlan plan = new BatchPlan(25, 10, false, 9);

    assertThat(rowsOf(blocks(25, 4), plan, 1, 1).stream().toArray())
        .containsExactly(10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
    assertThat(plan.batches()).isEqualTo(3);
    assertThat(plan.batchRows(2)).isEqualTo(5);
  }

  @Test
  void theOrderIsAnotherInEveryEpochAndForEverySeed() {
    List<PackedBlock> blocks = blocks(100, 2);
    BitSet first = rowsOf(blocks, new BatchPlan(100, 10, true, 1), 1, 0);

    assertThat(rowsOf(blocks, new BatchPlan(100, 10, true, 1), 2, 0)).isNotEqualTo(first);
    assertThat(rowsOf(blocks, new BatchPlan(100, 10, true, 2), 1, 0)).isNotEqualTo(first);
    assertThat(rowsOf(blocks, new BatchPlan(100, 10, true, 1), 1, 0)).isEqualTo(first);
  }

  @Test
  void aPlanOfManyBatchesIsSortedRightly() {
    // more batches than one pass of the radix sort tells apart
    BatchPlan plan = new BatchPlan(5000, 1, true, 3);
    List<PackedBlock> blocks = blocks(5000, 3);
    BatchPlan.Order order = plan.order(1);
    for (int batch = 0; batch < 5000; batch += 7) {
      assertThat(rowsOf(blocks, plan, 1, batch).nextSetBit(0)).isEqualTo((int) order.row(batch));
    }
  }

  @Test
  void aBatchSizeThatCannotBeIsRefusedWithTheRange() {
    assertThatThrownBy(() -> new BatchPlan(1500, 1501, true, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("batch-size = 1501")
        .hasMessageContaining("1 to 1500");
    assertThatThrownBy(() -> new BatchPlan(1500, 0, true, 1)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new BatchPlan(1L << 33, 1, true, 1)).hasMessageContaining("2^31");
  }

  @Property(tries = 300)
  void rowsAndBlocksFindEachOther(
      @ForAll @IntRange(min = 1, max = 10_000) int rows,
      @ForAll @IntRange(min = 1, max = 500) int blocks,
      @ForAll @IntRange(min = 0, max = 9_999) int any) {
    long row = any % rows;
    int block = Dataset.blockOf(row, blocks, rows);

    assertThat(row)
        .isGreaterThanOrEqualTo(Dataset.firstRow(block, blocks, rows))
        .isLessThan(Dataset.firstRow(block + 1, blocks, rows));
  }
}
