package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.embed.EmbedPlan;
import dev.bellows.embed.EmbedSettings;
import dev.bellows.embed.EmbeddingFailure;
import dev.bellows.embed.EmbeddingTrainer;
import dev.bellows.embed.EmbeddingTraining;
import dev.bellows.embed.EmbeddingTraining.From;
import dev.bellows.embed.corpus.Corpus;
import dev.bellows.embed.corpus.CorpusShare;
import dev.bellows.embed.corpus.Vocabulary;
import dev.bellows.embed.replica.Blueprint;
import dev.bellows.embed.vectors.WordVectorFiles;
import dev.bellows.embed.vectors.WordVectors;
import dev.bellows.report.AtomicFile;
import dev.bellows.report.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code embed}: from a text to vectors of its words. */
@Command(
    name = "embed",
    description = "Learns vectors of words from the text that a job file names.",
    sortOptions = false)
final class EmbedCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(EmbedCommand.class);

  /** How long an interrupted run may take to finish its round and write its files. */
  private static final int SECONDS_FOR_A_ROUND = 20;

  @Mixin private RunArguments run;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    EmbedJob job = run.read(EmbedJobFile::read);
    PrintWriter err = spec.commandLine().getErr();
    run.resumption()
        .ifPresent(begun -> begun.changes(job).forEach(line -> err.println("changed: " + line)));
    run.requireFolder(job.output());
    Optional<WordVectors> earlier = run.resumption().isPresent() ? Optional.empty() : earlier(job);
    SparkSession session = Sessions.open(job.name());
    return Interruption.awaits(SECONDS_FOR_A_ROUND, () -> run(job, session, earlier));
  }

  /** The model whose words are learnt further. */
  private static Optional<WordVectors> earlier(EmbedJob job) throws IOException {
    String path = job.top().get(EmbedSettings.CONTINUE);
    if (path == null) {
      return Optional.empty();
    }
    WordVectors model = WordVectorFiles.load(Path.of(path));
    long dimensions = job.top().get(EmbedSettings.DIMENSIONS);
    if (model.dimensions() != dimensions) {
      throw new InputException(
          "continue = %s: its vectors have %d dimensions, and dimensions = %d"
              .formatted(path, model.dimensions(), dimensions));
    }
    if (model.contexts().isEmpty()) {
      throw new InputException(
          "continue = %s: it has no contexts, without which nothing can be learnt further; a"
                  .formatted(path)
              + " model.safetensors of embed has them");
    }
    return Optional.of(model);
  }

  private Integer run(EmbedJob job, SparkSession session, Optional<WordVectors> earlier)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Optional<Vocabulary> known = earlier.map(WordVectors::vocabulary);
    EmbedPlan.warmUp(job.top(), session.sparkContext());
    try (Corpus corpus = Corpus.read(session, job.corpus(), known)) {
      Blueprint blueprint = EmbedPlan.of(job.top(), corpus, session.sparkContext());
      EmbedPlan.requireMemory(blueprint, corpus, session.sparkContext());
      RunDirectory directory = run.folder(job.output(), job.name());
      RunLog.moveTo(directory.file("spark.log"));
      EmbedCheckpoints checkpoints = checkpoints(job, directory);
      Optional<From> from =
          run.resumption().isPresent()
              ? Optional.of(saved(job, corpus, checkpoints, directory))
              : earlier.map(model -> From.model(model, corpus.vocabulary(), blueprint));
      if (run.resumption().isEmpty()) {
        AtomicFile.write(directory.file(Resumption.JOB_FILE), job.render());
      }
      String intro =
          "%s: %s; %s of %d dimensions, %d epochs, on %s%s"
              .formatted(
                  job.name(),
                  corpus.describe(),
                  Setting.word(blueprint.objective()),
                  blueprint.dimensions(),
                  blueprint.epochs(),
                  session.sparkContext().master(),
                  team(blueprint));
      err.println(intro);
      LOG.info(intro);
      JavaRDD<CorpusShare> shares = corpus.shares(blueprint.replicas());
      EmbeddingTraining training =
          new EmbeddingTraining(
              blueprint, corpus.vocabulary().counts(), corpus.tokens(), shares, from);
      return train(job, training, corpus, directory, checkpoints, session);
    }
  }

  private static String team(Blueprint blueprint) {
    String threads = blueprint.threads() == 1 ? "one thread" : blueprint.threads() + " threads";
    return blueprint.replicas() == 1
        ? " by " + threads
        : ": %d replicas of %s, which merge %d times an epoch"
            .formatted(blueprint.replicas(), threads, blueprint.rounds());
  }

  private static EmbedCheckpoints checkpoints(EmbedJob job, RunDirectory directory) {
    var section = job.section(JobSettings.CHECKPOINT);
    String folder = section.get(CheckpointSettings.DIR);
    return new EmbedCheckpoints(
        folder == null ? directory.file(TrainCommand.CHECKPOINTS) : Path.of(folder),
        Math.toIntExact(section.get(CheckpointSettings.KEEP)));
  }

  private From saved(
      EmbedJob job, Corpus corpus, EmbedCheckpoints checkpoints, RunDirectory directory)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    WordVectors newest =
        checkpoints
            .newest(line -> err.println("bellows: " + line))
            .orElseThrow(
                () ->
                    new InputException(
                        "--resume %s: there is no checkpoint in %s"
                            .formatted(directory.path(), checkpoints.folder())));
    return EmbedReport.from(job, corpus.vocabulary(), newest);
  }

  private Integer train(
      EmbedJob job,
      EmbeddingTraining training,
      Corpus corpus,
      RunDirectory directory,
      EmbedCheckpoints checkpoints,
      SparkSession session)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    long from = training.from().map(From::round).orElse(0L);
    Vocabulary vocabulary = corpus.vocabulary();
    try (EmbedReport report =
        new EmbedReport(
            job,
            training.blueprint(),
            vocabulary,
            corpus.tokens(),
            directory,
            checkpoints,
            from,
            System.err)) {
      EmbeddingTrainer.Result result =
          EmbeddingTrainer.train(
              training,
              report,
              () ->
                  checkpoints
                      .newest(line -> err.println("bellows: " + line))
                      .map(saved -> EmbedReport.from(job, vocabulary, saved)));
      report.finish(result, Map.of("master", session.sparkContext().master()));
      err.println("%s holds the vectors and all about the run".formatted(directory.path()));
      return conclusion(training.blueprint(), report, result, directory);
    } catch (EmbeddingFailure e) {
      LOG.error("training failed", e);
      err.println(
          "bellows: %s%s"
              .formatted(
                  e.getMessage(),
                  checkpoints.hasSome()
                      ? "; submit/bellows embed --resume %s goes on".formatted(directory.path())
                      : ""));
      return Main.FAILED;
    }
  }

  private Integer conclusion(
      Blueprint blueprint,
      EmbedReport report,
      EmbeddingTrainer.Result result,
      RunDirectory directory) {
    if (result.rounds() < blueprint.allRounds()) {
      spec.commandLine()
          .getErr()
          .println(
              "bellows: stopped behind round %d of %d%s"
                  .formatted(
                      result.rounds(),
                      blueprint.allRounds(),
                      report.savedRound() == result.rounds()
                          ? "; submit/bellows embed --resume %s goes on".formatted(directory.path())
                          : ""));
      return Main.FAILED;
    }
    spec.commandLine()
        .getOut()
        .println(
            String.format(
                Locale.ROOT,
                "loss: %s, %,.0f words per second, %.2f sec of training",
                PythonNumbers.decimals(result.losses().mean(blueprint.epochs() - 1), 4),
                report.wordsPerSecond(result),
                result.seconds()));
    return 0;
  }
}
