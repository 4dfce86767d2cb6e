package dev.bellows.data.image;

import dev.bellows.InputException;
import dev.bellows.data.Dataset;
import dev.bellows.data.ExampleBlocks;
import dev.bellows.data.ExampleBlocks.Run;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.source.InputFiles;
import dev.bellows.image.Pixels;
import dev.bellows.image.RawPicture;
import dev.bellows.linalg.EncodedImages;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Pictures in the binary files of CIFAR: records of the class in one byte (CIFAR-10), or of a
 * coarse and a fine class in one byte each (CIFAR-100, of which the fine one counts), and 1024
 * values of red, of green and of blue. Which of them a file is, its length tells.
 *
 * @param classes their number, 10 or 100
 * @param files the files in the order of their names
 */
public record CifarFiles(int classes, List<Part> files) {
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int PICTURE = PLANE * Pixels.CHANNELS;
  private static final int PIECE = 1000;
  private static final int MOST_TASKS = 10_000;

  /** Copies the list. */
  public CifarFiles {
    files = List.copyOf(files);
  }

  /**
   * Records that follow each other in a file.
   *
   * @param path of the file
   * @param skip so many stand before them
   * @param first the number of the first of them in the data set
   * @param count at least one
   */
  public record Part(String path, long skip, long first, int count) implements Serializable {}

  /**
   * Finds files.
   *
   * @param setting the setting that the path comes from, for messages
   * @param path a file, a folder or a pattern; of a folder the files named {@code *.bin} are meant
   * @throws InputException if there is none, one is of another length, or the test pictures lie
   *     among those to train on
   */
  public static CifarFiles find(Configuration configuration, String setting, String path) {
    List<Path> found =
        InputFiles.find(configuration, setting, "picture", path).stream()
            .filter(file -> file.getName().endsWith(".bin"))
            .toList();
    String where = setting + " = " + path;
    if (found.isEmpty()) {
      throw new InputException(where + ": there is no file named *.bin");
    }
    boolean tests = found.stream().anyMatch(file -> file.getName().startsWith("test"));
    if (tests && found.size() > 1) {
      throw new InputException(
          "%s names the test pictures too; write %s/data_batch_*.bin or %s/train.bin"
              .formatted(where, path, path));
    }
    int labels = 0;
    long first = 0;
    List<Part> parts = new ArrayList<>();
    for (Path file : found) {
      long length = length(configuration, file);
      int own = length % (PICTURE + 1) == 0 ? 1 : length % (PICTURE + 2) == 0 ? 2 : 0;
      if (own == 0 || labels != 0 && own != labels) {
        throw new InputException(
            "%s has %,d bytes, and that is no number of pictures of %d or %d bytes as in %s"
                .formatted(
                    InputFiles.show(file),
                    length,
                    PICTURE + 1,
                    PICTURE + 2,
                    labels == 0 ? "CIFAR" : InputFiles.show(found.get(0))));
      }
      labels = own;
      int count = Math.toIntExact(length / (PICTURE + own));
      parts.add(new Part(file.toString(), 0, first, count));
      first += count;
    }
    return new CifarFiles(labels == 1 ? 10 : 100, parts);
  }

  private static long length(Configuration configuration, Path file) {
    try {
      return file.getFileSystem(configuration).getFileStatus(file).getLen();
    } catch (IOException e) {
      throw new InputException(InputFiles.show(file) + ": " + e.getMessage(), e);
    }
  }

  /**
   * The first of them.
   *
   * @param most at least 1
   */
  public CifarFiles limit(long most) {
    List<Part> first = new ArrayList<>();
    for (Part part : files) {
      long left = most - part.first();
      if (left > 0) {
        int count = (int) Math.min(left, part.count());
        first.add(new Part(part.path(), part.skip(), part.first(), count));
      }
    }
    return new CifarFiles(classes, first);
  }

  /** The names of the classes: their numbers. */
  public List<String> names() {
    return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
  }

  /** The number of pictures. */
  public long count() {
    return files.stream().mapToLong(Part::count).sum();
  }

  /**
   * Reads them into a data set of {@link EncodedImages}.
   *
   * @param blocks the number of blocks of the data set
   * @throws InputException if a class is out of range
   */
  public Dataset load(JavaSparkContext spark, int blocks) {
    List<Part> pieces = pieces(blocks);
    int all = classes;
    SerializableConfiguration configuration =
        new SerializableConfiguration(spark.hadoopConfiguration());
    JavaRDD<Run> runs =
        spark
            .parallelize(pieces, Math.min(pieces.size(), MOST_TASKS))
            .map(piece -> new Run(piece.first(), read(configuration.value(), piece, all)));
    Dataset dataset = ExampleBlocks.load(spark, runs, count(), Pixels.CHANNELS, blocks);
    List<String> wrong =
        dataset.blocks().flatMap(block -> unknownClasses(block, all).iterator()).take(1);
    if (!wrong.isEmpty()) {
      dataset.unpersist();
      throw new InputException(wrong.get(0));
    }
    return dataset;
  }

  private static List<String> unknownClasses(PackedBlock block, int classes) {
    List<String> found = new ArrayList<>();
    block.visitAll(
        (piece, rows, count) -> {
          EncodedImages images = (EncodedImages) piece;
          for (int i = 0; i < count; i++) {
            int label = (int) images.labels()[rows[i]];
            if (label >= classes && found.isEmpty()) {
              found.add(
                  "%s: its class is %d, and there are %d"
                      .formatted(images.names().get(rows[i]), label, classes));
            }
          }
        });
    return found;
  }

  private List<Part> pieces(int blocks) {
    List<Part> pieces = new ArrayList<>();
    for (Part file : files) {
      for (int done = 0; done < file.count(); ) {
        long first = file.first() + done;
        int block = Dataset.blockOf(first, blocks, count());
        long left = Dataset.firstRow(block + 1, blocks, count()) - first;
        int count = (int) Math.min(Math.min(PIECE, left), file.count() - done);
        pieces.add(new Part(file.path(), done, first, count));
        done += count;
      }
    }
    return pieces;
  }

  private static EncodedImages read(Configuration configuration, Part piece, int classes)
      throws IOException {
    int labels = classes == 10 ? 1 : 2;
    byte[] record = new byte[labels + PICTURE];
    Path path = new Path(piece.path());
    EncodedImagePacker packer = new EncodedImagePacker();
    try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
      in.seek(piece.skip() * record.length);
      for (int i = 0; i < piece.count(); i++) {
        in.readFully(record);
        int label = Byte.toUnsignedInt(record[labels - 1]);
        String name = InputFiles.show(path) + ", picture " + (piece.skip() + i + 1);
        packer.add(RawPicture.encode(picture(record, labels)), label, name);
      }
    }
    return packer.take();
  }

  private static Pixels picture(byte[] record, int from) {
    byte[] rgb = new byte[PICTURE];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = record[from + i % Pixels.CHANNELS * PLANE + i / Pixels.CHANNELS];
    }
    return new Pixels(SIDE, SIDE, rgb);
  }
}
