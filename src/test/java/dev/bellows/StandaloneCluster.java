package dev.bellows;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A real standalone Spark cluster on loopback, made of the jars that Maven resolved: one master and
 * some workers of one core each, every one a process of its own. Closing it stops the processes
 * that it started, and no other.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("Starting Spark master at (spark://\\S+)");

  private final Path folder;
  private final Map<String, String> settings;
  private final List<Process> processes = new ArrayList<>();
  private final String url;

  /** Starts it; its logs and work stand in {@code folder}. */
  public StandaloneCluster(Path folder, int workers) throws IOException, InterruptedException {
    this(folder, workers, Map.of());
  }

  /** Starts it with settings of Spark for master and workers, for example a secret. */
  public StandaloneCluster(Path folder, int workers, Map<String, String> settings)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.settings = settings;
    try {
      Path log = start("master", "org.apache.spark.deploy.master.Master");
      Launcher.until(() -> find(log, URL).find(), 30);
      Matcher found = find(log, URL);
      found.find();
      url = found.group(1);
      for (int w = 0; w < workers; w++) {
        Path work = Files.createDirectories(folder.resolve("work" + w));
        Path workerLog =
            start(
                "worker" + w,
                "org.apache.spark.deploy.worker.Worker",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                work.toString(),
                url);
        Pattern registered = Pattern.compile("Successfully registered with master");
        Launcher.until(() -> find(workerLog, registered).find(), 30);
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Path start(String name, String main, String... words) throws IOException {
    Path home = Launcher.HOME.resolve("target/spark");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-cp");
    command.add(home.resolve("jars") + File.separator + "*");
    command.add(main);
    command.addAll(List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
    command.addAll(List.of(words));
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().remove("SPARK_CONF_DIR");
    processes.add(builder.start());
    return log;
  }

  private static Matcher find(Path log, Pattern pattern) {
    try {
      return pattern.matcher(Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code --master} has to say. */
  public String url() {
    return url;
  }

  /** The executors that run: a worker starts no other processes. */
  public List<ProcessHandle> executors() {
    return processes.stream().flatMap(process -> process.toHandle().children()).toList();
  }

  @Override
  public void close() {
    for (int p = processes.size() - 1; p >= 0; p--) {
      Process process = processes.get(p);
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
