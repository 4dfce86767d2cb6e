package dev.bellows.deep.torch;

import dev.bellows.deep.picture.PictureReader;
import dev.bellows.deep.picture.SharedWork;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of one task's share of a batch on their way into the network, pass by pass. Pictures of
 * the next pass are decoded while the network sees those of this one; there are never more than
 * those of two passes. What is written depends on no thread's pace.
 */
final class Feed implements AutoCloseable {
  private final TorchWorkspace workspace;
  private final List<Chosen> rows;
  private final List<int[]> passes;
  private final int columns;
  private final PictureReader reader;
  private final long key;
  private int next;
  private Filling ahead;

  /**
   * The rows of a pass that can be used. A pass may have none.
   *
   * @param floats one row after the other, until the next pass is asked for
   * @param rows which rows of the share they are, ascending
   */
  record Filled(ByteBuffer floats, int[] rows) {}

  /**
   * Rows on their way.
   *
   * @param reader of pictures; null where there are none
   * @param key what is drawn depends on
   */
  Feed(
      TorchWorkspace workspace,
      List<Chosen> rows,
      List<int[]> passes,
      int columns,
      PictureReader reader,
      long key) {
    this.workspace = workspace;
    this.rows = rows;
    this.passes = passes;
    this.columns = columns;
    this.reader = reader;
    this.key = key;
  }

  /** Whether there is another pass. */
  boolean hasNext() {
    return next < passes.size();
  }

  /** The rows of the next pass. */
  Filled next() {
    Filling filling = ahead == null ? new Filling(next) : ahead;
    next++;
    ahead = null;
    Filled filled = filling.finish();
    if (hasNext() && decodes()) {
      ahead = new Filling(next);
    }
    return filled;
  }

  private boolean decodes() {
    return rows.get(0) instanceof Chosen.OfPictures;
  }

  @Override
  public void close() {
    if (ahead != null) {
      ahead.work.cancel();
    }
  }

  /** The rows of a pass, as they are written. */
  private final class Filling {
    private final int from;
    private final ByteBuffer floats;
    private final boolean[] usable;
    private final SharedWork work; // null: rows of numbers, which cost nothing to write

    Filling(int pass) {
      from = passes.get(pass)[0];
      int count = passes.get(pass)[1] - from;
      floats = workspace.input(decodes() ? pass : 0, count * columns);
      usable = new boolean[count];
      FloatBuffer values = floats.asFloatBuffer();
      work = decodes() ? SharedWork.begin(count, row -> decode(row, values)) : null;
    }

    private void decode(int row, FloatBuffer values) {
      Chosen.OfPictures chosen = (Chosen.OfPictures) rows.get(from + row);
      int at = row * columns;
      usable[row] =
          reader.read(chosen.images(), chosen.image(), key, chosen.number(), values, at, columns);
    }

    Filled finish() {
      if (work == null) {
        writeNumbers();
      } else {
        work.finish();
      }
      int[] used = IntStream.range(0, usable.length).filter(row -> usable[row]).toArray();
      closeGaps(used);
      return new Filled(floats, Arrays.stream(used).map(row -> from + row).toArray());
    }

    private void writeNumbers() {
      FloatBuffer values = floats.asFloatBuffer();
      double[] row = workspace.row();
      for (int i = 0; i < usable.length; i++) {
        Chosen.OfNumbers chosen = (Chosen.OfNumbers) rows.get(from + i);
        Arrays.fill(row, 0);
        chosen.rows().addScaled(chosen.row(), 1, row, 0);
        NativeRoom.write(row, 0, row.length, values, workspace.scratch());
      }
      Arrays.fill(usable, true);
    }

    private void closeGaps(int[] used) {
      int bytes = columns * Float.BYTES;
      for (int i = 0; i < used.length; i++) {
        if (used[i] != i) {
          floats.put(i * bytes, floats, used[i] * bytes, bytes);
        }
      }
    }
  }
}
