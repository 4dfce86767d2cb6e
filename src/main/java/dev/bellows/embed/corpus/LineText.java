package dev.bellows.embed.corpus;

import dev.bellows.Settings;
import dev.bellows.data.source.InputFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.spark.api.java.JavaNewHadoopRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Text files, a sentence a line. A segment is a split of a file; a record is a line. */
final class LineText implements CorpusText {
  private final JavaNewHadoopRDD<LongWritable, Text> lines;
  private final String name;
  private final int mostWords;
  private final boolean lowerCase;

  LineText(SparkSession session, Settings settings) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    String path = settings.get(CorpusSettings.PATH);
    lines =
        InputFiles.lines(
            spark, InputFiles.find(spark.hadoopConfiguration(), "corpus.path", "word", path));
    name = "corpus.path = " + path;
    mostWords = Math.toIntExact(settings.get(CorpusSettings.MAX_SENTENCE_LENGTH));
    lowerCase = settings.get(CorpusSettings.LOWER_CASE);
  }

  @Override
  public <T> JavaRDD<T> read(Pass.Start<T> start) {
    int most = mostWords;
    boolean lower = lowerCase;
    return lines.mapPartitionsWithInputSplit(
        (split, records) -> {
          Pass<T> pass = start.start();
          SentenceFeed feed = new SentenceFeed(most, lower, pass);
          return new Reading<>(new Lines((FileSplit) split, records, feed, pass), pass);
        },
        true);
  }

  @Override
  public int partitions() {
    return lines.getNumPartitions();
  }

  @Override
  public String name() {
    return name;
  }

  private static final class Lines implements Records {
    private final String file;
    private final Iterator<Tuple2<LongWritable, Text>> records;
    private final SentenceFeed feed;
    private final Pass<?> pass;
    private boolean broken;

    Lines(
        FileSplit split,
        Iterator<Tuple2<LongWritable, Text>> records,
        SentenceFeed feed,
        Pass<?> pass) {
      file = InputFiles.show(split.getPath());
      this.records = records;
      this.feed = feed;
      this.pass = pass;
      pass.begin(file, split.getStart());
    }

    @Override
    public boolean feed() {
      if (broken || !hasNext()) {
        return false;
      }
      Text line = records.next()._2();
      byte[] bytes = line.getBytes();
      int malformed = feed.line(bytes, line.getLength());
      if (malformed >= 0) {
        broken = true;
        pass.problem(
            "byte %d (0x%02X) is not UTF-8; a corpus is UTF-8 text, plain or compressed"
                .formatted(malformed + 1, bytes[malformed]));
      } else {
        pass.endRecord();
      }
      return true;
    }

    private boolean hasNext() {
      try {
        return records.hasNext();
      } catch (Exception e) { // Scala throws what it does not declare
        if (e instanceof EOFException) {
          broken = true;
          pass.problem("the file is torn: " + e.getMessage());
          return false;
        }
        if (e instanceof IOException damage) {
          throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), damage);
        }
        throw e;
      }
    }
  }
}
