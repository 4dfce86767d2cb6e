package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.report.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What the commands that make a run are told: the job file, or the folder of a run to go on with,
 * and changes of keys. Where the run will be follows from them.
 */
final class RunArguments {
  @Parameters(paramLabel = "JOB.conf", description = "The job file.", arity = "0..1")
  private Path file;

  @Option(
      names = "--resume",
      paramLabel = "RUN_DIR",
      description = "Goes on with the run in that folder; what was saved is not done again.")
  private String resume;

  @Mixin private SetOption set;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private Optional<Resumption> resumption = Optional.empty();

  /**
   * Reads the job.
   *
   * @param reader makes a job of its file and of the changed keys
   * @throws InputException if neither a job nor a run is named, or the job is wrong
   */
  <T> T read(BiFunction<Path, List<String>, T> reader) {
    if (file == null && resume == null) {
      throw new InputException(
          "%s takes a job file, JOB.conf, or --resume RUN_DIR".formatted(command.name()));
    }
    resumption = Optional.ofNullable(resume).map(Resumption::new);
    return reader.apply(file != null ? file : resumption.get().jobFile(), set.words());
  }

  /** The run to go on with, after {@link #read}. */
  Optional<Resumption> resumption() {
    return resumption;
  }

  /**
   * Looks, before Spark starts, whether the folder of a new run can be made; leaves nothing behind.
   *
   * @param dir {@code output.dir}, or null
   * @throws InputException if not
   */
  void requireFolder(String dir) {
    if (resumption.isEmpty() && dir != null) {
      RunDirectory.requireFree(dir);
    } else if (resumption.isEmpty()) {
      RunDirectory.requireRuns();
    }
  }

  /**
   * The folder of the run, made where the run is new.
   *
   * @param dir {@code output.dir}, or null
   * @param job the name of the job
   */
  RunDirectory folder(String dir, String job) {
    return resumption
        .map(Resumption::directory)
        .orElseGet(() -> dir == null ? RunDirectory.forJob(job) : RunDirectory.named(dir));
  }
}
