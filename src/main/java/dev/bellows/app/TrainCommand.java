package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.linalg.Vectors;
import dev.bellows.model.LinearRegression;
import dev.bellows.model.TrainedModel;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.Minimizer;
import dev.bellows.report.RunDirectory;
import dev.bellows.train.Engine;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.TrainingResult.Stop;
import dev.bellows.train.exchange.ExchangeSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train}: from a job file to a trained model and what is to be known about it. */
@Command(
    name = "train",
    description = "Trains the model that a job file describes.",
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(TrainCommand.class);

  /** How long an interrupted run may take to finish its step. */
  private static final int SECONDS_FOR_A_STEP = 5;

  @Parameters(paramLabel = "JOB.conf", description = "The job file.")
  private Path file;

  @Mixin private SetOption set;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Job job = JobFile.read(file, set.words());
    String dir = job.output().get(JobSettings.OUTPUT_DIR);
    if (dir != null) {
      RunDirectory.requireFree(dir);
    }
    SparkSession session = Sessions.open(job.name());
    Loaded data = Interruption.awaits(0, () -> load(job, session));
    ExchangeSettings exchange = ExchangeSettings.of(job.top(), job.name());
    Engine engine = Engine.of(job.top().get(JobSettings.ENGINE), exchange);
    Training training = training(job, data, engine);
    String way = engine.check(training);
    RunDirectory directory =
        dir == null ? RunDirectory.forJob(job.name()) : RunDirectory.named(dir);
    RunLog.moveTo(directory.file("spark.log"));
    return Interruption.awaits(
        SECONDS_FOR_A_STEP, () -> train(job, data, training, engine, way, session, directory));
  }

  private static Loaded load(Job job, SparkSession session) {
    return DatasetLoader.load(
        JavaSparkContext.fromSparkContext(session.sparkContext()),
        RowSources.open(session, job.data(), true),
        job.data(),
        job.top().get(JobSettings.SEED));
  }

  private Integer train(
      Job job,
      Loaded data,
      Training training,
      Engine engine,
      String way,
      SparkSession session,
      RunDirectory directory)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    String master = session.sparkContext().master();
    String intro = introduction(job, training, master);
    err.println(intro);
    err.println(way);
    LOG.info("{}; {}; vectors: {}", intro, way, Vectors.provider());
    TrainingResult result;
    try (RunReport report = new RunReport(job, training, directory, System.err)) {
      result = engine.train(training, report);
      report.finish(model(job, data, result), result, Map.of("master", master, "way", way));
    }
    return conclude(result, training, directory, err);
  }

  private Integer conclude(
      TrainingResult result, Training training, RunDirectory directory, PrintWriter err) {
    err.println("%s holds the model and all about the run".formatted(directory.path()));
    if (result.stop() == Stop.FAILED) {
      err.println(
          "bellows: %s; the model is the one of step %d of %d"
              .formatted(result.explanation(), result.steps(), training.steps()));
      return Main.FAILED;
    }
    if (result.stop() == Stop.NOT_FINITE) {
      err.println("bellows: " + result.explanation());
      return Main.FAILED;
    }
    if (result.skipped() > 0) {
      err.println(
          "bellows: %d batches were skipped, because their gradient was not finite"
              .formatted(result.skipped()));
    }
    if (result.stop() == Stop.INTERRUPTED) {
      err.println(
          "bellows: stopped at step %d of %d; the model is the one of that step"
              .formatted(result.steps(), training.steps()));
      return Main.FAILED;
    }
    if (result.stop() != Stop.EPOCHS_DONE) {
      err.println("ended after %d iterations: %s".formatted(result.epochs(), result.explanation()));
    }
    spec.commandLine().getOut().println(summary(result));
    return 0;
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
    double perEpoch = result.seconds() / Math.max(1, result.epochs());
    return line.append(String.format(Locale.ROOT, "%.2f sec per epoch", perEpoch)).toString();
  }

  private static Training training(Job job, Loaded data, Engine engine) {
    Settings top = job.top();
    LinearRegression objective = new LinearRegression(data.training().columns());
    long seed = top.get(JobSettings.SEED);
    long rows = data.training().rows();
    long batch = top.get(JobSettings.BATCH_SIZE);
    boolean small = !top.isSet(JobSettings.BATCH_SIZE) && batch > rows;
    boolean all = batch == JobSettings.ALL_ROWS || small;
    // In a batch of all rows their order is that of their blocks anyway.
    BatchPlan plan =
        new BatchPlan(rows, all ? rows : batch, !all && top.get(JobSettings.SHUFFLE), seed);
    long epochs = top.get(JobSettings.EPOCHS);
    Minimizer minimizer =
        job.minimizer(objective.layout(), Math.multiplyExact(epochs, (long) plan.batches()));
    engine.requireMemory(data.training(), minimizer, objective.layout().size());
    return new Training(
        objective,
        objective.initialParameters(seed),
        minimizer,
        data.training(),
        data.validation(),
        plan,
        Math.toIntExact(epochs),
        top.get(JobSettings.EVALUATE));
  }

  private static String introduction(Job job, Training training, String master) {
    Dataset rows = training.rows();
    String work =
        training.minimizer() instanceof Lbfgs
            ? String.format(Locale.ROOT, "at most %,d iterations", training.epochs())
            : String.format(
                Locale.ROOT,
                "batches of %,d, %d epochs (%,d steps)",
                training.plan().batchSize(),
                training.epochs(),
                training.steps());
    return String.format(
        Locale.ROOT,
        "%s: %,d rows of %,d features in %d partitions; %s, %s, on %s",
        job.name(),
        rows.rows(),
        rows.columns(),
        rows.partitions(),
        job.optimizerName(),
        work,
        master);
  }

  private static TrainedModel model(Job job, Loaded data, TrainingResult result) {
    Map<String, String> input = new LinkedHashMap<>();
    for (var setting :
        List.of(
            SourceSettings.FORMAT,
            SourceSettings.DELIMITER,
            SourceSettings.HEADER,
            SourceSettings.LABEL)) {
      input.put(setting.name(), Setting.word(job.data().get(setting)));
    }
    input.put(SourceSettings.FEATURES.name(), String.join("\n", data.columns().selected()));
    return new TrainedModel(
        new LinearRegression(data.training().columns()),
        result.parameters(),
        data.scaling().orElse(null),
        data.features(),
        data.columns().label(),
        input);
  }
}
