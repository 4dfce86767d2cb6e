package dev.bellows.data.source;

import dev.bellows.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
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
    /** The row on that line; {@code line} counts from 1 within the segment, which may be a part. */
    SourceRow parse(String file, long segment, long line, String text);
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
        throw new InputException("data.path = " + path + ": there is no row in it");
      }
      return Arrays.stream(files)
          .filter(status -> status.getLen() > 0)
          .map(FileStatus::getPath)
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    } catch (IOException | IllegalArgumentException e) {
      throw e instanceof InputException known
          ? known
          : new InputException("data.path = %s: %s".formatted(path, e.getMessage()), e);
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
    String paths =
        String.join(",", files.stream().map(f -> f.toString().replace(",", "\\,")).toList());
    JavaNewHadoopRDD<LongWritable, Text> lines =
        (JavaNewHadoopRDD<LongWritable, Text>)
            spark.newAPIHadoopFile(
                paths,
                TextInputFormat.class,
                LongWritable.class,
                Text.class,
                spark.hadoopConfiguration());
    return lines.mapPartitionsWithInputSplit(
        (split, records) -> {
          FileSplit part = (FileSplit) split;
          return parsed(show(part.getPath()), part.getStart(), records, parser);
        },
        true);
  }

  private static Iterator<SourceRow> parsed(
      String file, long segment, Iterator<Tuple2<LongWritable, Text>> records, LineParser parser) {
    return new Iterator<>() {
      private long line;

      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public SourceRow next() {
        String text = records.next()._2().toString();
        line++;
        return text.isBlank()
            ? SourceRow.skipped(file, segment, line)
            : parser.parse(file, segment, line, text);
      }
    };
  }

  /** A path as a person writes it. */
  static String show(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }
}
