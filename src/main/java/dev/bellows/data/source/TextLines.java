package dev.bellows.data.source;

import dev.bellows.InputException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
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
      throw new InputException(InputFiles.show(file) + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** All lines of the files, parsed in the tasks. */
  static JavaRDD<SourceRow> rows(JavaSparkContext spark, List<Path> files, LineParser parser) {
    return InputFiles.lines(spark, files)
        .mapPartitionsWithInputSplit(
            (split, records) -> {
              FileSplit part = (FileSplit) split;
              return new Lines(InputFiles.show(part.getPath()), part.getStart(), records, parser);
            },
            true);
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
}
