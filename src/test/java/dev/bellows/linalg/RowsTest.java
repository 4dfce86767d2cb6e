package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RowsTest {
  private final Rows dense = new DenseRows(new double[] {1, 0, 2, 0, 0, 0, 0, 3, 0}, 3);
  private final Rows sparse =
      new SparseRows(new int[] {0, 2, 2, 3}, new int[] {0, 2, 1}, new double[] {1, 2, 3}, 3);

  @Test
  void sparseRowsComputeWhatDenseRowsCompute() {
    double[] weights = {9, 0.5, -1, 4};
    for (int row = 0; row < 3; row++) {
      assertThat(sparse.dot(row, weights, 1)).isEqualTo(dense.dot(row, weights, 1), within(1e-15));
      double[] a = {1, 2, 3, 4};
      double[] b = a.clone();
      sparse.addScaled(row, 2, a, 1);
      dense.addScaled(row, 2, b, 1);
      assertThat(a).isEqualTo(b);
    }
    assertThat(sparse.count()).isEqualTo(dense.count()).isEqualTo(3);
  }

  @Test
  void arraysThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new DenseRows(new double[7], 3)).hasMessageContaining("7 values");
    assertThatThrownBy(() -> new SparseRows(new int[] {0, 2}, new int[1], new double[1], 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LabelledRows(dense, new double[2]))
        .hasMessage("3 rows have 2 labels");
  }
}
