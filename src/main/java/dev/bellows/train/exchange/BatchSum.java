package dev.bellows.train.exchange;

import dev.bellows.linalg.DenseVector;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.IndexSet;
import dev.bellows.linalg.SparseVector;
import dev.bellows.linalg.Vector;
import dev.bellows.model.GradientSum;
import dev.bellows.model.Objective;
import dev.bellows.model.Support;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Adds up the gradient of a batch and behind it the loss, piece by piece. Where the objective tells
 * which parameters the rows reach, and these are few, no others are looked at: the room in which
 * gradients are added up stays, and only what was written there is cleared. Where they turn out to
 * be many, the room itself is the answer, and it is asked ever more rarely. For one thread; not to
 * be used again after an exception.
 */
public final class BatchSum {
  private static final int FEW = 32; // of so many: what is listed costs more for each element
  private static final int MOST_PATIENCE = 64;

  private final IntFunction<double[]> zeros;
  private double[] room; // null: given away; else zeros, but for those of the batch under way
  private IndexSet reached; // null: never asked
  private Objective objective;
  private long key;
  private double[] parameters;
  private GradientSum sum; // of the batch under way; null: no rows yet
  private boolean dense; // of the batch under way
  private int misses;
  private int patience;

  /**
   * Sums of nothing so far.
   *
   * @param zeros makes arrays of zeros of that length; asked only where there are rows
   */
  public BatchSum(IntFunction<double[]> zeros) {
    this.zeros = zeros;
  }

  /** Names what the sum is of. */
  public void begin(Objective batchObjective, long batchKey, double[] batchParameters) {
    objective = batchObjective;
    key = batchKey;
    parameters = batchParameters;
  }

  /** Adds the gradient and the loss of some rows of a piece; see {@link GradientSum#add}. */
  public void add(Examples piece, long firstRow, int[] rows, int count) {
    if (sum == null) {
      open(parameters.length + 1);
    }
    if (!dense) {
      reach(objective.support(piece), rows, count);
    }
    sum.add(piece, firstRow, rows, count);
  }

  private void open(int length) {
    if (room == null || room.length != length) {
      room = zeros.apply(length);
      reached = reached == null || reached.size() != length ? null : reached;
    }
    sum = objective.beginBatch(key, parameters, room);
    dense = patience > 0;
    patience = Math.max(0, patience - 1);
  }

  private void reach(Optional<Support> support, int[] rows, int count) {
    if (support.isPresent()) {
      if (reached == null) {
        reached = new IndexSet(room.length);
      }
      support.get().mark(rows, count, reached);
      dense = reached.count() > room.length / FEW;
    } else {
      dense = true;
    }
    if (dense) {
      misses++;
      patience = Math.min(MOST_PATIENCE, 1 << Math.min(misses, Byte.SIZE));
    }
  }

  /** Takes the sums out; nothing where no rows were added. */
  public Vector take() {
    if (sum == null) {
      return DenseVector.NOTHING;
    }
    room[room.length - 1] += sum.finish();
    sum = null;
    if (!dense) {
      misses = 0;
      return gathered();
    }
    if (reached != null) {
      reached.clear();
    }
    Vector all = new DenseVector(room);
    room = null;
    return all;
  }

  private SparseVector gathered() {
    reached.add(room.length - 1); // the loss
    int[] indices = reached.drain();
    double[] values = new double[indices.length];
    for (int k = 0; k < indices.length; k++) {
      values[k] = room[indices[k]];
      room[indices[k]] = 0;
    }
    return new SparseVector(room.length, indices, values);
  }
}
