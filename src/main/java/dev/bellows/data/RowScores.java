package dev.bellows.data;

import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.SourceRow;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** One number for each row of a source, in the order of the rows. */
public final class RowScores {
  private static final int MOST = 1 << 16;

  private RowScores() {}

  /** The number for a row. */
  @FunctionalInterface
  public interface Score extends Serializable {
    /** Of a row that has been found good. */
    double of(SourceRow row);
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
   * The numbers, in pieces that follow each other.
   *
   * @throws dev.bellows.InputException for the first row that cannot be used
   */
  public static JavaRDD<double[]> of(RowSource source, Score score) {
    Survey.requireGoodRows(Survey.of(source, false));
    JavaPairRDD<Place, double[]> pieces =
        source.rows().mapPartitionsToPair(rows -> new Pieces(rows, score));
    return pieces.sortByKey(new InFileOrder()).values();
  }

  /** Collects the numbers of rows of one segment. */
  private static final class Pieces implements Iterator<Tuple2<Place, double[]>> {
    private final Iterator<SourceRow> rows;
    private final Score score;
    private SourceRow ahead;

    Pieces(Iterator<SourceRow> rows, Score score) {
      this.rows = rows;
      this.score = score;
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
    public Tuple2<Place, double[]> next() {
      Place place = new Place(ahead.file(), ahead.segment(), ahead.line());
      double[] scores = new double[16];
      int n = 0;
      while (ahead != null
          && n < MOST
          && ahead.segment() == place.segment()
          && ahead.file().equals(place.file())) {
        scores = n == scores.length ? Arrays.copyOf(scores, 2 * n) : scores;
        scores[n++] = score.of(ahead);
        advance();
      }
      return new Tuple2<>(place, Arrays.copyOf(scores, n));
    }
  }
}
