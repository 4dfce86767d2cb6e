package dev.bellows.data;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.data.RawBlocks.Finish;
import dev.bellows.data.RowPlacement.Role;
import dev.bellows.data.RowPlacement.Split;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.linalg.ColumnScaling;
import dev.bellows.linalg.LabelledRows;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Turns a source into cached, packed blocks. The source is read twice: once to count its rows and
 * to find what is wrong with them, once to send every row to its block. Standardisation and weights
 * are fitted on the blocks, so that their bits do not depend on how Spark has split the files.
 */
public final class DatasetLoader {
  private final JavaSparkContext spark;
  private final RowSource source;
  private final Settings settings;
  private final TaskRanges ranges;

  private DatasetLoader(JavaSparkContext spark, RowSource source, Settings settings) {
    this.spark = spark;
    this.source = source;
    this.settings = settings;
    int blocks = Math.toIntExact(settings.get(DataSettings.PARTITIONS));
    ranges = new TaskRanges(blocks, TaskSlots.steady(spark.sc(), blocks));
  }

  /**
   * Rows ready for training, and what was learnt about them on the way. Labels of classes are the
   * numbers of the classes.
   *
   * @param training the rows to train on
   * @param validation the rows held out, if any
   * @param scaling the standardisation or division that was applied, if any
   * @param classes the classes, where labels name such
   * @param columns what the source's rows look like
   */
  public record Loaded(
      Dataset training,
      Optional<Dataset> validation,
      Optional<ColumnScaling> scaling,
      Optional<ClassLabels> classes,
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
    return load(spark, source, Optional.empty(), settings, seed);
  }

  /**
   * Reads everything.
   *
   * @param held rows to hold out that stand in a source of their own
   * @param seed what the split of the other one depends on
   * @throws InputException for the first row that cannot be used, with file, line and column
   */
  public static Loaded load(
      JavaSparkContext spark,
      RowSource source,
      Optional<RowSource> held,
      Settings settings,
      long seed) {
    return new DatasetLoader(spark, source, settings).load(held, seed);
  }

  /**
   * Reads everything for k-fold cross-validation: the rows, in an order of the seed's, are cut into
   * parts of about the same size, each of which is held out once. Standardisation and weights are
   * fitted anew for every fold, the standardisation on its training rows alone.
   *
   * @param folds how many, at least 2
   * @return a part held out and the rows of all others, for each fold
   * @throws InputException for the first row that cannot be used, with file, line and column; for
   *     fewer rows than folds
   */
  public static List<Loaded> loadFolds(
      JavaSparkContext spark, RowSource source, Settings settings, long seed, int folds) {
    if (folds < 2) {
      throw new IllegalArgumentException("folds = " + folds);
    }
    DatasetLoader loader = new DatasetLoader(spark, source, settings);
    Surveyed surveyed = loader.survey();
    long used = Math.min(settings.get(DataSettings.LIMIT), surveyed.rows());
    if (used < folds) {
      throw new InputException("%d folds cannot be made of %d rows".formatted(folds, used));
    }
    return IntStream.range(0, folds)
        .mapToObj(
            fold ->
                loader.load(
                    surveyed,
                    Split.fold(settings.get(DataSettings.LIMIT), fold, folds, seed),
                    Set.of(Role.TRAINING),
                    Optional.empty()))
        .toList();
  }

  private Loaded load(Optional<RowSource> held, long seed) {
    Split split =
        Split.fraction(
            settings.get(DataSettings.LIMIT), settings.get(DataSettings.VALIDATION_FRACTION), seed);
    return load(survey(), split, EnumSet.allOf(Role.class), held);
  }

  /** What the first reading finds. */
  private record Surveyed(
      List<List<Survey.Segment>> byPartition,
      List<Survey.Segment> segments,
      int columns,
      ClassLabels classes,
      long rows) {}

  private Surveyed survey() {
    RowSource.Columns names = source.columns();
    boolean standardize = settings.get(DataSettings.STANDARDIZE);
    boolean classifies = names.labelKind() == LabelKind.CLASSES;
    List<List<Survey.Segment>> byPartition =
        Survey.of(source, new Survey.Questions(standardize, classifies, null, 0));
    List<Survey.Segment> segments = Survey.requireGoodRows(byPartition);
    int columns = columns(segments);
    ClassLabels classes = classifies ? classes(segments) : null;
    long rows = segments.stream().mapToLong(Survey.Segment::rows).sum();
    if (standardize) {
      new Standardization(names, columns).requireVariation(segments, rows);
    }
    return new Surveyed(byPartition, segments, columns, classes, rows);
  }

