package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.train.checkpoint.CheckpointFailure;
import dev.bellows.train.exchange.ExchangeFailure;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Exit codes: 0 done, 2 the user's mistake, 1 anything else. */
@Command(
    name = "bellows",
    description = "Trains models on Apache Spark with the first-order optimizers of deep learning.",
    synopsisHeading = "Usage: ",
    customSynopsis =
        "submit/bellows [spark-submit options] COMMAND [JOB.conf] [--set key=value ...]",
    descriptionHeading = "%n",
    commandListHeading = "%nCommands:%n",
    subcommands = {
      TrainCommand.class,
      SearchCommand.class,
      PreviewCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      EmbedCommand.class,
      NeighborsCommand.class,
      AnalogyCommand.class,
      ScoreCommand.class,
      ExportCommand.class,
      PictureCommand.class,
      TraceCommand.class,
      VerifyCommand.class,
      OptimizersCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  /** The user's mistake. */
  static final int MISTAKE = 2;

  /** Anything else that went wrong. */
  static final int FAILED = 1;

  private static final Pattern MISTAKE_IN_A_TASK =
      Pattern.compile(Pattern.quote(InputException.class.getName()) + ": (.+)");

  @Spec private CommandSpec spec;

  /** Runs one command and ends the process. */
  public static void main(String[] args) {
    int code;
    try {
      code = run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true));
    } catch (OutOfMemoryError e) {
      RunLog.error(e);
      System.err.println("bellows: out of memory; give more with --driver-memory" + RunLog.where());
      code = FAILED;
    } catch (Error e) {
      RunLog.error(e);
      System.err.println("bellows: " + e + RunLog.where());
      code = FAILED;
    }
    Sessions.close();
    if (code != FAILED) {
      RunLog.discard();
    }
    System.exit(code);
  }

  /** Runs one command. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((e, words) -> misuse(e))
        .setExecutionExceptionHandler((e, line, result) -> failure(e, line.getErr()))
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing; 'submit/bellows help' lists them");
  }

  private static int misuse(ParameterException e) {
    String command = e.getCommandLine().getCommandName();
    List<String> near =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    String hint = near.isEmpty() ? "" : " (did you mean '" + near.get(0) + "'?)";
    String help = command.equals("bellows") ? "" : " " + command;
    e.getCommandLine()
        .getErr()
        .println(
            "bellows: %s%s (submit/bellows help%s)"
                .formatted(firstLower(e.getMessage()), hint, help));
    return MISTAKE;
  }

  private static int failure(Exception e, PrintWriter err) {
    if (Interruption.requested()) {
      err.println("bellows: stopped");
      return FAILED;
    }
    RunLog.error(e);
    Optional<String> mistake = mistake(e);
    if (mistake.isPresent()) {
      err.println("bellows: " + mistake.get());
      return MISTAKE;
    }
    Throwable shown = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
    boolean inWords = shown instanceof ExchangeFailure || shown instanceof CheckpointFailure;
    err.println(
        "bellows: %s%s%s"
            .formatted(
                inWords ? "" : shown.getClass().getSimpleName() + ": ",
                String.valueOf(shown.getMessage()).lines().findFirst().orElse(""),
                RunLog.where()));
    return FAILED;
  }

  /** What the user did wrong; that a task has found it, Spark may tell as a text alone. */
  private static Optional<String> mistake(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InputException) {
        return Optional.of(cause.getMessage());
      }
      Matcher told = MISTAKE_IN_A_TASK.matcher(String.valueOf(cause.getMessage()));
      if (told.find()) {
        return Optional.of(told.group(1));
      }
    }
    return Optional.empty();
  }

  private static String firstLower(String message) {
    String line = message.replaceAll("\\s*\\n\\s*", " ");
    boolean word = line.length() > 1 && Character.isLowerCase(line.charAt(1));
    return word ? Character.toLowerCase(line.charAt(0)) + line.substring(1) : line;
  }
}
