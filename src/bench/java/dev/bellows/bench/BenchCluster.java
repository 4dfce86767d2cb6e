package dev.bellows.bench;

import dev.bellows.Launcher;
import dev.bellows.StandaloneCluster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;

/** A loopback cluster of two executors of one core for a benchmark. */
final class BenchCluster {
  private BenchCluster() {}

  /** What is measured there. */
  @FunctionalInterface
  interface Work {
    void on(JavaSparkContext spark) throws IOException;
  }

  /** What is measured there, also from outside the executors. */
  @FunctionalInterface
  interface WorkOnProcesses {
    void on(JavaSparkContext spark, List<ProcessHandle> executors) throws IOException;
  }

  /** Starts it, does the work, and stops it. */
  static void with(Work work) throws IOException, InterruptedException {
    withProcesses((spark, executors) -> work.on(spark));
  }

  /** The same, with the executors' processes. */
  static void withProcesses(WorkOnProcesses work) throws IOException, InterruptedException {
    linkSparkJars();
    Path folder = Files.createTempDirectory("bellows-bench");
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2)) {
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
      try (JavaSparkContext spark = BenchSpark.start(cluster.url(), clusterSettings())) {
        work.on(spark, cluster.executors());
      }
    }
    delete(folder);
  }

  /** Executors of one core, both there before the rows are loaded. */
  private static Map<String, String> clusterSettings() {
    Path target = Launcher.HOME.resolve("target");
    return Map.of(
        "spark.home", target.resolve("spark").toString(),
        "spark.driver.host", "127.0.0.1",
        "spark.executor.memory", "1g",
        "spark.executor.extraClassPath",
            target.resolve("test-classes") + File.pathSeparator + target.resolve("classes"),
        "spark.cores.max", "2",
        "spark.scheduler.minRegisteredResourcesRatio", "1.0");
  }

  /** Makes the folder of links to Spark's jars, where the launcher has not made it yet. */
  private static void linkSparkJars() throws IOException {
    Path target = Launcher.HOME.resolve("target");
    Path spark = target.resolve("spark");
    if (Files.isDirectory(spark.resolve("jars"))) {
      return;
    }
    Path fresh = Files.createTempDirectory(target, "spark.");
    Path jars = Files.createDirectory(fresh.resolve("jars"));
    for (String jar :
        Files.readString(target.resolve("spark-jars.txt")).strip().split(File.pathSeparator)) {
      Path file = Path.of(jar);
      Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
    }
    Files.move(fresh, spark);
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
