package dev.bellows.deep;

import dev.bellows.OtherJvm;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
    OtherJvm.run(folder, 3, Other.class, List.of("-XX:-CreateCoredumpOnCrash"));
  }
}