  /**
   * Reads the rows.
   *
   * @param fitted what the standardisation is fitted on
   */
  private Loaded load(Surveyed surveyed, Split split, Set<Role> fitted, Optional<RowSource> held) {
    RowSource.Columns names = source.columns();
    List<Survey.Segment> segments = surveyed.segments();
    int columns = surveyed.columns();
    ClassLabels classes = surveyed.classes();
    RowPlacement placement = placement(source, segments, split, columns, classes);
    long heldRows = placement.rows(Role.VALIDATION);
    requireSplit(placement.rows(Role.TRAINING), heldRows);
    RawBlocks raw =
        RawBlocks.of(source, surveyed.byPartition(), segments, placement, ranges, columns);
    ColumnScaling scaling =
        settings.get(DataSettings.STANDARDIZE)
            ? new Standardization(names, columns)
                .fit(raw, fitted, fitted.stream().mapToLong(placement::rows).sum())
            : settings.get(DataSettings.DIVIDE_BY) == 1
                ? null
                : ColumnScaling.dividing(columns, settings.get(DataSettings.DIVIDE_BY));
    Finish finish = new Finish(scaling, weights(raw, classes));
    Dataset training = raw.pack(Role.TRAINING, finish);
    if (classes != null && training.rows() < surveyed.rows()) {
      requireTwoClasses(training, classes);
    }
    Optional<Dataset> validation =
        held.isPresent()
            ? held.map(other -> packAlike(other, classes, columns, finish))
            : heldRows == 0 ? Optional.empty() : Optional.of(raw.pack(Role.VALIDATION, finish));
    return new Loaded(
        training, validation, Optional.ofNullable(scaling), Optional.ofNullable(classes), names);
  }

  private int columns(List<Survey.Segment> segments) {
    Long named = settings.get(SourceSettings.COLUMNS);
    int found = segments.stream().mapToInt(Survey.Segment::columns).max().orElse(0);
    if (found == 0 && named == null) {
      throw new InputException("data.path: no row has a feature");
    }
    return named == null ? found : Math.toIntExact(named);
  }

  private ClassLabels classes(List<Survey.Segment> segments) {
    ClassLabels.Found found = new ClassLabels.Found();
    segments.forEach(segment -> found.add(segment.labels()));
    return found.classes(segments.get(0).file(), source.columns().labelPlace());
  }

  private RowPlacement placement(
      RowSource of, List<Survey.Segment> segments, Split split, int columns, ClassLabels classes) {
    boolean sparse = of.columns().sparse() && !settings.get(DataSettings.STANDARDIZE);
    long values = segments.stream().mapToLong(Survey.Segment::values).sum();
    long rows = segments.stream().mapToLong(Survey.Segment::rows).sum();
    PieceGrid grid =
        sparse ? PieceGrid.ofSparse(columns, (double) values / rows) : PieceGrid.ofDense(columns);
    return new RowPlacement(
        spark, segments, split, ranges.blocks(), grid.weighted(of.columns().weighted()), classes);
  }

  private void requireSplit(long training, long held) {
    double fraction = settings.get(DataSettings.VALIDATION_FRACTION);
    if (training == 0) {
      throw new InputException(
          "data.validation-fraction = %s holds out all %d rows; lower it"
              .formatted(fraction, held));
    }
    if (fraction > 0 && held == 0) {
      throw new InputException(
          "data.validation-fraction = %s holds out none of %d rows; raise it or set it to 0"
              .formatted(fraction, training));
    }
  }

  private RowWeights weights(RawBlocks raw, ClassLabels classes) {
    ClassWeights ofClasses = settings.get(DataSettings.CLASS_WEIGHTS);
    if (ofClasses == null && !source.columns().weighted()) {
      return null;
    }
    int count = classes == null ? 1 : classes.count();
    return RowWeights.of(raw.sum(runs -> RowWeights.sums(runs, count)), ofClasses, classes);
  }

  private static void requireTwoClasses(Dataset training, ClassLabels classes) {
    JavaRDD<Integer> present =
        training
            .blocks()
            .flatMap(
                block -> {
                  Set<Integer> found = new HashSet<>();
                  block.visitAll(
                      (piece, rows, count) ->
                          Arrays.stream(((LabelledRows) piece).labels())
                              .forEach(label -> found.add((int) label)));
                  return found.iterator();
                })
            .distinct();
    List<Integer> all = present.collect();
    if (all.size() < 2) {
      throw new InputException(
          ("all %,d training rows are of class '%s'; take more of the rows (data.limit,"
                  + " data.validation-fraction), or mix them")
              .formatted(training.rows(), classes.names().get(all.get(0))));
    }
  }

  /** The rows of another source, made as those of the first one were. */
  private Dataset packAlike(RowSource other, ClassLabels classes, int columns, Finish finish) {
    List<List<Survey.Segment>> byPartition =
        Survey.of(other, new Survey.Questions(false, false, classes, columns));
    List<Survey.Segment> segments = Survey.requireGoodRows(byPartition);
    RowPlacement placement = placement(other, segments, Split.NONE, columns, classes);
    return RawBlocks.of(other, byPartition, segments, placement, ranges, columns)
        .pack(Role.TRAINING, finish);
  }
}
