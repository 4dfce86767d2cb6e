package dev.bellows.data.source;

import dev.bellows.InputException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaNewHadoopRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Text files on any Hadoop file system, plain or compressed, as lines that know where they stand.
 */
final class TextLines {
  private TextLines() {}

  /** What is made of a line. */
  interface LineParser extends Serializable {
    /**
     * The row on a line that is not blank.
     *
     * @param line counts from 1 within the segment
     * @param first whether it is the first of its file
     */
    SourceRow parse(String file, long segment, long line, String text, boolean first);
  }

  /**
   * The files that a path names, in order.
   *
   * @throws InputException where there is none, or no byte in them
   */
  static List<Path> files(Configuration configuration, String path) {
    try {
      Path pattern = new Path(path);
      FileSystem system = pattern.getFileSystem(configuration);
      FileStatus[] found = system.globStatus(pattern);
      if (found == null || found.length == 0) {
        throw new InputException("data.path = " + path + ": there is no such file");
      }
      FileStatus[] files =
          Arrays.stream(found)
              .flatMap(status -> status.isDirectory() ? children(system, status) : one(status))
              .filter(status -> status.isFile() && visible(status.getPath()))
              .toArray(FileStatus[]::new);
      if (Arrays.stream(files).allMatch(status -> status.getLen() == 0)) {
        throw new InputException(
            "data.path = %s: there is no row in it (files named _x or .x, and folders in it, are"
                    .formatted(path)
                + " left out)");
      }
      return Arrays.stream(files)
          .filter(status -> status.getLen() > 0)
          .map(FileStatus::getPath)
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new InputException("data.path = %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static java.util.stream.Stream<FileStatus> one(FileStatus status) {
    return java.util.stream.Stream.of(status);
  }

  private static java.util.stream.Stream<FileStatus> children(
      FileSystem system, FileStatus folder) {
    try {
      return Arrays.stream(system.listStatus(folder.getPath()));
    } catch (IOException e) {
      throw new InputException(
          "data.path: %s cannot be listed: %s".formatted(folder.getPath(), e.getMessage()), e);
    }
  }

  private static boolean visible(Path path) {
    return !path.getName().startsWith("_") && !path.getName().startsWith(".");
  }

  /** The first line with something on it. */
  static Optional<String> firstLine(Configuration configuration, Path file) {
    try {
      CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(file);
      try (InputStream raw = file.getFileSystem(configuration).open(file);
          InputStream in = codec == null ? raw : codec.createInputStream(raw);
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        String line = reader.readLine();
        while (line != null && line.isBlank()) {
          line = reader.readLine();
        }
        return Optional.ofNullable(line).map(text -> text.replace("\uFEFF", ""));
      }
    } catch (IOException e) {
      throw new InputException(show(file) + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** All lines of the files, parsed in the tasks. */
  static JavaRDD<SourceRow> rows(JavaSparkContext spark, List<Path> files, LineParser parser) {
    try {
      Job job = Job.getInstance(spark.hadoopConfiguration());
      FileInputFormat.setInputPaths(
          job, files.stream().map(TextLines::asPattern).toArray(Path[]::new));
      JavaNewHadoopRDD<LongWritable, Text> lines =
          (JavaNewHadoopRDD<LongWritable, Text>)
              spark.newAPIHadoopRDD(
                  job.getConfiguration(), TextInputFormat.class, LongWritable.class, Text.class);
      return lines.mapPartitionsWithInputSplit(
          (split, records) -> {
            FileSplit part = (FileSplit) split;
            return new Lines(show(part.getPath()), part.getStart(), records, parser);
          },
          true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hadoop reads every input path as a pattern; this is the pattern of just this file. */
  private static Path asPattern(Path file) {
    return new Path(file.getParent(), file.getName().replaceAll("[*?{}\\[\\]\\\\]", "\\\\$0"));
  }

  /** The lines of one split, parsed; a file that ends in the middle ends in a bad row. */
  private static final class Lines implements Iterator<SourceRow> {
    private final String file;
    private final long segment;
    private final Iterator<Tuple2<LongWritable, Text>> records;
    private final LineParser parser;
    private long line;
    private boolean first; // the next line with something on it is the first of its file
    private EOFException torn;

    Lines(
        String file,
        long segment,
        Iterator<Tuple2<LongWritable, Text>> records,
        LineParser parser) {
      this.file = file;
      this.segment = segment;
      this.records = records;
      this.parser = parser;
      first = segment == 0;
    }

    @Override
    public boolean hasNext() {
      if (torn != null) {
        return false;
      }
      try {
        return records.hasNext();
      } catch (Exception e) { // Scala throws what it does not declare
        if (!(e instanceof EOFException end)) {
          throw e;
        }
        torn = end;
        return true;
      }
    }

    @Override
    public SourceRow next() {
      line++;
      if (torn != null) {
        return SourceRow.bad(
            file, segment, line, "column 1: the file is torn: " + torn.getMessage());
      }
      String text = records.next()._2().toString();
      if (text.isBlank()) {
        return SourceRow.skipped(file, segment, line);
      }
      SourceRow row = parser.parse(file, segment, line, text, first);
      first = false;
      return row;
    }
  }

  /** A path as a person writes it. */
  static String show(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }
}
