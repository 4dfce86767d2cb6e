package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.deep.NetworkObjective;
import dev.bellows.linalg.MatrixProducts;
import dev.bellows.linalg.Vectors;
import dev.bellows.model.TrainedModel;
import dev.bellows.model.perceptron.Perceptron;
import dev.bellows.report.RunDirectory;
import dev.bellows.train.Checkpoints;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.checkpoint.CheckpointStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code train}: from a job file to a trained model and what is to be known about it. */
@Command(
    name = "train",
    description = "Trains the model that a job file describes, or goes on with a run.",
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(TrainCommand.class);

  /** How long an interrupted run may take to finish its step. */
  private static final int SECONDS_FOR_A_STEP = 5;

  /** Where checkpoints are in the folder of a run. */
  static final String CHECKPOINTS = "checkpoints";

  @Mixin private RunArguments run;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Job job = run.read(JobFile::read);
    Optional<Resumption> resumption = run.resumption();
    PrintWriter err = spec.commandLine().getErr();
    if (resumption.isPresent()) {
      resumption.get().changes(job).forEach(line -> err.println("changed: " + line));
      resumption.get().requireCheckpoints(job);
    }
    run.requireFolder(job.output());
    SparkSession session = Sessions.open(job.name());
    Configuration hadoop = session.sparkContext().hadoopConfiguration();
    Optional<CheckpointStore> named =
        Optional.ofNullable(job.section(JobSettings.CHECKPOINT).get(CheckpointSettings.DIR))
            .map(folder -> store(job, folder, hadoop));
    named.ifPresent(store -> requireUsable(store, resumption.isEmpty()));
    Loaded data = Interruption.awaits(0, () -> JobRows.load(job, session, err::println));
    Preparation prepared = new Preparation(job, data);
    prepared.check();
    RunDirectory directory = run.folder(job.output(), job.name());
    CheckpointStore store =
        named.orElseGet(() -> store(job, directory.file(CHECKPOINTS).toString(), hadoop));
    Checkpoints checkpoints =
        Checkpoints.into(store, job.section(JobSettings.CHECKPOINT).get(CheckpointSettings.EVERY))
            .from(resumption.map(earlier -> earlier.newest(store, err)));
    RunLog.moveTo(directory.file("spark.log"));
    return Interruption.awaits(
        SECONDS_FOR_A_STEP, () -> train(prepared.with(checkpoints), session, directory));
  }

  private static void requireUsable(CheckpointStore store, boolean begins) {
    store.requireWritable();
    if (begins && store.hasSome()) {
      throw new InputException(
          "checkpoint.dir = %s holds the checkpoints of a run; name another folder, or go on with"
                  .formatted(store.folder())
              + " that run by --resume");
    }
  }

  private static CheckpointStore store(Job job, String folder, Configuration hadoop) {
    long keep = job.section(JobSettings.CHECKPOINT).get(CheckpointSettings.KEEP);
    return new CheckpointStore(folder, hadoop, Math.toIntExact(keep));
  }

  private Integer train(Preparation prepared, SparkSession session, RunDirectory directory)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    String master = session.sparkContext().master();
    String intro = prepared.introduction(master);
    String way = prepared.check();
    err.println(intro);
    err.println(way);
    if (prepared.job().model().type().equals(Perceptron.TYPE)) {
      err.println("matrix products: " + MatrixProducts.describe());
    }
    if (prepared.objective() instanceof NetworkObjective network) {
      err.print(network.network().table());
      prepared.weights().ifPresent(err::println);
      err.flush();
    }
    LOG.info("{}; {}; vectors: {}", intro, way, Vectors.provider());
    Conclusion conclusion = new Conclusion(spec.commandLine(), directory, prepared.training());
    TrainingResult result = null;
    try (RunReport report =
        new RunReport(prepared.job(), prepared.training(), directory, System.err)) {
      result = prepared.engine().train(prepared.training(), report);
      TrainedModel model =
          JobModel.of(prepared.job(), prepared.data(), prepared.objective(), result.parameters());
      report.finish(model, result, Map.of("master", master, "way", way));
    } catch (IOException e) {
      return conclusion.unwritten(result, e);
    } catch (UncheckedIOException e) {
      return conclusion.unwritten(result, e.getCause());
    }
    return conclusion.of(result);
  }
}
