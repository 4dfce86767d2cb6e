package dev.bellows.app;

import static dev.bellows.app.Trainings.log;
import static dev.bellows.app.Trainings.model;
import static dev.bellows.app.Trainings.requireEveryStepOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher;
import dev.bellows.Launcher.Ended;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A network of convolutions on a real cluster, whose executors get PyTorch's libraries by {@code
 * --jars}: the same bits as on one machine, and with an executor killed in mid-epoch.
 */
@Tag("cluster")
@Isolated("it needs the machine for itself")
@Tag("slow")
class ClusterNetworkIT extends ClusterTrainings {
  private static final int IMAGES = 2000;
  private static final int SIDE = 12;
  private static final int STEPS_PER_EPOCH = 40;
  private static final int EPOCHS = 10;

  /** Training waits for all executors, so that each has one of the blocks. */
  private static final List<String> BOTH_EXECUTORS =
      options(
          Map.of(
              "spark.cores.max",
              String.valueOf(SharedCluster.WORKERS),
              "spark.scheduler.minRegisteredResourcesRatio",
              "1.0",
              "spark.scheduler.maxRegisteredResourcesWaitingTime",
              "60s"));

  /** Noisy images, in one quarter of which something bright stands: that is their class. */
  private Path job() throws IOException {
    Random random = new Random(3);
    Path images = folder.resolve("images-idx3-ubyte");
    Path labels = folder.resolve("labels-idx1-ubyte");
    try (DataOutputStream pixels = new DataOutputStream(Files.newOutputStream(images));
        DataOutputStream classes = new DataOutputStream(Files.newOutputStream(labels))) {
      pixels.write(new byte[] {0, 0, 8, 3}); // bytes of three dimensions
      for (int size : List.of(IMAGES, SIDE, SIDE)) {
        pixels.writeInt(size);
      }
      classes.write(new byte[] {0, 0, 8, 1});
      classes.writeInt(IMAGES);
      for (int i = 0; i < IMAGES; i++) {
        byte[] image = new byte[SIDE * SIDE];
        random.nextBytes(image);
        int quarter = random.nextInt(4);
        int line = quarter / 2 * SIDE / 2 + random.nextInt(SIDE / 2);
        for (int x = 0; x < SIDE / 2; x++) {
          image[line * SIDE + quarter % 2 * SIDE / 2 + x] = (byte) 255;
        }
        pixels.write(image);
        classes.write(quarter);
      }
    }
    String text =
        """
        data { path = "%s", labels = "%s", format = idx, divide-by = 255 }
        model {
          type = network
          layers = [
            conv 8 5x5 padding 2, batch-norm, relu, max-pool 2, dropout 0.2
            conv 16 3x3, relu, flatten, linear 4
          ]
        }
        optimizer { name = adam, learning-rate = 0.003 }
        batch-size = %d
        epochs = %d
        evaluate = end
        checkpoint.every = 50 steps
        """;
    return Files.writeString(
        folder.resolve("quarters.conf"),
        text.formatted(images, labels, IMAGES / STEPS_PER_EPOCH, EPOCHS));
  }

  @Test
  void aNetworkTrainsTheSameBitsOnAClusterAlsoWhenAnExecutorIsKilledInMidEpoch() throws Exception {
    Path job = job();
    Path alone = folder.resolve("alone");
    complete("local[2]", Trainings.train(job, alone));
    Path calm = folder.resolve("calm");
    Ended ended = run(cluster().url(), BOTH_EXECUTORS, Trainings.train(job, calm));
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("on " + cluster().url(), "stage of 2 tasks");
    assertThat(model(calm)).isEqualTo(model(alone));

    Path run = folder.resolve("run");
    start(cluster().url(), BOTH_EXECUTORS, Trainings.train(job, run));
    Launcher.until(() -> !Trainings.checkpoints(run.resolve("checkpoints")).isEmpty(), 90);
    List<ProcessHandle> executors = cluster().executors();
    assertThat(executors).hasSize(SharedCluster.WORKERS);
    signal(executors.get(0), "KILL");
    Ended disturbed = end();

    assertThat(disturbed.code()).as(disturbed.err()).isZero();
    assertThat(log(run)).containsSubsequence("attempt 1 of the stage is lost: ", ", attempt 2");
    assertThat(model(run)).isEqualTo(model(alone));
    requireEveryStepOnce(run, (long) EPOCHS * STEPS_PER_EPOCH);
  }
}
