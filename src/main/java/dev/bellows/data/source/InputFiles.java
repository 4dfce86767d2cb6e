package dev.bellows.data.source;

import dev.bellows.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaNewHadoopRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** The files that a user's path names, on any Hadoop file system. */
public final class InputFiles {
  private InputFiles() {}

  /**
   * The files that a path names, in the order of their names; empty ones are left out, and so are
   * files named {@code _x} or {@code .x} and folders in a folder.
   *
   * @param setting the setting that the path comes from, for messages: {@code data.path}
   * @param unit what should be in them, for messages: {@code row}
   * @param path a file, a folder or a pattern
   * @throws InputException where there is none, or no byte in them
   */
  public static List<Path> find(
      Configuration configuration, String setting, String unit, String path) {
    try {
      Path pattern = new Path(path);
      FileSystem system = pattern.getFileSystem(configuration);
      FileStatus[] found = system.globStatus(pattern);
      if (found == null || found.length == 0) {
        throw new InputException("%s = %s: there is no such file".formatted(setting, path));
      }
      List<FileStatus> files =
          Arrays.stream(found)
              .flatMap(s -> s.isDirectory() ? children(system, s, setting) : Stream.of(s))
              .filter(status -> status.isFile() && visible(status.getPath()))
              .toList();
      if (files.stream().allMatch(status -> status.getLen() == 0)) {
        throw new InputException(
            "%s = %s: there is no %s in it (files named _x or .x, and folders in it, are left out)"
                .formatted(setting, path, unit));
      }
      return files.stream()
          .filter(status -> status.getLen() > 0)
          .map(FileStatus::getPath)
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new InputException("%s = %s: %s".formatted(setting, path, e.getMessage()), e);
    }
  }

  private static Stream<FileStatus> children(FileSystem system, FileStatus folder, String setting) {
    try {
      return Arrays.stream(system.listStatus(folder.getPath()));
    } catch (IOException e) {
      throw new InputException(
          "%s: %s cannot be listed: %s".formatted(setting, folder.getPath(), e.getMessage()), e);
    }
  }

  private static boolean visible(Path path) {
    return !path.getName().startsWith("_") && !path.getName().startsWith(".");
  }

  /**
   * The lines of the files, plain or compressed, as Hadoop's own reader has them: a {@code Text} is
   * valid until the next one is asked for. Which lines a partition has depends on Hadoop's settings
   * of splits.
   */
  public static JavaNewHadoopRDD<LongWritable, Text> lines(
      JavaSparkContext spark, List<Path> files) {
    try {
      Job job = Job.getInstance(spark.hadoopConfiguration());
      FileInputFormat.setInputPaths(
          job, files.stream().map(InputFiles::asPattern).toArray(Path[]::new));
      return (JavaNewHadoopRDD<LongWritable, Text>)
          spark.newAPIHadoopRDD(
              job.getConfiguration(), TextInputFormat.class, LongWritable.class, Text.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hadoop reads every input path as a pattern; this is the pattern of just this file. */
  private static Path asPattern(Path file) {
    return new Path(file.getParent(), file.getName().replaceAll("[*?{}\\[\\]\\\\]", "\\\\$0"));
  }

  /** A path as a person writes it. */
  public static String show(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }
}
