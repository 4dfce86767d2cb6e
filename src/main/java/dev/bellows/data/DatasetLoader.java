package dev.bellows.data;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.data.RowPlacement.Role;
import dev.bellows.data.RowPlacement.Run;
import dev.bellows.data.source.RowSource;
import dev.bellows.linalg.ColumnScaling;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Turns a source into cached, packed blocks. The source is read twice: once to count its rows and
 * to find what is wrong with them, once to send every row to its block. Standardisation is fitted
 * on the blocks, so that its bits do not depend on how Spark has split the files.
 */
public final class DatasetLoader {
  private DatasetLoader() {}

  /**
   * Rows ready for training, and what was learnt about them on the way.
   *
   * @param training the rows to train on
   * @param validation the rows held out, if any
   * @param scaling the standardisation that was applied, if any
   * @param columns what the source's rows look like
   */
  public record Loaded(
      Dataset training,
      Optional<Dataset> validation,
      Optional<ColumnScaling> scaling,
      RowSource.Columns columns) {

    /** A name for each feature; empty where the source has no names. */
    public List<String> features() {
      return columns.features();
    }
  }

  /**
   * Reads everything.
   *
   * @param seed what the validation split depends on
   * @throws InputException for the first row that cannot be used, with file, line and column
   */
  public static Loaded load(
      JavaSparkContext spark, RowSource source, Settings settings, long seed) {
    boolean standardize = settings.get(DataSettings.STANDARDIZE);
    List<List<Survey.Segment>> byPartition = Survey.of(source, standardize);
    List<Survey.Segment> segments = Survey.requireGoodRows(byPartition);
    long rows = segments.stream().mapToLong(Survey.Segment::rows).sum();
    int columns = segments.stream().mapToInt(Survey.Segment::columns).max().orElse(0);
    if (columns == 0) {
      throw new InputException("data.path: no row has a feature");
    }
    if (standardize) {
      requireVariation(segments, rows, columns, source.columns());
    }
    int blocks = Math.toIntExact(settings.get(DataSettings.PARTITIONS));
    RowPlacement placement =
        new RowPlacement(
            spark,
            segments,
            settings.get(DataSettings.LIMIT),
            settings.get(DataSettings.VALIDATION_FRACTION),
            seed,
            blocks,
            columns,
            source.columns().sparse() && !standardize);
    long validationRows = placement.rows(Role.VALIDATION);
    if (placement.rows(Role.TRAINING) == 0) {
      throw new InputException(
          "data.validation-fraction = %s holds out all %d rows; lower it"
              .formatted(settings.get(DataSettings.VALIDATION_FRACTION), validationRows));
    }
    if (settings.get(DataSettings.VALIDATION_FRACTION) > 0 && validationRows == 0) {
      throw new InputException(
          "data.validation-fraction = %s holds out none of %d rows; raise it or set it to 0"
              .formatted(
                  settings.get(DataSettings.VALIDATION_FRACTION), placement.rows(Role.TRAINING)));
    }
    TaskRanges ranges = new TaskRanges(blocks, slots(spark, blocks));
    JavaRDD<RawBlock> raw =
        ranges.tasks() == blocks && standsInBlocks(byPartition, segments, placement, blocks)
            ? inPlace(source, placement)
            : shuffled(source, placement, ranges);
    Optional<ColumnScaling> scaling =
        standardize
            ? Optional.of(requireUsable(fit(raw, ranges, columns, rows), source.columns()))
            : Optional.empty();
    Dataset training = pack(raw, ranges, scaling, Role.TRAINING, placement, columns);
    return new Loaded(
        training,
        validationRows == 0
            ? Optional.empty()
            : Optional.of(pack(raw, ranges, scaling, Role.VALIDATION, placement, columns)),
        scaling,
        source.columns());
  }

