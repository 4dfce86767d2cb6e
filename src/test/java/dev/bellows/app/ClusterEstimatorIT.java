package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher;
import example.UsersProgram;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Estimators in a user's own program, by Spark's own spark-submit and {@code --jars}. */
@Tag("cluster")
@Isolated("it needs the machine for itself")
class ClusterEstimatorIT extends ClusterTrainings {
  private static final int SECONDS = 180;

  @Test
  void aUsersProgramTrainsTheSameModelsOnAClusterAndOnOneMachine() throws Exception {
    Path jar = jarOf(UsersProgram.class);
    List<String> local = submit("local[2]", jar);
    List<String> cluster = submit(cluster().url(), jar);

    assertThat(local).hasSize(3).contains("right true", "words 4");
    assertThat(cluster).isEqualTo(local);
  }

  private Path jarOf(Class<?> program) throws IOException {
    Path jar = folder.resolve("program.jar");
    String entry = program.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = program.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new ZipEntry(entry));
      in.transferTo(out);
    }
    return jar;
  }

  /** The lines that the program has printed. */
  private List<String> submit(String master, Path jar) throws Exception {
    Path spark = Launcher.HOME.resolve("target/spark");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of("-cp", spark.resolve("jars") + File.separator + "*"));
    command.addAll(
        List.of(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            master,
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--executor-memory",
            "512m",
            "--jars",
            Launcher.HOME.resolve("target/bellows.jar").toString(),
            "--class",
            UsersProgram.class.getName(),
            jar.toString(),
            folder.resolve("model-" + master.charAt(0)).toString()));
    Path out = folder.resolve("out-" + master.charAt(0));
    Path err = folder.resolve("err-" + master.charAt(0));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().remove("SPARK_CONF_DIR");
    Process process = builder.start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    String said = Files.readString(err);
    assertThat(process.exitValue()).as(said).isZero();
    return Files.readAllLines(out);
  }
}
