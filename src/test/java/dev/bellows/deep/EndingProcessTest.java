package dev.bellows.deep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends while a network computes. */
class EndingProcessTest {
  private static final int ROWS = 64;

  @TempDir Path folder;

  /** What the other JVM does: trains in two threads, and ends in the middle of it. */
  public static final class Other {
    private Other() {}

    /** Ends with code 3. */
    public static void main(String[] args) throws Exception {
      NetworkClassification network =
          Network.of("3x64x64", "conv 16 5x5, relu, conv 16 5x5, global-average-pool, flatten")
              .classification();
      LabelledRows rows =
          new LabelledRows(
              new DenseRows(new double[ROWS * network.columns()], network.columns()),
              new double[ROWS]);
      int[] all = IntStream.range(0, ROWS).toArray();
      double[] parameters = network.initialParameters(1);
      CountDownLatch warm = new CountDownLatch(2);
      for (int t = 0; t < 2; t++) {
        Thread thread =
            new Thread(
                () -> {
                  while (true) {
                    network.addLossAndGradient(
                        rows, all, ROWS, parameters, new double[parameters.length]);
                    warm.countDown();
                  }
                });
        thread.setDaemon(true);
        thread.start();
      }
      warm.await();
      System.exit(3);
    }
  }

  @Test
  void endsAsItWasToldThoughPassesAreUnderWay() throws Exception {
    Path log = folder.resolve("log");
    Process other =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:-CreateCoredumpOnCrash",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Other.class.getName()))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(other.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.exitValue()).as(Files.readString(log)).isEqualTo(3);
  }
}
