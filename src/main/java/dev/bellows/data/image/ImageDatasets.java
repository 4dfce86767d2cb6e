package dev.bellows.data.image;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.data.ClassLabels;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.data.source.SourceSettings.Format;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** Loads the pictures that the settings of a job file's data section name. */
public final class ImageDatasets {
  private static final String PATH = "data." + SourceSettings.PATH.name();
  private static final String HELD = "data." + DataSettings.VALIDATION_PATH.name();

  private final JavaSparkContext spark;
  private final Settings data;
  private final Consumer<String> remarks;

  private ImageDatasets(JavaSparkContext spark, Settings data, Consumer<String> remarks) {
    this.spark = spark;
    this.data = data;
    this.remarks = remarks;
  }

  /**
   * Pictures to train on and those held out, with the names of their classes.
   *
   * @param data settings whose format is one of pictures
   * @param seed what is drawn depends on: which pictures are held out, and of {@code data.limit}
   *     which are taken
   * @param remarks is told of pictures that are left out, in a line
   * @throws InputException if there are none, or more cannot be used than may be left out
   */
  public static Loaded load(
      JavaSparkContext spark, Settings data, long seed, Consumer<String> remarks) {
    ImageDatasets datasets = new ImageDatasets(spark, data, remarks);
    return data.get(SourceSettings.FORMAT) == Format.CIFAR
        ? datasets.cifar()
        : datasets.images(seed);
  }

  /**
   * Pictures to measure a model with, or to predict.
   *
   * @param data settings whose format is one of pictures; their path is named as the command's own
   * @param classes the names of the classes that the model knows; empty where the pictures' classes
   *     are not wanted, and lie in any folders
   * @param remarks as {@link #load} has it
   * @throws InputException as {@link #load}; also for a class that the model does not know
   */
  public static Dataset loadFor(
      JavaSparkContext spark, Settings data, List<String> classes, Consumer<String> remarks) {
    String path = data.get(SourceSettings.PATH);
    ImageDatasets datasets = new ImageDatasets(spark, data, remarks);
    if (data.get(SourceSettings.FORMAT) == Format.CIFAR) {
      CifarFiles files = CifarFiles.find(spark.hadoopConfiguration(), PATH, path);
      if (!classes.isEmpty() && classes.size() != files.classes()) {
        throw new InputException(
            "%s has %d classes, the model %d".formatted(path, files.classes(), classes.size()));
      }
      return files.load(spark, datasets.blocks());
    }
    Configuration hadoop = spark.hadoopConfiguration();
    return datasets.read(
        classes.isEmpty()
            ? ImageFiles.unlabelled(hadoop, "the pictures in", path)
            : ImageFiles.find(hadoop, PATH, path, classes));
  }

  private int blocks() {
    return Math.toIntExact(data.get(DataSettings.PARTITIONS));
  }

  private Loaded images(long seed) {
    Configuration hadoop = spark.hadoopConfiguration();
    ImageFiles all = ImageFiles.find(hadoop, PATH, data.get(SourceSettings.PATH));
    ImageFiles.Split split =
        all.sample(data.get(DataSettings.LIMIT), seed)
            .split(data.get(DataSettings.VALIDATION_FRACTION), seed);
    requireSplit(split);
    String heldPath = data.get(DataSettings.VALIDATION_PATH);
    ImageFiles held =
        heldPath == null ? split.held() : ImageFiles.find(hadoop, HELD, heldPath, all.classes());
    Dataset training = read(split.training());
    Optional<Dataset> validation =
        held.files().isEmpty() ? Optional.empty() : Optional.of(read(held));
    return loaded(training, validation, all.classes());
  }

  private void requireSplit(ImageFiles.Split split) {
    long classes = Arrays.stream(split.training().counts()).filter(count -> count > 0).count();
    if (classes < 2) {
      throw new InputException(
          ("the %,d training pictures are of %d class%s; take more of them (data.limit,"
                  + " data.validation-fraction)")
              .formatted(split.training().files().size(), classes, classes == 1 ? "" : "es"));
    }
    double fraction = data.get(DataSettings.VALIDATION_FRACTION);
    if (fraction > 0 && split.held().files().isEmpty()) {
      throw new InputException(
          "data.validation-fraction = %s holds out none of %d pictures; raise it or set it to 0"
              .formatted(fraction, split.training().files().size()));
    }
  }

  private Dataset read(ImageFiles files) {
    ImageLoader.Loaded loaded =
        ImageLoader.load(
            spark,
            files,
            blocks(),
            ImageSettings.limits(data),
            new BrokenImages(ImageSettings.broken(data)));
    if (loaded.broken().count() > 0) {
      remarks.accept(loaded.broken().toString());
    }
    return loaded.dataset();
  }

  private Loaded cifar() {
    Configuration hadoop = spark.hadoopConfiguration();
    String heldPath = data.get(DataSettings.VALIDATION_PATH);
    CifarFiles files = CifarFiles.find(hadoop, PATH, data.get(SourceSettings.PATH));
    Optional<CifarFiles> held =
        Optional.ofNullable(heldPath).map(path -> CifarFiles.find(hadoop, HELD, path));
    if (held.isPresent() && held.get().classes() != files.classes()) {
      throw new InputException(
          "%s = %s has %d classes, %s has %d"
              .formatted(HELD, heldPath, held.get().classes(), PATH, files.classes()));
    }
    return loaded(
        files.limit(data.get(DataSettings.LIMIT)).load(spark, blocks()),
        held.map(test -> test.load(spark, blocks())),
        files.names());
  }

  private static Loaded loaded(
      Dataset training, Optional<Dataset> validation, List<String> classes) {
    RowSource.Columns columns =
        new RowSource.Columns(
            List.of(), "class", "the class", LabelKind.CLASSES, false, false, List.of());
    return new Loaded(
        training, validation, Optional.empty(), Optional.of(new ClassLabels(classes)), columns);
  }
}
