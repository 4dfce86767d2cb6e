package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.image.BrokenImages;
import dev.bellows.data.image.ImageSettings;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.deep.ImageInput;
import dev.bellows.image.BrokenImageException;
import dev.bellows.image.ImageDecoder;
import dev.bellows.image.Pixels;
import dev.bellows.linalg.EncodedImages;
import dev.bellows.report.chart.ImageSheet;
import java.io.PrintWriter;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code preview}: the pictures of a job as its network will see them. */
@Command(
    name = "preview",
    description = {
      "Draws pictures of a job's first batch as its network will see them in training.",
      "What is drawn at random depends on seed and epoch, as in training."
    },
    sortOptions = false)
final class PreviewCommand implements Callable<Integer> {
  private static final int MOST = 200;

  @Parameters(paramLabel = "JOB.conf", description = "The job file.")
  private Path file;

  @Option(
      names = "--out",
      paramLabel = "FILE.png",
      defaultValue = "preview.png",
      description = "The new picture (default ${DEFAULT-VALUE}).")
  private Path picture;

  @Option(
      names = "--epoch",
      paramLabel = "N",
      defaultValue = "1",
      description = "Whose batch it is, from 1 (default ${DEFAULT-VALUE}).")
  private int epoch;

  @Option(
      names = "--pictures",
      paramLabel = "N",
      defaultValue = "24",
      description = "How many are drawn, at most 200 (default ${DEFAULT-VALUE}).")
  private int pictures;

  @Mixin private SetOption set;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (pictures < 1 || pictures > MOST) {
      throw new InputException(
          "--pictures %d is not allowed; it takes 1 to %d".formatted(pictures, MOST));
    }
    if (epoch < 1) {
      throw new InputException("--epoch %d is not allowed; epochs count from 1".formatted(epoch));
    }
    PictureFile sheet = new PictureFile("--out", picture);
    NewFile.require(picture);
    Job job = JobFile.read(file, set.words());
    ImageInput images =
        job.model()
            .images()
            .orElseThrow(
                () ->
                    new InputException(
                        "data.format = %s: its rows are no pictures that could be drawn; images,"
                                .formatted(Setting.word(job.data().get(SourceSettings.FORMAT)))
                            + " cifar are"));
    return Interruption.awaits(0, () -> preview(job, images, sheet));
  }

  private Integer preview(Job job, ImageInput images, PictureFile file) throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    SparkSession session = Sessions.open(job.name());
    Loaded data = JobRows.load(job, session, err::println);
    BatchPlan plan = Preparation.plan(job, data.training());
    List<Chosen> chosen = chosen(data, plan);
    List<ImageSheet.Tile> tiles = tiles(job, images, plan, data, chosen);
    data.training().unpersist();
    data.validation().ifPresent(held -> held.unpersist());
    ImageSheet sheet =
        new ImageSheet(
            String.format(
                Locale.ROOT,
                "%s: %,d of the %,d pictures of epoch %d's first batch, as the network sees them",
                job.name(),
                tiles.size(),
                plan.batchRows(0),
                epoch),
            tiles);
    file.write(picture, sheet::write, err, "shows what the network will see");
    PrintWriter out = spec.commandLine().getOut();
    out.println("training:   " + String.join(", ", images.training().words()));
    out.println("evaluation: " + String.join(", ", images.evaluation().words()));
    return 0;
  }

  /**
   * A picture of the batch.
   *
   * @param number in the data set
   * @param label the number of its class
   * @param name where it comes from
   * @param file its compressed bytes
   */
  private record Chosen(long number, int label, String name, byte[] file) implements Serializable {}

  /** Pictures spread over the batch, whose first ones would be of one class. */
  private List<Chosen> chosen(Loaded data, BatchPlan plan) {
    int wanted = (int) Math.min(pictures, plan.batchRows(0));
    int of = epoch;
    List<Chosen> all =
        data.training()
            .blocks()
            .flatMap(block -> chosen(block, plan, of, wanted).iterator())
            .collect();
    return spread(all, wanted);
  }

  /** Runs in a task. */
  private static List<Chosen> chosen(PackedBlock block, BatchPlan plan, int epoch, int wanted) {
    List<Long> numbers = new ArrayList<>();
    block.visitBatch(
        plan,
        epoch,
        0,
        (piece, first, rows, count) -> {
          for (int i = 0; i < count; i++) {
            numbers.add(first + rows[i]);
          }
        });
    Set<Long> kept = Set.copyOf(spread(numbers, wanted));
    List<Chosen> chosen = new ArrayList<>();
    block.visitBatch(
        plan,
        epoch,
        0,
        (piece, first, rows, count) -> {
          EncodedImages images = (EncodedImages) piece;
          for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (kept.contains(first + row)) {
              chosen.add(
                  new Chosen(
                      first + row,
                      (int) images.labels()[row],
                      images.names().get(row),
                      images.file(row)));
            }
          }
        });
    return chosen;
  }

  /** So many of them, at most, as far from each other as can be. */
  private static <T> List<T> spread(List<T> all, int wanted) {
    int count = Math.min(wanted, all.size());
    List<T> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(all.get((int) ((long) i * all.size() / count)));
    }
    return some;
  }

  private List<ImageSheet.Tile> tiles(
      Job job, ImageInput images, BatchPlan plan, Loaded data, List<Chosen> chosen) {
    List<String> classes = data.classes().orElseThrow().names();
    BrokenImages.Found broken = new BrokenImages.Found();
    List<ImageSheet.Tile> tiles = new ArrayList<>();
    for (Chosen one : chosen) {
      try {
        Pixels seen =
            images
                .training()
                .transform(
                    ImageDecoder.decode(one.file(), images.limits()),
                    plan.key(epoch, 0),
                    one.number());
        String file = one.name().substring(one.name().lastIndexOf('/') + 1);
        tiles.add(new ImageSheet.Tile(seen, List.of(classes.get(one.label()), file), false));
      } catch (BrokenImageException e) {
        broken.add(one.name(), e.getMessage());
      }
    }
    new BrokenImages(ImageSettings.broken(job.data())).require(broken, chosen.size());
    if (broken.count() > 0) {
      spec.commandLine().getErr().println(broken);
    }
    if (tiles.isEmpty()) {
      throw new InputException("none of the pictures can be used: " + broken);
    }
    return tiles;
  }
}
