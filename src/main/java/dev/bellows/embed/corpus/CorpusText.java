package dev.bellows.embed.corpus;

import dev.bellows.InputException;
import dev.bellows.Settings;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Where sentences come from. Every pass over it reads the same segments. */
sealed interface CorpusText permits FrameText, LineText, ListText {

  /** Reads all of it: each task gives its words to a pass of its own. */
  <T> JavaRDD<T> read(Pass.Start<T> start);

  /** How many tasks read it. */
  int partitions();

  /** What messages call it. */
  String name();

  /**
   * The text that the settings name; nothing of it is read yet.
   *
   * @throws InputException if it is not there, or is not what it should be
   */
  static CorpusText open(SparkSession session, Settings settings) {
    if (settings.get(CorpusSettings.PATH) == null) {
      throw new InputException("corpus.path is missing: the file or folder with the text");
    }
    return switch (settings.get(CorpusSettings.FORMAT)) {
      case TEXT -> new LineText(session, settings);
      case PARQUET -> new ListText(session, settings);
    };
  }

  /** What a failed job over it comes to: a damaged file is told in a line. */
  static RuntimeException failure(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UncheckedIOException) {
        return new InputException(cause.getMessage(), e);
      }
      if (cause instanceof IllegalStateException) {
        return new IllegalStateException(cause.getMessage(), e);
      }
    }
    return e instanceof RuntimeException own ? own : new IllegalStateException(e);
  }

  /** The records of one task. */
  interface Records {
    /** Gives the next record to the pass; false where there is none. */
    boolean feed();
  }

  /** What a pass makes of the records of its task. */
  final class Reading<T> implements Iterator<T> {
    private final Records records;
    private final Pass<T> pass;
    private boolean ended;
    private T next;

    Reading(Records records, Pass<T> pass) {
      this.records = records;
      this.pass = pass;
    }

    @Override
    public boolean hasNext() {
      while (next == null) {
        next = pass.poll();
        if (next == null) {
          if (ended) {
            return false;
          }
          if (!records.feed()) {
            pass.end();
            ended = true;
          }
        }
      }
      return true;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      T given = next;
      next = null;
      return given;
    }
  }
}
