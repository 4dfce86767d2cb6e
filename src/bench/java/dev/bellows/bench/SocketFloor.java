package dev.bellows.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The least that an exchange with two other processes can cost: each is a JVM behind one loopback
 * TCP connection. A step writes n doubles of one array to both; each has them in an array and
 * answers with n + 1 doubles of another; each answer ends in an array of its own. Nothing is
 * allocated in a step, and nothing but doubles travels.
 *
 * <p>The ways of doing it were chosen by measuring. Up to {@value #ONE_THREAD} parameters one
 * thread writes to both and then reads from both: what it writes fits into the buffers of the
 * connections, so both children work at once, and waking a second thread would cost as much as half
 * of the step. Above that the calling thread serves one connection and a second thread the other.
 * Pieces of 256 KB stay in the caches between the two copies that each of them takes; a read takes
 * what has arrived, because waiting for whole pieces took up to twice as long.
 */
final class SocketFloor implements Floor {
  private static final int CHILDREN = 2;
  private static final int PIECE = 256 * 1024;
  private static final int ONE_THREAD = 8192;
  private static final int START_MS = 30_000;

  private final double[] parameters;
  private final double[][] answers;
  private final List<Process> processes = new ArrayList<>();
  private final List<Connection> connections = new ArrayList<>();
  private final Thread second; // null: one thread serves both
  private volatile Thread caller;
  private volatile long wanted; // steps that the second thread may take
  private volatile long done; // steps that it has taken
  private volatile IOException failure;
  private volatile boolean closed;

  /** Starts the children. */
  SocketFloor(int n) throws IOException {
    parameters = new double[n];
    Arrays.fill(parameters, 0.1);
    answers = new double[CHILDREN][n + 1];
    second = n <= ONE_THREAD ? null : new Thread(this::serveSecond, "socket floor");
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      server.socket().setSoTimeout(START_MS);
      for (int c = 0; c < CHILDREN; c++) {
        processes.add(child(server.socket().getLocalPort(), n));
        connections.add(new Connection(server.socket().accept().getChannel()));
      }
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
    if (second != null) {
      second.setDaemon(true);
      second.start();
    }
  }

  private static Process child(int port, int n) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            SocketFloor.class.getName(),
            String.valueOf(port),
            String.valueOf(n))
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Override
  public double run(int steps) throws IOException {
    int n = parameters.length;
    caller = Thread.currentThread();
    long begin = System.nanoTime();
    for (int step = 0; step < steps; step++) {
      parameters[n - 1] = step;
      if (second == null) {
        connections.get(0).write(parameters);
        connections.get(1).write(parameters);
        receive(0);
        receive(1);
      } else {
        long next = done + 1;
        wanted = next;
        LockSupport.unpark(second);
        exchange(0);
        while (done != next) {
          if (failure != null) {
            throw failure;
          }
          LockSupport.park(this);
        }
      }
      if (answers[0][n] != step || answers[1][n] != step) {
        throw new IOException("an answer is not that of step " + step);
      }
    }
    return (System.nanoTime() - begin) * 1e-6 / steps;
  }

  private void serveSecond() {
    try {
      for (long step = 1; ; step++) {
        while (wanted != step) {
          if (closed) {
            return;
          }
          LockSupport.park(this);
        }
        exchange(1);
        done = step;
        LockSupport.unpark(caller);
      }
    } catch (IOException e) {
      failure = e;
      LockSupport.unpark(caller);
    }
  }

  private void exchange(int c) throws IOException {
    connections.get(c).write(parameters);
    receive(c);
  }

  private void receive(int c) throws IOException {
    if (!connections.get(c).read(answers[c])) {
      throw new IOException("a child has ended");
    }
  }

  /** Closes the connections, at whose end the children end. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(second);
    try {
      for (Connection connection : connections) {
        connection.close();
      }
      for (Process process : processes) {
        process.waitFor(10, TimeUnit.SECONDS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      processes.forEach(Process::destroyForcibly); // those that have not ended by themselves
    }
  }

  /** A child: port and n; answers until the parent closes the connection, or is no more. */
  public static void main(String[] args) throws IOException {
    int n = Integer.parseInt(args[1]);
    double[] received = new double[n];
    double[] answer = new double[n + 1];
    Arrays.fill(answer, 0.1);
    try (Connection parent =
        new Connection(
            SocketChannel.open(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))))) {
      while (parent.read(received)) {
        answer[n] = received[n - 1]; // so that the parent sees which step it answers
        parent.write(answer);
      }
    }
  }

  /** Doubles in the machine's order over one connection. */
  private static final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer bytes;
    private final DoubleBuffer doubles;

    Connection(SocketChannel channel) throws IOException {
      this.channel = channel;
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      bytes = ByteBuffer.allocateDirect(PIECE).order(ByteOrder.nativeOrder());
      doubles = bytes.asDoubleBuffer();
    }

    void write(double[] values) throws IOException {
      for (int at = 0; at < values.length; at += doubles.capacity()) {
        int count = Math.min(doubles.capacity(), values.length - at);
        doubles.clear().put(values, at, count);
        bytes.clear().limit(count * Double.BYTES);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    }

    /** Fills the array; false at the end of the stream. */
    boolean read(double[] values) throws IOException {
      bytes.clear();
      for (int at = 0; at < values.length; ) {
        bytes.limit((int) Math.min(PIECE, (long) Double.BYTES * (values.length - at)));
        if (channel.read(bytes) < 0) {
          return false;
        }
        int count = bytes.position() / Double.BYTES;
        doubles.clear().get(values, at, count);
        at += count;
        // A double of which only a part has arrived is kept.
        bytes.flip().position(count * Double.BYTES);
        bytes.compact();
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
