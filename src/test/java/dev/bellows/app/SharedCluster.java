package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher;
import dev.bellows.Launcher.Ended;
import dev.bellows.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The one cluster of all test classes, and what a long training leaves that nothing disturbs: both
 * are there when the first of them begins, and the cluster is stopped behind the last.
 */
final class SharedCluster implements BeforeAllCallback {
  static final int WORKERS = 2;

  private static volatile Started started;

  /** What has been started. */
  private static final class Started implements AutoCloseable {
    private final Path folder;
    private final Path reference;
    private final StandaloneCluster cluster;

    Started() throws Exception {
      folder = Files.createTempDirectory("bellows-cluster");
      reference = folder.resolve("reference");
      List<Object> words = new ArrayList<>(List.of("--master", "local[2]"));
      words.addAll(ClusterTrainings.longTraining(reference));
      Ended ended = Launcher.in(folder).run(words.toArray());
      assertThat(ended.code()).as(ended.err()).isZero();
      cluster = new StandaloneCluster(Files.createDirectories(folder.resolve("cluster")), WORKERS);
    }

    @Override
    public void close() throws IOException {
      cluster.close();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    started =
        context
            .getRoot()
            .getStore(Namespace.create(SharedCluster.class))
            .getOrComputeIfAbsent("cluster", key -> start(), Started.class);
  }

  private static Started start() {
    try {
      return new Started();
    } catch (Exception e) {
      throw new IllegalStateException("no cluster could be started", e);
    }
  }

  static StandaloneCluster cluster() {
    return started.cluster;
  }

  /** The run of the long training, on two cores of this machine. */
  static Path reference() {
    return started.reference;
  }
}
