package dev.bellows.data;

import dev.bellows.data.source.SourceRow;
import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.LabelledRows;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Says of every row of a source what it is for, which number it has and which block it goes to. All
 * of this depends on the row's place in the files, on the seed and on the number of blocks, never
 * on how Spark has split the files.
 */
final class RowPlacement implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long PURPOSE = 0x73706C6974L;

  /** What a row is for. */
  enum Role {
    TRAINING,
    VALIDATION,
    /** Beyond the limit: used to fit the standardisation, then left out. */
    SURPLUS
  }

  /**
   * Rows of one role and one block that follow each other.
   *
   * @param first the number of the first one among the rows of its role
   */
  record Run(Role role, long first, LabelledRows examples) implements Serializable {
    /** The number of the row behind the last one. */
    long end() {
      return first + examples.count();
    }
  }

  /**
   * What rows are for.
   *
   * @param limit so many first rows are used
   * @param held which of their places are held out, when they stand in an order of the seed's
   * @param seed what decides that order
   */
  record Split(long limit, Held held, long seed) {
    /** Everything is for training. */
    static final Split NONE = fraction(Long.MAX_VALUE, 0, 0);

    /** A part of the rows is held out. */
    static Split fraction(long limit, double part, long seed) {
      return new Split(limit, rows -> new Range(0, Math.round(part * rows)), seed);
    }

    /** One of several parts of about the same size is held out: 0 for the first. */
    static Split fold(long limit, int fold, int folds, long seed) {
      return new Split(
          limit,
          rows ->
              new Range(
                  Dataset.firstRow(fold, folds, rows), Dataset.firstRow(fold + 1, folds, rows)),
          seed);
    }
  }

  /** Which places are held out. */
  @FunctionalInterface
  interface Held {
    /** The places, of so many rows. */
    Range of(long rows);
  }

  /** Consecutive places. */
  record Range(long from, long to) implements Serializable {
    boolean has(long place) {
      return place >= from && place < to;
    }

    long length() {
      return to - from;
    }
  }

  private record Place(String file, long segment) implements Serializable {}

  /** The number of its first row, and how many validation rows stand before it. */
  private record Start(long row, long validationBefore) implements Serializable {}

  private final long rows;
  private final long limit;
  private final Range held;
  private final long seed;
  private final int blocks;
  private final PieceGrid grid;
  private final ClassLabels classes; // null where labels are numbers
  private final HashMap<Place, Start> starts = new HashMap<>();

  /**
   * The places of a source's rows.
   *
   * @param segments of the source
   * @param grid how blocks are cut into pieces
   * @param classes what labels are numbered by; null where they are numbers
   */
  RowPlacement(
      JavaSparkContext spark,
      List<Survey.Segment> segments,
      Split split,
      int blocks,
      PieceGrid grid,
      ClassLabels classes) {
    this.rows = segments.stream().mapToLong(Survey.Segment::rows).sum();
    this.limit = Math.min(split.limit(), rows);
    this.held = split.held().of(limit);
    this.seed = split.seed();
    this.blocks = blocks;
    this.grid = grid;
    this.classes = classes;
    long[] validation = validationRowsOf(spark, segments);
    long row = 0;
    long before = 0;
    for (int s = 0; s < segments.size(); s++) {
      Survey.Segment segment = segments.get(s);
      starts.put(new Place(segment.file(), segment.segment()), new Start(row, before));
      row += segment.rows();
      before += validation[s];
    }
  }

  /** How many validation rows each segment has, counted in tasks: it asks about every row. */
  private long[] validationRowsOf(JavaSparkContext spark, List<Survey.Segment> segments) {
    long[] counts = new long[segments.size()];
    if (held.length() == 0) {
      return counts;
    }
    List<Long> firsts = new ArrayList<>();
    long first = 0;
    for (Survey.Segment segment : segments) {
      firsts.add(first);
      first += segment.rows();
    }
    long all = limit;
    Range wanted = held;
    long key = KeyedRandom.key(seed, PURPOSE);
    List<Tuple2<Long, Long>> ranges = new ArrayList<>();
    for (int s = 0; s < counts.length; s++) {
      ranges.add(new Tuple2<>(firsts.get(s), firsts.get(s) + segments.get(s).rows()));
    }
    List<Long> counted =
        spark
            .parallelize(ranges, Math.min(ranges.size(), 10_000))
            .map(range -> countValidation(range._1(), Math.min(all, range._2()), all, wanted, key))
            .collect();
    for (int s = 0; s < counts.length; s++) {
      counts[s] = counted.get(s);
    }
    return counts;
  }

  private static long countValidation(long from, long to, long all, Range wanted, long key) {
    KeyedPermutation order = new KeyedPermutation(all, key);
    long count = 0;
    for (long row = from; row < to; row++) {
      count += wanted.has(order.apply(row)) ? 1 : 0;
    }
    return count;
  }

  /** How many rows have that role. */
  long rows(Role role) {
    return switch (role) {
      case TRAINING -> limit - held.length();
      case VALIDATION -> held.length();
      case SURPLUS -> rows - limit;
    };
  }

  /** The runs of one partition of the source, each with the block that it goes to. */
  Iterator<Tuple2<Integer, Run>> place(Iterator<SourceRow> source) {
    return new Placing(source);
  }

  private long firstRow(Role role, int block) {
    return Dataset.firstRow(block, blocks, rows(role));
  }

  /**
   * The runs of one block in the order of their roles and rows, cut where the grid cuts them.
   *
   * @param runs in any order, as the partitions of the source left them; changed
   */
  List<Run> whole(int block, List<Run> runs) {
    runs.sort(Comparator.comparing(Run::role).thenComparingLong(Run::first));
    return grid.whole(runs, role -> firstRow(role, block));
  }

  /** Keeps one open run for each role and gives a run away when the next row does not fit it. */
  private final class Placing implements Iterator<Tuple2<Integer, Run>> {
    private final Iterator<SourceRow> source;
    private final KeyedPermutation split =
        new KeyedPermutation(Math.max(1, limit), KeyedRandom.key(seed, PURPOSE));
    private final Map<Role, Open> open = new EnumMap<>(Role.class);
    private final Deque<Tuple2<Integer, Run>> ready = new ArrayDeque<>();
    private Place place = new Place("", -1);
    private long row;
    private long validationBefore;

    Placing(Iterator<SourceRow> source) {
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && source.hasNext()) {
        SourceRow next = source.next();
        if (next.isRow()) {
          add(next);
        }
      }
      if (ready.isEmpty()) {
        open.forEach((role, run) -> give(role, run));
        open.clear();
      }
      return !ready.isEmpty();
    }

    @Override
    public Tuple2<Integer, Run> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private void add(SourceRow next) {
      if (next.segment() != place.segment() || !next.file().equals(place.file())) {
        place = new Place(next.file(), next.segment());
        row = starts.get(place).row();
        validationBefore = starts.get(place).validationBefore();
      }
      Role role =
          row >= limit
              ? Role.SURPLUS
              : held.length() > 0 && held.has(split.apply(row)) ? Role.VALIDATION : Role.TRAINING;
      long number =
          switch (role) {
            case TRAINING -> row - validationBefore;
            case VALIDATION -> validationBefore++;
            case SURPLUS -> row - limit;
          };
      row++;
      int block = Dataset.blockOf(number, blocks, rows(role));
      Open run = open.get(role);
      if (run == null || !run.isContinuedBy(block, number, next)) {
        give(role, run);
        run = new Open(role, block, number);
        open.put(role, run);
      }
      run.packer.add(next, classes == null ? next.label() : classes.require(next));
      run.next++;
    }

    private void give(Role role, Open run) {
      if (run != null) {
        ready.add(new Tuple2<>(run.block, new Run(role, run.first, run.packer.take())));
      }
    }
  }

  private final class Open {
    private final int block;
    private final long first;
    private final long endOfCell;
    private final RowPacker packer = grid.packer();
    private long next;

    Open(Role role, int block, long first) {
      this.block = block;
      this.first = first;
      this.next = first;
      endOfCell = grid.endOfCell(firstRow(role, block), first);
    }

    boolean isContinuedBy(int otherBlock, long number, SourceRow row) {
      return otherBlock == block && number == next && number < endOfCell && !packer.isFullFor(row);
    }
  }
}
