package dev.bellows.data.image;

import dev.bellows.InputException;
import dev.bellows.data.Dataset;
import dev.bellows.data.ExampleBlocks;
import dev.bellows.data.ExampleBlocks.Run;
import dev.bellows.image.BrokenImageException;
import dev.bellows.image.ImageDecoder;
import dev.bellows.image.ImageLimits;
import dev.bellows.image.Pixels;
import dev.bellows.linalg.EncodedImages;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Makes a data set of images in files: their bytes as they are, in cached blocks. First the head of
 * every file is looked at, so that what cannot be used is known before training and numbers have no
 * gaps; then every file is read into its block.
 */
public final class ImageLoader {
  /** A piece of a block has about so many bytes. */
  private static final long PIECE = 1 << 22;

  /** Nearly all heads are shorter; of the other files more is read. */
  private static final int HEAD = 1 << 16;

  private static final long LARGEST_FILE = 1 << 28;
  private static final int FILES_PER_SURVEY = 256;
  private static final int MOST_TASKS = 10_000;

  private ImageLoader() {}

  /**
   * Images ready for training.
   *
   * @param dataset of {@link EncodedImages}
   * @param used those of the files that are in it, in their order: the number of an image is its
   *     place in it
   * @param broken the others
   */
  public record Loaded(Dataset dataset, ImageFiles used, BrokenImages.Found broken) {}

  /**
   * Reads images.
   *
   * @param blocks the number of blocks of the data set
   * @param limits on the sizes of images
   * @param policy what is done about those that cannot be used
   * @throws InputException if more cannot be used than the policy allows, or no image of a class
   *     can
   */
  public static Loaded load(
      JavaSparkContext spark,
      ImageFiles images,
      int blocks,
      ImageLimits limits,
      BrokenImages policy) {
    BrokenImages.Found broken = new BrokenImages.Found();
    ImageFiles used = usable(spark, images, limits, broken);
    policy.require(broken, images.files().size());
    requireClasses(images, used, broken);
    List<Piece> pieces = pieces(used.files(), blocks);
    SerializableConfiguration configuration =
        new SerializableConfiguration(spark.hadoopConfiguration());
    JavaRDD<Run> runs =
        spark
            .parallelize(pieces, Math.min(pieces.size(), MOST_TASKS))
            .map(piece -> new Run(piece.first(), read(configuration.value(), piece.files())));
    Dataset dataset = ExampleBlocks.load(spark, runs, used.files().size(), Pixels.CHANNELS, blocks);
    return new Loaded(dataset, used, broken);
  }

  /** Files whose images follow each other. */
  private record Piece(long first, List<ImageFile> files) implements Serializable {}

  /** What is wrong with the file of that number. */
  private record Problem(int file, String why) implements Serializable {}

  private static ImageFiles usable(
      JavaSparkContext spark, ImageFiles images, ImageLimits limits, BrokenImages.Found broken) {
    SerializableConfiguration configuration =
        new SerializableConfiguration(spark.hadoopConfiguration());
    List<ImageFile> files = images.files();
    List<Piece> parts = new ArrayList<>();
    for (int from = 0; from < files.size(); from += FILES_PER_SURVEY) {
      int to = Math.min(files.size(), from + FILES_PER_SURVEY);
      parts.add(new Piece(from, new ArrayList<>(files.subList(from, to))));
    }
    List<Problem> problems =
        spark
            .parallelize(parts, Math.min(parts.size(), MOST_TASKS))
            .flatMap(part -> problems(configuration.value(), part, limits).iterator())
            .collect();
    Set<Integer> unusable = new HashSet<>();
    for (Problem problem : problems) {
      unusable.add(problem.file());
      broken.add(ImageFiles.shown(files.get(problem.file()).path()), problem.why());
    }
    List<ImageFile> used = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (!unusable.contains(i)) {
        used.add(files.get(i));
      }
    }
    return new ImageFiles(images.classes(), used);
  }

  private static List<Problem> problems(Configuration configuration, Piece part, ImageLimits limits)
      throws IOException {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < part.files().size(); i++) {
      ImageFile file = part.files().get(i);
      try {
        checkHead(configuration, file, limits);
      } catch (BrokenImageException e) {
        problems.add(new Problem((int) part.first() + i, e.getMessage()));
      }
    }
    return problems;
  }

  private static void checkHead(Configuration configuration, ImageFile file, ImageLimits limits)
      throws IOException, BrokenImageException {
    if (file.length() > LARGEST_FILE) {
      throw new BrokenImageException("it has %,d bytes".formatted(file.length()));
    }
    byte[] head = read(configuration, file, HEAD);
    try {
      ImageDecoder.check(head, limits);
    } catch (BrokenImageException e) {
      if (head.length < HEAD) {
        throw e;
      }
      ImageDecoder.check(read(configuration, file, (int) LARGEST_FILE), limits);
    }
  }

  private static byte[] read(Configuration configuration, ImageFile file, int most)
      throws IOException {
    Path path = new Path(file.path());
    try (InputStream in = path.getFileSystem(configuration).open(path)) {
      return in.readNBytes(most);
    } catch (FileNotFoundException e) {
      throw new InputException(
          ImageFiles.shown(file.path()) + " has vanished since the images were listed", e);
    }
  }

  private static void requireClasses(ImageFiles all, ImageFiles used, BrokenImages.Found broken) {
    long[] before = all.counts();
    long[] after = used.counts();
    for (int c = 0; c < before.length; c++) {
      if (before[c] > 0 && after[c] == 0) {
        throw new InputException(
            "class '%s' has no image that can be used; %s".formatted(all.classes().get(c), broken));
      }
    }
  }

  /** Cut by the lengths of the files, and where a block ends. */
  private static List<Piece> pieces(List<ImageFile> files, int blocks) {
    List<Piece> pieces = new ArrayList<>();
    int first = 0;
    long bytes = 0;
    for (int i = 0; i < files.size(); i++) {
      bytes += files.get(i).length();
      boolean last =
          i + 1 == files.size()
              || bytes + files.get(i + 1).length() > PIECE
              || Dataset.blockOf(i + 1L, blocks, files.size())
                  != Dataset.blockOf(i, blocks, files.size());
      if (last) {
        pieces.add(new Piece(first, new ArrayList<>(files.subList(first, i + 1))));
        first = i + 1;
        bytes = 0;
      }
    }
    return pieces;
  }

  private static EncodedImages read(Configuration configuration, List<ImageFile> files)
      throws IOException {
    EncodedImagePacker packer = new EncodedImagePacker();
    for (ImageFile file : files) {
      byte[] bytes = read(configuration, file, (int) LARGEST_FILE);
      packer.add(bytes, file.label(), ImageFiles.shown(file.path()));
    }
    return packer.take();
  }
}
