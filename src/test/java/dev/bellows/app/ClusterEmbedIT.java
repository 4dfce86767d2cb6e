package dev.bellows.app;

import static dev.bellows.app.Trainings.log;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher;
import dev.bellows.Launcher.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Embeddings by the packaged jar on a real cluster on loopback. */
@Tag("cluster")
@Isolated("it needs the machine for itself")
class ClusterEmbedIT extends ClusterTrainings {
  private static final int WORDS = 9000; // more than two blocks of rows

  private Path job(int epochs) throws IOException {
    Random random = new Random(8);
    StringBuilder text = new StringBuilder();
    for (int s = 0; s < 4000; s++) {
      for (int w = 0; w < 20; w++) {
        double u = random.nextDouble();
        text.append("w").append((int) (WORDS * u * u * u)).append(' ');
      }
      text.append('\n');
    }
    Path path = Files.writeString(folder.resolve("text.txt"), text);
    String job =
        """
        corpus { path = "%s", min-count = 1 }
        dimensions = 20
        epochs = %d
        replicas = 2
        merge-words = 4000
        deterministic = true
        """;
    return Files.writeString(folder.resolve("job.conf"), job.formatted(path, epochs));
  }

  private static byte[] vectors(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  @Test
  void twoReplicasLearnTheSameBitsOnAClusterAndInOneProcess() throws Exception {
    Path job = job(2);
    byte[] first = null;
    for (String master : List.of("local[2]", cluster().url())) {
      Path run = folder.resolve("run-" + master.charAt(0));
      Ended ended = run(master, List.of(), List.of("embed", job, "--set", "output.dir=" + run));

      assertThat(ended.code()).as(ended.err()).isZero();
      assertThat(ended.err()).contains("2 replicas of one thread, which merge 32 times an epoch");
      first = first == null ? vectors(run) : first;
      assertThat(vectors(run)).as(master).isEqualTo(first);
    }
  }

  @Test
  void aKilledExecutorIsReplacedAndTrainingGoesOnFromTheLastCheckpointToTheSameBits()
      throws Exception {
    Path job = job(60);
    Path whole = folder.resolve("whole");
    Ended ended = run("local[2]", List.of(), List.of("embed", job, "--set", "output.dir=" + whole));
    assertThat(ended.code()).as(ended.err()).isZero();
    Path run = folder.resolve("run");
    start(
        cluster().url(),
        List.of(),
        List.of("embed", job, "--set", "output.dir=" + run, "--set", "checkpoint.every=2 epochs"));
    Launcher.until(() -> Files.exists(run.resolve("checkpoints/round-000000000064.json")), 120);
    signal(cluster().executors().get(0), "KILL");
    Ended killed = end();

    assertThat(killed.code()).as(killed.err()).isZero();
    assertThat(killed.err()).contains("training begins again behind round ");
    assertThat(vectors(run)).isEqualTo(vectors(whole));
    assertThat(log(run)).contains("Lost executor");
  }
}
