package dev.bellows.data.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.TestSpark;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.frame.FrameColumns.Classes;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.SparseRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class FrameBlocksTest {
  private static final int ROWS = 240;
  private static final int COLUMNS = 1500; // so that dense rows make pieces of 87
  private static final StructType SCHEMA =
      new StructType()
          .add("x", SQLDataTypes.VectorType())
          .add("y", DataTypes.DoubleType)
          .add("w", DataTypes.DoubleType);

  /** Rows whose labels are their numbers, spread over partitions of these sizes. */
  private static FrameRows rows(boolean sparse, boolean weighted, int... sizes) {
    List<List<Row>> partitions = new ArrayList<>();
    int next = 0;
    for (int size : sizes) {
      partitions.add(IntStream.range(next, next + size).mapToObj(i -> row(i, sparse)).toList());
      next += size;
    }
    assertThat(next).isEqualTo(ROWS);
    return FrameLoader.read(
        TestSpark.session()
            .createDataFrame(
                TestSpark.context().parallelize(partitions, sizes.length).flatMap(List::iterator),
                SCHEMA),
        new FrameColumns("x", "y", weighted ? "w" : null, null, Classes.NONE, false));
  }

  private static Row row(int number, boolean sparse) {
    Random random = new Random(number);
    double[] values = new double[COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
      values[c] = !sparse || random.nextInt(3) == 0 ? random.nextGaussian() : 0;
    }
    Vector x = Vectors.dense(values);
    return RowFactory.create(number % 2 == 0 ? x : x.toSparse(), (double) number, 1.0 + number % 2);
  }

  /** All that is in the blocks, as text. */
  private static List<String> contents(Dataset dataset) {
    List<String> contents = new ArrayList<>();
    for (PackedBlock block : dataset.blocks().collect()) {
      contents.add("block " + block.number() + " from " + block.firstRow());
      for (LabelledRows piece : FrameSums.pieces(block)) {
        String features =
            piece.features() instanceof SparseRows rows
                ? Arrays.toString(rows.starts())
                    + Arrays.toString(rows.indices())
                    + Arrays.toString(rows.values())
                : Arrays.toString(((DenseRows) piece.features()).values());
        contents.add(features + Arrays.toString(piece.labels()) + Arrays.toString(piece.weights()));
      }
    }
    return contents;
  }

  @Test
  void blocksAreTheSameHoweverTheFrameIsPartitioned() {
    int[][] partitionings = {
      {240}, {120, 120}, {119, 121}, {0, 80, 0, 80, 80}, {1, 200, 39}, {30, 30, 60, 0, 100, 20}
    };
    for (boolean sparse : new boolean[] {false, true}) {
      for (int blocks : new int[] {1, 2, 7}) {
        List<String> expected = null;
        for (int[] sizes : partitionings) {
          try (FrameRows rows = rows(sparse, !sparse, sizes)) {
            FrameRows.Loaded loaded = rows.load(RowTransform.NONE, blocks);
            List<String> contents = contents(loaded.training());
            expected = expected == null ? contents : expected;
            assertThat(contents)
                .as("%s in %d blocks", Arrays.toString(sizes), blocks)
                .isEqualTo(expected);
            loaded.unpersist();
          }
        }
      }
    }
  }

  @Test
  void rowsThatStandInTheirBlocksAreNotShuffled() {
    int slots = TestSpark.context().defaultParallelism();
    int[] even = new int[slots];
    Arrays.fill(even, ROWS / slots);
    even[slots - 1] += ROWS - ROWS / slots * slots;
    assertThat(lineage(slots, even)).doesNotContain("Shuffled");
    assertThat(lineage(1, 100, 0, 140)).doesNotContain("Shuffled");
    assertThat(lineage(2, 100, 140)).contains("Shuffled");
  }

  private static String lineage(int blocks, int... sizes) {
    try (FrameRows rows = rows(true, false, sizes)) {
      FrameRows.Loaded loaded = rows.load(RowTransform.NONE, blocks);
      String lineage = loaded.training().blocks().toDebugString();
      loaded.unpersist();
      return lineage;
    }
  }
}
