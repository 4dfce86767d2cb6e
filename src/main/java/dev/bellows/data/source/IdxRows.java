package dev.bellows.data.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** Some rows of a pair of IDX files; files that end too soon end in a bad row. */
final class IdxRows implements Iterator<SourceRow> {
  private final String file;
  private final long first;
  private final long end;
  private final Column values;
  private final Column labels; // null where the rows have none
  private long next;

  /** One of the two files: its records, one after another. */
  private static final class Column {
    private final IdxFile file;
    private final Configuration configuration;
    private final ByteBuffer record;
    private InputStream in;

    Column(Configuration configuration, IdxFile file) {
      this.configuration = configuration;
      this.file = file;
      record = ByteBuffer.allocate(file.width() * file.type().bytes());
    }

    double[] read(long row) throws IOException {
      if (in == null) {
        in = file.from(configuration, row);
      }
      if (in.readNBytes(record.array(), 0, record.capacity()) < record.capacity()) {
        throw new EOFException();
      }
      record.clear();
      double[] read = new double[file.width()];
      for (int i = 0; i < read.length; i++) {
        read[i] = file.type().read(record);
      }
      return read;
    }

    void close() {
      try {
        if (in != null) {
          in.close();
        }
      } catch (IOException e) {
        // What was wanted of it has been read.
      }
    }
  }

  /**
   * The rows from {@code first} to before {@code end}, a segment of their own.
   *
   * @param labels null where the rows have none
   */
  IdxRows(Configuration configuration, IdxFile records, IdxFile labels, long first, long end) {
    file = records.shown();
    this.first = first;
    this.end = end;
    values = new Column(configuration, records);
    this.labels = labels == null ? null : new Column(configuration, labels);
    next = first;
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close());
  }

  private void close() {
    values.close();
    if (labels != null) {
      labels.close();
    }
  }

  @Override
  public boolean hasNext() {
    return next < end;
  }

  @Override
  public SourceRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    long row = next++;
    long line = row - first + 1;
    Column reading = values;
    try {
      double[] read = values.read(row);
      reading = labels;
      double label = labels == null ? 0 : labels.read(row)[0];
      for (int c = -1; c < read.length; c++) {
        double value = c < 0 ? label : read[c];
        if (!Double.isFinite(value)) {
          return SourceRow.bad(
              file,
              first,
              line,
              "%s is '%s', which no model can be fitted to"
                  .formatted(c < 0 ? "the label" : "value " + (c + 1), value));
        }
      }
      return new SourceRow(file, first, line, read, null, label, null);
    } catch (IOException e) {
      next = end;
      String why =
          e instanceof EOFException
              ? " is torn: it ends before this row's record is whole"
              : " cannot be read: " + e.getMessage();
      return SourceRow.bad(file, first, line, reading.file.shown() + why);
    }
  }
}
