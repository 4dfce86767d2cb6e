package dev.bellows.data;

import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.SourceRow;
import dev.bellows.linalg.ColumnScaling;
import dev.bellows.linalg.LabelledRows;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * What a model says of the rows of a source, which are packed in pieces and not kept. Before, all
 * rows are looked at for mistakes.
 */
public final class RowScores {
  private static final int MOST_ROWS = 1 << 12; // so that sparse rows, too, make room soon

  private final RowSource source;
  private final int columns;
  private final ColumnScaling scaling;
  private final ClassLabels classes;

  /**
   * Scores of rows of a source.
   *
   * @param columns the number of features that the model has
   * @param scaling of the model's training rows, which these rows get too; null for none
   * @param classes what labels are numbered by; null where they are numbers, or there are none
   */
  public RowScores(RowSource source, int columns, ColumnScaling scaling, ClassLabels classes) {
    this.source = source;
    this.columns = columns;
    this.scaling = scaling;
    this.classes = classes;
  }

  /** The numbers for some rows. */
  @FunctionalInterface
  public interface Score extends Serializable {
    /** Of rows that have been found good, scaled as the training rows were. */
    double[] of(LabelledRows rows);
  }

  /** Sums over rows. */
  @FunctionalInterface
  public interface Addend extends Serializable {
    /** Adds what these rows give; they have been found good and are scaled. */
    void addTo(LabelledRows rows, double[] sums);
  }

  private record Place(String file, long segment, long line) implements Serializable {}

  /** Orders places as the rows stand in the files. */
  private static final class InFileOrder implements Comparator<Place>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Place a, Place b) {
      int files = a.file().compareTo(b.file());
      int segments = Long.compare(a.segment(), b.segment());
      return files != 0 ? files : segments != 0 ? segments : Long.compare(a.line(), b.line());
    }
  }

  /**
   * The numbers of all rows, in pieces that follow each other in the order of the rows.
   *
   * @throws dev.bellows.InputException for the first row that cannot be used
   */
  public JavaRDD<double[]> inOrder(Score score) {
    JavaPairRDD<Place, double[]> pieces =
        pieces().mapToPair(piece -> new Tuple2<>(piece._1(), score.of(piece._2())));
    return pieces.sortByKey(new InFileOrder()).values();
  }

  /**
   * Sums over all rows.
   *
   * @param size how many sums there are
   * @throws dev.bellows.InputException for the first row that cannot be used
   */
  public double[] sum(int size, Addend addend) {
    List<double[]> sums =
        pieces()
            .mapPartitions(
                pieces -> {
                  double[] sum = new double[size];
                  pieces.forEachRemaining(piece -> addend.addTo(piece._2(), sum));
                  return List.of(sum).iterator();
                })
            .collect();
    double[] total = new double[size];
    for (double[] sum : sums) {
      for (int i = 0; i < size; i++) {
        total[i] += sum[i];
      }
    }
    return total;
  }

  private JavaRDD<Tuple2<Place, LabelledRows>> pieces() {
    Survey.requireGoodRows(Survey.of(source, new Survey.Questions(false, false, classes, columns)));
    boolean sparse = source.columns().sparse() && (scaling == null || scaling.keepsZeros());
    int width = columns;
    ColumnScaling fitted = scaling;
    ClassLabels labels = classes;
    return source
        .rows()
        .mapPartitions(
            rows -> new Pieces(rows, new RowPacker(width, sparse, false), fitted, labels));
  }

  /** Packs rows of one segment. */
  private static final class Pieces implements Iterator<Tuple2<Place, LabelledRows>> {
    private final Iterator<SourceRow> rows;
    private final RowPacker packer;
    private final ColumnScaling scaling;
    private final ClassLabels classes;
    private SourceRow ahead;

    Pieces(Iterator<SourceRow> rows, RowPacker packer, ColumnScaling scaling, ClassLabels classes) {
      this.rows = rows;
      this.packer = packer;
      this.scaling = scaling;
      this.classes = classes;
      advance();
    }

    private void advance() {
      ahead = null;
      while (ahead == null && rows.hasNext()) {
        SourceRow next = rows.next();
        ahead = next.isRow() ? next : null;
      }
    }

    @Override
    public boolean hasNext() {
      return ahead != null;
    }

    @Override
    public Tuple2<Place, LabelledRows> next() {
      if (ahead == null) {
        throw new NoSuchElementException();
      }
      Place place = new Place(ahead.file(), ahead.segment(), ahead.line());
      int count = 0;
      while (ahead != null
          && count < MOST_ROWS
          && !packer.isFullFor(ahead)
          && ahead.segment() == place.segment()
          && ahead.file().equals(place.file())) {
        packer.add(ahead, classes == null ? ahead.label() : classes.require(ahead));
        count++;
        advance();
      }
      return new Tuple2<>(place, ColumnSums.scaled(packer.take(), scaling));
    }
  }
}
