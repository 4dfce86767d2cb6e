package dev.bellows.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.TestSpark;
import dev.bellows.data.ExampleBlocks.Run;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExampleBlocksTest {
  private static Run run(int from, int to) {
    double[] numbers = IntStream.range(from, to).asDoubleStream().toArray();
    return new Run(from, new LabelledRows(new DenseRows(numbers, 1), numbers));
  }

  private static Dataset load(List<Run> runs, long rows, int blocks) {
    return ExampleBlocks.load(
        TestSpark.context(), TestSpark.context().parallelize(runs, 2), rows, 1, blocks);
  }

  @Test
  void runsInAnyOrderBecomeBlocksInTheOrderOfTheirRows() {
    // Of 11 rows, blocks of 2, 3, 3 and 3.
    Dataset dataset = load(List.of(run(8, 11), run(1, 2), run(5, 8), run(0, 1), run(2, 5)), 11, 4);

    List<double[]> labels = dataset.collect().stream().map(ExampleBlocksTest::labels).toList();
    assertThat(labels.stream().map(l -> l.length)).containsExactly(2, 3, 3, 3);
    assertThat(labels.stream().flatMapToDouble(Arrays::stream).toArray())
        .isEqualTo(IntStream.range(0, 11).asDoubleStream().toArray());
    dataset.unpersist();
  }

  private static double[] labels(PackedBlock block) {
    DoubleStream.Builder labels = DoubleStream.builder();
    block.visitAll(
        (piece, rows, count) ->
            Arrays.stream(rows, 0, count)
                .forEach(row -> labels.add(((LabelledRows) piece).labels()[row])));
    return labels.build().toArray();
  }

  @Test
  void blocksThatAreNotWholeAreRefused() {
    assertThatThrownBy(() -> load(List.of(run(0, 2), run(3, 5)), 5, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("1 of 2 blocks are not whole");
  }
}
