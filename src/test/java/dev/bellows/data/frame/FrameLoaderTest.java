package dev.bellows.data.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.TestSpark;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.frame.FrameColumns.Classes;
import dev.bellows.data.frame.FrameRows.Moments;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.SparseRows;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class FrameLoaderTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("x", SQLDataTypes.VectorType())
          .add("y", DataTypes.DoubleType)
          .add("w", DataTypes.DoubleType)
          .add("held", DataTypes.BooleanType);
  private static final FrameColumns COLUMNS =
      new FrameColumns("x", "y", "w", "held", Classes.NONE, false);

  /** Rows whose labels are their numbers; every third is held out. */
  private static FrameRows rows(int count, int partitions, int columns, boolean sparse) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Vector x = Vectors.sparse(columns, new int[] {i % columns}, new double[] {i});
      rows.add(RowFactory.create(sparse ? x : x.toDense(), (double) i, 1.0 + i % 2, i % 3 == 2));
    }
    return FrameLoader.read(
        TestSpark.session()
            .createDataFrame(TestSpark.context().parallelize(rows, partitions), SCHEMA),
        COLUMNS);
  }

  private static List<LabelledRows> pieces(Dataset dataset) {
    return dataset.blocks().collect().stream()
        .flatMap(block -> FrameSums.pieces(block).stream())
        .toList();
  }

  private static List<Double> labels(Dataset dataset) {
    List<Double> labels = new ArrayList<>();
    for (LabelledRows piece : pieces(dataset)) {
      for (double label : piece.labels()) {
        labels.add(label);
      }
    }
    return labels;
  }

  @Test
  void rowsKeepTheirOrderInBlocksOfEvenSize() {
    for (int partitions : new int[] {1, 4, 50}) {
      try (FrameRows rows = rows(31, partitions, 2, false)) {
        FrameRows.Loaded loaded = rows.load(RowTransform.NONE, 3);
        assertThat(rows.rows()).isEqualTo(21);
        assertThat(rows.heldRows()).isEqualTo(10);
        assertThat(labels(loaded.training())).isSorted().hasSize(21).startsWith(0.0, 1.0, 3.0);
        assertThat(labels(loaded.held().orElseThrow())).isSorted().hasSize(10).startsWith(2.0, 5.0);
        assertThat(loaded.training().blocks().map(PackedBlock::count).collect())
            .containsExactly(7, 7, 7);
        loaded.unpersist();
      }
    }
  }

  @Test
  void rowsArePackedAsTakesLessMemory() {
    for (boolean asSparse : new boolean[] {true, false}) {
      FrameRows.Loaded narrow = rows(30, 2, 2, asSparse).load(RowTransform.NONE, 2);
      assertThat(pieces(narrow.training())).allMatch(p -> p.features() instanceof DenseRows);
      FrameRows.Loaded wide = rows(30, 2, 40, asSparse).load(RowTransform.NONE, 2);
      assertThat(pieces(wide.training())).allMatch(p -> p.features() instanceof SparseRows);
    }
  }

  @Test
  void weightsHaveTheMeanOne() {
    FrameRows.Loaded loaded = rows(30, 4, 3, false).load(RowTransform.NONE, 2);
    double sum = 0;
    for (LabelledRows piece : pieces(loaded.training())) {
      for (double weight : piece.weights()) {
        sum += weight;
      }
    }
    assertThat(sum).isCloseTo(20, within(1e-12));
  }

  @Test
  void momentsAreTheWeightedOnesOfSparkWhateverThePacking() {
    for (boolean wide : new boolean[] {false, true}) {
      int columns = wide ? 12 : 2;
      Moments moments = rows(40, 3, columns, true).moments(2);
      double weights = 0;
      double squares = 0;
      double sum = 0;
      double first = 0;
      for (int i = 0; i < 40; i++) {
        double w = i % 3 == 2 ? 0 : 1 + i % 2;
        weights += w;
        squares += w * w;
        sum += w * i;
        first += i % columns == 0 ? w * i : 0;
      }
      double spread = 0;
      double firstSpread = 0;
      for (int i = 0; i < 40; i++) {
        double w = i % 3 == 2 ? 0 : 1 + i % 2;
        spread += w * Math.pow(i - sum / weights, 2);
        firstSpread += w * Math.pow((i % columns == 0 ? i : 0) - first / weights, 2);
      }
      double divisor = weights - squares / weights;
      assertThat(moments.labelMean()).isCloseTo(sum / weights, within(1e-12));
      assertThat(moments.labelDeviation()).isCloseTo(Math.sqrt(spread / divisor), within(1e-12));
      assertThat(moments.means()[0]).isCloseTo(first / weights, within(1e-12));
      assertThat(moments.deviations()[0])
          .isCloseTo(Math.sqrt(firstSpread / divisor), within(1e-12));
    }
  }

  @Test
  void digestTellsRowsApart() {
    long digest = rows(30, 1, 3, true).digest();
    assertThat(rows(30, 1, 3, true).digest()).isEqualTo(digest);
    assertThat(rows(29, 1, 3, true).digest()).isNotEqualTo(digest);
  }
}