  static int slots(JavaSparkContext spark, int wanted) {
    try {
      return TaskSlots.steady(spark.sc(), wanted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while executors came", e);
    }
  }

  private static String featureName(List<String> names, int feature) {
    return names.isEmpty() ? "feature " + (feature + 1) : names.get(feature);
  }

  private static void requireVariation(
      List<Survey.Segment> segments, long rows, int features, RowSource.Columns columns) {
    Survey.ColumnRanges ranges = new Survey.ColumnRanges();
    segments.forEach(segment -> ranges.add(segment.ranges()));
    String file = segments.get(0).file();
    String mend = " in all %d rows, so it cannot be standardised; ".formatted(rows);
    if (ranges.isLabelConstant()) {
      throw new InputException(
          "%s: the label, %s, has one value%sset data.standardize = false"
              .formatted(file, columns.label(), mend));
    }
    for (int c = 0; c < features; c++) {
      if (ranges.isConstant(c, rows)) {
        throw new InputException(
            "%s: %s has one value%sleave it out with data.features or set data.standardize = false"
                .formatted(file, featureName(columns.features(), c), mend));
      }
    }
  }

  /** The runs of all roles that belong to one block. */
  private record RawBlock(int number, List<Run> runs) implements Serializable {}

  /** Whether partition {@code b} of the source already is block {@code b}, and nothing else. */
  private static boolean standsInBlocks(
      List<List<Survey.Segment>> byPartition,
      List<Survey.Segment> ordered,
      RowPlacement placement,
      int blocks) {
    long rows = placement.rows(Role.TRAINING);
    boolean whole =
        placement.rows(Role.VALIDATION) == 0
            && placement.rows(Role.SURPLUS) == 0
            && byPartition.size() == blocks;
    for (int b = 0; whole && b < blocks; b++) {
      whole =
          byPartition.get(b).size() == 1
              && byPartition.get(b).get(0).equals(ordered.get(b))
              && ordered.get(b).rows() == Dataset.rowsOf(b, blocks, rows);
    }
    return whole;
  }

  private static JavaRDD<RawBlock> inPlace(RowSource source, RowPlacement placement) {
    return source
        .rows()
        .mapPartitionsWithIndex(
            (number, rows) ->
                List.of(assemble(placement, number, placement.place(rows))).iterator(),
            true);
  }

  private static JavaRDD<RawBlock> shuffled(
      RowSource source, RowPlacement placement, TaskRanges ranges) {
    JavaPairRDD<Integer, Run> runs =
        source.rows().mapPartitionsToPair(placement::place).partitionBy(new ByTask(ranges));
    return JavaRDD.fromRDD(runs.rdd(), runs.classTag())
        .mapPartitionsWithIndex((task, own) -> assemble(placement, ranges, task, own), true);
  }

  private static Iterator<RawBlock> assemble(
      RowPlacement placement, TaskRanges ranges, int task, Iterator<Tuple2<Integer, Run>> runs) {
    Map<Integer, List<Tuple2<Integer, Run>>> byBlock = new HashMap<>();
    runs.forEachRemaining(
        run -> byBlock.computeIfAbsent(run._1(), block -> new ArrayList<>()).add(run));
    return IntStream.range(ranges.first(task), ranges.end(task))
        .mapToObj(b -> assemble(placement, b, byBlock.getOrDefault(b, List.of()).iterator()))
        .iterator();
  }

  /** Sends the number of a block to the task that hosts it. */
  static final class ByTask extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final TaskRanges ranges;

    ByTask(TaskRanges ranges) {
      this.ranges = ranges;
    }

    @Override
    public int numPartitions() {
      return ranges.tasks();
    }

    @Override
    public int getPartition(Object block) {
      return ranges.taskOf((Integer) block);
    }
  }

  private static RawBlock assemble(
      RowPlacement placement, int number, Iterator<Tuple2<Integer, Run>> runs) {
    List<Run> all = new ArrayList<>();
    runs.forEachRemaining(run -> all.add(run._2()));
    return new RawBlock(number, placement.whole(number, all));
  }

  private static ColumnScaling requireUsable(ColumnScaling scaling, RowSource.Columns columns) {
    for (int c = -1; c < scaling.columns(); c++) {
      double deviation = c < 0 ? scaling.labelDeviation() : scaling.featureDeviations()[c];
      if (!(deviation > 0 && deviation < Double.POSITIVE_INFINITY)) {
        throw new InputException(
            "data.standardize: the deviation of %s is %s; its values are too large, or too close"
                    .formatted(
                        c < 0 ? columns.label() : featureName(columns.features(), c), deviation)
                + " together, for double precision");
      }
    }
    return scaling;
  }

  /** Means first, then squared distances from them: two passes lose no digits. */
  private static ColumnScaling fit(
      JavaRDD<RawBlock> raw, TaskRanges ranges, int columns, long rows) {
    double[] mean =
        BlockSums.overAll(raw, ranges, block -> ColumnSums.of(block.runs(), columns, null));
    for (int c = 0; c <= columns; c++) {
      mean[c] /= rows;
    }
    double[] squares =
        BlockSums.overAll(raw, ranges, block -> ColumnSums.of(block.runs(), columns, mean));
    double[] deviation = new double[columns];
    for (int c = 0; c < columns; c++) {
      deviation[c] = Math.sqrt(squares[c] / rows);
    }
    return new ColumnScaling(
        Arrays.copyOf(mean, columns), deviation, mean[columns], Math.sqrt(squares[columns] / rows));
  }

  private static Dataset pack(
      JavaRDD<RawBlock> raw,
      TaskRanges ranges,
      Optional<ColumnScaling> scaling,
      Role role,
      RowPlacement placement,
      int columns) {
    long rows = placement.rows(role);
    int blocks = ranges.blocks();
    ColumnScaling fitted = scaling.orElse(null); // an Optional cannot be shipped
    JavaRDD<PackedBlock> packed =
        raw.map(
                block ->
                    new PackedBlock(
                        block.number(),
                        Dataset.firstRow(block.number(), blocks, rows),
                        block.runs().stream()
                            .filter(run -> run.role() == role)
                            .map(run -> ColumnSums.scaled(run.examples(), fitted))
                            .toList()))
            .setName(role.name().toLowerCase(Locale.ROOT) + " rows")
            .persist(StorageLevel.MEMORY_AND_DISK());
    long wrong =
        packed
            .filter(block -> block.count() != Dataset.rowsOf(block.number(), blocks, rows))
            .count();
    if (wrong > 0) {
      throw new IllegalStateException(
          "the source gave other rows when it was read again; was it written meanwhile?");
    }
    return new Dataset(packed, ranges, rows, columns);
  }
}
