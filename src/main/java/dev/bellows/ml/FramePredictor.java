package dev.bellows.ml;

import dev.bellows.InputException;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.SparseRows;
import dev.bellows.model.Classifier;
import dev.bellows.model.Predictor;
import dev.bellows.model.TrainedModel;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Predicts the rows of a partition, some hundred at a time: dense vectors as dense rows and sparse
 * ones as sparse rows, so that predictions are those of {@link TrainedModel} to the last bit.
 *
 * @param model what predicts
 * @param name the column with the features, for messages
 * @param at its place in a row, as vectors
 * @param kept so many columns of a row are kept
 * @param outputs what is added
 * @param invalid what is done with rows that cannot be predicted
 */
record FramePredictor(
    Broadcast<TrainedModel> model,
    String name,
    int at,
    int kept,
    Outputs outputs,
    HandleInvalid invalid)
    implements MapPartitionsFunction<Row, Row> {
  private static final int MOST_ROWS = 256;
  private static final int MOST_VALUES = 1 << 17;

  /**
   * What is added to a row, in this order.
   *
   * @param raw whether margins or logits are
   * @param probability whether the probabilities of classes are
   * @param prediction whether the prediction is
   * @param thresholds of the classes; null for none
   */
  record Outputs(boolean raw, boolean probability, boolean prediction, double[] thresholds)
      implements Serializable {}

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Predicting(rows, model.value());
  }

  private final class Predicting implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Predictor predictor;
    private final double[] parameters;
    private final int columns;
    private final int width;
    private final int capacity;
    private final List<Row> batch = new ArrayList<>();
    private final int[] all;
    private final int[] denseAt; // the place in the batch of each dense row
    private final int[] sparseAt;
    private final double[] predicted;
    private final double[] results;
    private final double[] probabilities;
    private double[] dense = new double[0];
    private int[] starts;
    private int[] indices = new int[0];
    private double[] values = new double[0];
    private int denseRows;
    private int sparseRows;
    private int next;

    Predicting(Iterator<Row> rows, TrainedModel trained) {
      this.rows = rows;
      predictor = trained.objective();
      parameters = trained.parameters();
      columns = predictor.columns();
      width = predictor.outputs();
      capacity = Math.max(1, Math.min(MOST_ROWS, MOST_VALUES / Math.max(columns, width)));
      all = new int[capacity];
      Arrays.setAll(all, i -> i);
      denseAt = new int[capacity];
      sparseAt = new int[capacity];
      starts = new int[capacity + 1];
      predicted = new double[capacity * width];
      results = new double[capacity * width];
      probabilities = new double[predictor instanceof Classifier c ? c.classes() : 0];
    }

    @Override
    public boolean hasNext() {
      while (next == batch.size() && rows.hasNext()) {
        fill();
      }
      return next < batch.size();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return extended(batch.get(next), next++);
    }

    private void fill() {
      batch.clear();
      next = 0;
      denseRows = 0;
      sparseRows = 0;
      while (batch.size() < capacity && rows.hasNext()) {
        Row row = rows.next();
        Vector features = row.isNullAt(at) ? null : (Vector) row.get(at);
        String problem = problem(features);
        if (problem == null) {
          add(features, batch.size());
          batch.add(row);
        } else if (invalid == HandleInvalid.KEEP) {
          Arrays.fill(results, batch.size() * width, (batch.size() + 1) * width, Double.NaN);
          batch.add(row);
        } else if (invalid == HandleInvalid.ERROR) {
          throw new InputException(
              "column '%s' %s; it takes %d finite numbers, and handleInvalid = skip leaves such"
                      .formatted(name, problem, columns)
                  + " rows out");
        }
      }
      if (denseRows > 0) {
        predictor.predict(new DenseRows(dense, columns), all, denseRows, parameters, predicted);
        spread(denseAt, denseRows);
      }
      if (sparseRows > 0) {
        predictor.predict(sparse(), all, sparseRows, parameters, predicted);
        spread(sparseAt, sparseRows);
      }
    }

    private String problem(Vector features) {
      if (features == null) {
        return "is null";
      }
      if (features.size() != columns) {
        throw new InputException(
            "column '%s' has %d features, and the model takes %d"
                .formatted(name, features.size(), columns));
      }
      double[] numbers =
          features instanceof SparseVector sparse
              ? sparse.values()
              : ((DenseVector) features).values();
      for (double number : numbers) {
        if (!Double.isFinite(number)) {
          return "has " + number;
        }
      }
      return null;
    }

    private void add(Vector features, int place) {
      if (features instanceof SparseVector sparse) {
        int from = starts[sparseRows];
        int to = from + sparse.values().length;
        if (to > values.length) {
          values = Arrays.copyOf(values, Math.max(to, 2 * values.length));
          indices = Arrays.copyOf(indices, values.length);
        }
        System.arraycopy(sparse.values(), 0, values, from, to - from);
        System.arraycopy(sparse.indices(), 0, indices, from, to - from);
        sparseAt[sparseRows++] = place;
        starts[sparseRows] = to;
      } else {
        if (dense.length == 0) {
          dense = new double[capacity * columns];
        }
        double[] row = ((DenseVector) features).values();
        System.arraycopy(row, 0, dense, denseRows * columns, columns);
        denseAt[denseRows++] = place;
      }
    }

    private SparseRows sparse() {
      int stored = starts[sparseRows];
      return new SparseRows(
          Arrays.copyOf(starts, sparseRows + 1),
          Arrays.copyOf(indices, stored),
          Arrays.copyOf(values, stored),
          columns);
    }

    private void spread(int[] places, int count) {
      for (int i = 0; i < count; i++) {
        System.arraycopy(predicted, i * width, results, places[i] * width, width);
      }
    }

    private Row extended(Row row, int place) {
      Object[] extended = new Object[kept + added()];
      for (int c = 0; c < kept; c++) {
        extended[c] = row.get(c);
      }
      if (predictor instanceof Classifier classifier) {
        classified(classifier, place * width, extended);
      } else if (outputs.prediction()) {
        extended[kept] = results[place * width];
      }
      return RowFactory.create(extended);
    }

    private int added() {
      return (outputs.raw() ? 1 : 0)
          + (outputs.probability() ? 1 : 0)
          + (outputs.prediction() ? 1 : 0);
    }

    private void classified(Classifier classifier, int from, Object[] extended) {
      int column = kept;
      if (outputs.raw()) {
        extended[column++] = Vectors.dense(ClassVotes.raw(classifier, results, from));
      }
      boolean missing = Double.isNaN(results[from]);
      if (outputs.probability() || outputs.thresholds() != null) {
        if (missing) {
          Arrays.fill(probabilities, Double.NaN);
        } else {
          classifier.probabilities(results, from, probabilities);
        }
      }
      if (outputs.probability()) {
        extended[column++] = Vectors.dense(probabilities.clone());
      }
      if (outputs.prediction()) {
        extended[column] =
            missing
                ? Double.NaN
                : outputs.thresholds() == null
                    ? (double) classifier.mostLikely(results, from)
                    : ClassVotes.over(probabilities, outputs.thresholds());
      }
    }
  }
}
