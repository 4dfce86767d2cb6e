package dev.bellows.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.data.RowPlacement.Role;
import dev.bellows.data.RowPlacement.Run;
import dev.bellows.data.source.SourceRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PieceGridTest {
  private static final int COLUMNS = 5000;

  /** Rows of up to {@code COLUMNS} values, some in a row very long. */
  private static List<SourceRow> rows(boolean sparse, int count, Random random) {
    List<SourceRow> rows = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      int length = !sparse ? COLUMNS : r / 20 % 3 == 2 ? COLUMNS : 1 + random.nextInt(50);
      double[] values = random.doubles(length).toArray();
      int[] indices = new int[length];
      for (int i = 0; i < length; i++) {
        indices[i] = i;
      }
      rows.add(new SourceRow("rows", 0, r + 1, values, sparse ? indices : null, r, null));
    }
    return rows;
  }

  /** What the tasks leave where the files are split before some of the rows. */
  private static List<Run> runs(
      PieceGrid grid, List<SourceRow> rows, int offset, List<Integer> splits) {
    List<Run> runs = new ArrayList<>();
    RowPacker packer = grid.packer();
    long first = offset;
    for (int r = 0; r < rows.size(); r++) {
      boolean cut =
          splits.contains(r)
              || offset + r == grid.endOfCell(offset, first)
              || packer.isFullFor(rows.get(r));
      if (cut && r > 0) {
        runs.add(new Run(Role.TRAINING, first, packer.take()));
        first = offset + r;
      }
      packer.add(rows.get(r), rows.get(r).label());
    }
    runs.add(new Run(Role.TRAINING, first, packer.take()));
    return grid.whole(runs, role -> offset);
  }

  /** Piece by piece, row by row: the number, the label and the features. */
  private static double[][][] shown(List<Run> runs) {
    return runs.stream().map(PieceGridTest::shown).toArray(double[][][]::new);
  }

  private static double[][] shown(Run run) {
    double[][] rows = new double[run.examples().count()][COLUMNS + 2];
    for (int r = 0; r < rows.length; r++) {
      rows[r][0] = run.first() + r;
      rows[r][1] = run.examples().labels()[r];
      run.examples().features().addScaled(r, 1, rows[r], 2);
    }
    return rows;
  }

  @Property(tries = 30)
  void thePiecesDoNotDependOnWhereTheFilesAreSplit(
      @ForAll boolean sparse,
      @ForAll @IntRange(min = 1, max = 120) int count,
      @ForAll @IntRange(max = 1000) int offset,
      @ForAll List<@IntRange(min = 1, max = 119) Integer> splits,
      @ForAll long seed) {
    List<SourceRow> rows = rows(sparse, count, new Random(seed));
    PieceGrid grid =
        sparse
            ? PieceGrid.ofSparse(
                COLUMNS, rows.stream().mapToInt(row -> row.values().length).average().orElse(0))
            : PieceGrid.ofDense(COLUMNS);

    double[][][] whole = shown(runs(grid, rows, offset, List.of()));
    double[][][] split = shown(runs(grid, rows, offset, splits));

    assertThat(split).isDeepEqualTo(whole);
    assertThat(Arrays.stream(whole).mapToInt(piece -> piece.length).sum()).isEqualTo(count);
  }
}
