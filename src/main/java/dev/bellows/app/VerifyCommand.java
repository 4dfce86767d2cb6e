package dev.bellows.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bellows.InputException;
import dev.bellows.app.ReferenceTraces.Outcome;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify}: this build's arithmetic against reference traces. */
@Command(
    name = "verify",
    description =
        "Replays reference traces (optimizers.json, schedules.json, airfoil.json, embeddings.json,"
            + " networks.json) against this build.")
final class VerifyCommand implements Callable<Integer> {
  private static final List<String> FILES =
      List.of("optimizers", "schedules", "airfoil", "embeddings", "networks");

  @Parameters(paramLabel = "DIR", description = "The folder of the traces.")
  private Path folder;

  @Spec private CommandSpec spec;

  private int passed;
  private int failed;
  private int notYet;

  @Override
  public Integer call() throws Exception {
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + ": there is no such folder");
    }
    boolean found = false;
    for (String name : FILES) {
      Path file = folder.resolve(name + ".json");
      if (Files.exists(file)) {
        found = true;
        replay(name, ReferenceTraces.read(file));
      }
    }
    if (!found) {
      throw new InputException(
          "%s holds none of %s.json".formatted(folder, String.join(".json, ", FILES)));
    }
    if (passed + failed + notYet == 0) {
      throw new InputException("the traces in " + folder + " hold no case");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (notYet > 0) {
      out.printf("%d not yet%n", notYet);
    }
    out.printf("%d passed, %d failed%n", passed, failed);
    return failed == 0 ? 0 : Main.FAILED;
  }

  private void replay(String name, JsonNode file) throws Exception {
    switch (name) {
      case "optimizers" -> OptimizerTraces.replay(file, this::print);
      case "schedules" -> ScheduleTraces.replay(file, this::print);
      case "networks" -> NetworkTraces.replay(file, this::print);
      case "embeddings" -> EmbeddingTraces.replay(file, this::print);
      default -> AirfoilTraces.replay(file, Sessions.open("verify"), data(), this::print);
    }
  }

  /** The folder of the real data: named by the environment, else beside the traces. */
  private Path data() {
    String named = System.getenv("BELLOWS_DATA");
    return named == null || named.isEmpty()
        ? folder.toAbsolutePath().normalize().resolveSibling("data")
        : Path.of(named);
  }

  private void print(Outcome outcome) {
    String verdict;
    if (outcome.isNotYet()) {
      notYet++;
      verdict = "not yet";
    } else if (outcome.passed()) {
      passed++;
      verdict = "pass";
    } else {
      failed++;
      verdict = outcome.repeats() ? "FAIL" : "FAIL (stage and jobs gave different bits)";
    }
    String error =
        outcome.error().isPresent()
            ? String.format(Locale.ROOT, "%.1e", outcome.error().getAsDouble())
            : "";
    spec.commandLine().getOut().printf("%-50s %8s  %s%n", outcome.name(), error, verdict);
  }
}
