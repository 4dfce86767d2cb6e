package dev.bellows.app;

import dev.bellows.optim.Lbfgs;
import dev.bellows.report.RunDirectory;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.TrainingResult.Stop;
import dev.bellows.train.checkpoint.CheckpointStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;

/** The last words of {@code train}, and its exit code. */
final class Conclusion {
  private final PrintWriter out;
  private final PrintWriter err;
  private final RunDirectory directory;
  private final Training training;

  Conclusion(CommandLine line, RunDirectory directory, Training training) {
    out = line.getOut();
    err = line.getErr();
    this.directory = directory;
    this.training = training;
  }

  /** Training ended, and its files are written. */
  int of(TrainingResult result) {
    err.println("%s holds the model and all about the run".formatted(directory.path()));
    if (result.skipped() > 0) {
      err.println(
          "bellows: %d batches were skipped, because their gradient was not finite"
              .formatted(result.skipped()));
    }
    if (!result.stop().regular()) {
      err.println("bellows: " + why(result) + howToGoOn(result));
      return Main.FAILED;
    }
    if (!result.explanation().isEmpty()) {
      err.println(
          "ended after %s: %s"
              .formatted(
                  training.minimizer() instanceof Lbfgs
                      ? result.epochs() + " iterations"
                      : String.format(Locale.ROOT, "%,d steps", result.steps()),
                  result.explanation()));
    }
    out.println(summary(result));
    return 0;
  }

  /**
   * The files of the run could not be written.
   *
   * @param result what training left; null where it was training itself that could not write
   */
  int unwritten(TrainingResult result, IOException e) {
    boolean failed = result != null && result.stop() == Stop.FAILED;
    err.println(
        "bellows: %s%s"
            .formatted(
                failed
                    ? result.explanation()
                    : "%s cannot be written: %s".formatted(directory.path(), e.getMessage()),
                result != null
                    ? howToGoOn(result)
                    : hasCheckpoint()
                        ? "; when that is mended, submit/bellows train --resume %s goes on from the"
                                .formatted(typed())
                            + " last checkpoint"
                        : ""));
    return Main.FAILED;
  }

  private boolean hasCheckpoint() {
    return training.checkpoints().store().map(CheckpointStore::hasSome).orElse(false);
  }

  private String why(TrainingResult result) {
    String where = "step %d of %d".formatted(result.steps(), training.steps());
    if (result.stop() == Stop.INTERRUPTED || Interruption.requested()) {
      return "stopped at %s; the model is the one of that step".formatted(where);
    }
    return result.stop() == Stop.FAILED
        ? "%s; the model is the one of %s".formatted(result.explanation(), where)
        : result.explanation();
  }

  private String howToGoOn(TrainingResult result) {
    if (result.saved() == 0 || result.stop() == Stop.NOT_FINITE) {
      return "";
    }
    String from =
        result.saved() == result.steps()
            ? ""
            : " from step %d, the last checkpoint".formatted(result.saved());
    return "; submit/bellows train --resume %s goes on%s".formatted(typed(), from);
  }

  /** The folder as a shell takes it. */
  private String typed() {
    return ShellWord.of(directory.path());
  }

  /** As the books print: {@code loss: 0.2429, 0.12 sec per epoch}. */
  private static String summary(TrainingResult result) {
    StringBuilder line = new StringBuilder();
    result
        .loss()
        .ifPresent(
            loss -> line.append("loss: ").append(PythonNumbers.decimals(loss, 4)).append(", "));
    result
        .validationLoss()
        .ifPresent(
            loss ->
                line.append("validation loss: ")
                    .append(PythonNumbers.decimals(loss, 4))
                    .append(", "));
    result
        .evaluation()
        .map(found -> found.figures().get("accuracy"))
        .ifPresent(
            part ->
                line.append(
                        result.validationLoss().isPresent()
                            ? "validation accuracy: "
                            : "accuracy: ")
                    .append(PythonNumbers.decimals(part, 4))
                    .append(", "));
    double perEpoch = result.seconds() / Math.max(1, result.epochs());
    return line.append(String.format(Locale.ROOT, "%.2f sec per epoch", perEpoch)).toString();
  }
}
