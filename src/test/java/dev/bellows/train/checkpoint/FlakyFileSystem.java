package dev.bellows.train.checkpoint;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local disk under {@code flaky:}, which becomes full after some bytes ({@link #BYTES}), or
 * stands still for ever after some changes ({@link #CHANGES}), as if the process were killed. It
 * does not rename onto a name that is taken, as HDFS does not.
 */
public final class FlakyFileSystem extends RawLocalFileSystem {
  static final String BYTES = "flaky.bytes";
  static final String CHANGES = "flaky.changes";

  private static final URI ROOT = URI.create("flaky:///");

  private long bytes;
  private long changes;

  /** Settings under which {@code flaky:} is known. */
  static Configuration settings() {
    Configuration settings = new Configuration(false);
    settings.setClass("fs.flaky.impl", FlakyFileSystem.class, RawLocalFileSystem.class);
    settings.setBoolean("fs.flaky.impl.disable.cache", true);
    return settings;
  }

  /** What a user would write for that folder. */
  static String path(Path folder) {
    return "flaky:" + folder.toAbsolutePath();
  }

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    bytes = conf.getLong(BYTES, Long.MAX_VALUE);
    changes = conf.getLong(CHANGES, Long.MAX_VALUE);
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public String getScheme() {
    return "flaky";
  }

  private void change() throws IOException {
    if (changes <= 0) {
      throw new IOException("killed");
    }
    changes--;
  }

  @Override
  public boolean mkdirs(org.apache.hadoop.fs.Path folder) throws IOException {
    if (exists(folder)) {
      return true;
    }
    change();
    return super.mkdirs(folder);
  }

  @Override
  public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
      throws IOException {
    change();
    return !exists(to) && super.rename(from, to);
  }

  @Override
  public boolean delete(org.apache.hadoop.fs.Path file, boolean recursive) throws IOException {
    change();
    return super.delete(file, recursive);
  }

  @Override
  protected OutputStream createOutputStreamWithMode(
      org.apache.hadoop.fs.Path file, boolean append, FsPermission permission) throws IOException {
    change();
    return new Limited(super.createOutputStreamWithMode(file, append, permission));
  }

  private final class Limited extends FilterOutputStream implements Syncable, StreamCapabilities {
    private boolean synced;

    private Limited(OutputStream file) {
      super(file);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] all, int from, int count) throws IOException {
      change();
      int now = (int) Math.min(bytes, count);
      out.write(all, from, now);
      bytes -= now;
      if (now < count) {
        throw full();
      }
    }

    @Override
    public boolean hasCapability(String capability) {
      return capability.equals(StreamCapabilities.HSYNC);
    }

    @Override
    public void hflush() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void hsync() throws IOException {
      change();
      out.flush();
      synced = true;
    }

    @Override
    public void close() throws IOException {
      out.close();
      if (!synced && bytes > 0 && changes > 0) {
        throw new IOException("closed without hsync");
      }
    }
  }

  /** What Hadoop's own local file system throws. */
  private static FSError full() {
    try {
      Constructor<FSError> constructor = FSError.class.getDeclaredConstructor(Throwable.class);
      constructor.setAccessible(true);
      return constructor.newInstance(new IOException("No space left on device"));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
