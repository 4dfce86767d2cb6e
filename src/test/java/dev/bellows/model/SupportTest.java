package dev.bellows.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.IndexSet;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.SparseRows;
import dev.bellows.linalg.WordWindows;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SupportTest {
  private static final SparseRows ROWS =
      new SparseRows(
          new int[] {0, 2, 2, 5}, new int[] {1, 7, 0, 7, 8}, new double[] {1, 2, 3, 4, 5}, 9);

  private static int[] marked(Objective objective, Examples examples, int... rows) {
    IndexSet marked = new IndexSet(objective.layout().size());
    objective.support(examples).orElseThrow().mark(rows, rows.length, marked);
    return marked.drain();
  }

  /** Where the gradient of these rows, at parameters that are all different, is not zero. */
  private static int[] gradient(Objective objective, Examples examples, int... rows) {
    int size = objective.layout().size();
    double[] parameters = IntStream.range(0, size).mapToDouble(i -> Math.sin(i + 1)).toArray();
    double[] gradient = new double[size];
    objective.addLossAndGradient(examples, rows, rows.length, parameters, gradient);
    return IntStream.range(0, size).filter(i -> gradient[i] != 0).toArray();
  }

  @Test
  void aLinearModelReachesTheStoredColumnsAndTheBias() {
    LinearRegression objective = new LinearRegression(9);
    LabelledRows examples = new LabelledRows(ROWS, new double[] {1, 2, 3});

    assertThat(marked(objective, examples, 0, 1)).containsExactly(1, 7, 9);
    assertThat(marked(objective, examples, 1)).containsExactly(9);
    assertThat(marked(objective, examples, 0, 1, 2))
        .isEqualTo(gradient(objective, examples, 0, 1, 2));
  }

  @Test
  void everyOutputHasItsOwnWeights() {
    IndexSet marked = new IndexSet(3 * 9 + 3);
    new LinearSupport(ROWS, 3, 3).mark(new int[] {0}, 1, marked);
    assertThat(marked.drain()).containsExactly(1, 7, 10, 16, 19, 25, 27, 28, 29);
  }

  @Test
  void denseRowsReachAll() {
    LabelledRows dense = new LabelledRows(new DenseRows(new double[18], 9), new double[2]);
    assertThat(new LinearRegression(9).support(dense)).isEmpty();
  }

  @Test
  void windowsReachTheRowsOfTheirWords() {
    // Centre 3 with contexts 1, 3 and negative 0; centre 5 with context 2 and no negative.
    WordWindows windows =
        new WordWindows(new int[] {0, 4, 6}, new int[] {3, 6}, new int[] {3, 1, 3, 0, 5, 2}, 7);
    for (Objective objective : new Objective[] {new SkipGram(7, 2), new Cbow(7, 2)}) {
      assertThat(marked(objective, windows, 0, 1)).isEqualTo(gradient(objective, windows, 0, 1));
    }
    assertThat(marked(new SkipGram(7, 2), windows, 1)).containsExactly(10, 11, 18, 19);
    assertThat(Arrays.equals(marked(new Cbow(7, 2), windows, 1), new int[] {4, 5, 24, 25}))
        .isTrue();
  }
}
