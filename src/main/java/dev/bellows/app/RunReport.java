package dev.bellows.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.linalg.Vectors;
import dev.bellows.model.TrainedModel;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.StepRecord;
import dev.bellows.report.AtomicFile;
import dev.bellows.report.GrowingFile;
import dev.bellows.report.MetricsFile;
import dev.bellows.report.Progress;
import dev.bellows.report.RunDirectory;
import dev.bellows.train.Evaluation;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that one training leaves in its run directory, and its progress on the screen. */
final class RunReport implements Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunReport.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METRICS = "metrics.csv";
  private static final String EVALUATIONS = "evaluations.jsonl";
  private static final String JOB = "job";

  private final Job job;
  private final Training training;
  private final RunDirectory directory;
  private final Progress progress;
  private final LossPicture picture;
  private MetricsFile metrics;
  private GrowingFile evaluations;
  private StepRecord last;

  RunReport(Job job, Training training, RunDirectory directory, PrintStream err) {
    this.job = job;
    this.training = training;
    this.directory = directory;
    progress = new Progress(err, training.steps(), training.epochs());
    picture = new LossPicture("%s: %s".formatted(job.name(), job.optimizer().inWords()), training);
  }

  @Override
  public void onStart(Training begun) {
    if (begun.checkpoints().from().isEmpty()) {
      written(
          () -> {
            AtomicFile.write(directory.file(Resumption.JOB_FILE), job.render());
            metrics = MetricsFile.begin(directory.file(METRICS));
            evaluations = GrowingFile.begin(directory.file(EVALUATIONS));
          });
    }
  }

  @Override
  public void onResume(long steps, ObjectNode notes) {
    if (!notes.path(JOB).asText().equals(Resumption.fingerprint(job))) {
      throw new InputException(
          "--resume %s: the newest checkpoint is of another job".formatted(directory.path()));
    }
    written(
        () -> {
          AtomicFile.write(directory.file(Resumption.JOB_FILE), job.render());
          metrics =
              MetricsFile.resume(
                  directory.file(METRICS), notes.path(METRICS).asLong(), picture::addSteps);
          evaluations =
              GrowingFile.resume(
                  directory.file(EVALUATIONS), notes.path(EVALUATIONS).asLong(), this::draw);
        });
    progress.resumeAt(steps);
    LOG.info("going on behind step {}", steps);
  }

  private void draw(String line) {
    try {
      picture.add(Evaluation.read(JSON.readTree(line)));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onStep(StepRecord step) {
    last = step;
    written(() -> metrics.add(step));
    progress.onStep(step);
    picture.addSteps(step.step(), step.loss());
  }

  @Override
  public void onEvaluation(Evaluation evaluation) {
    ObjectNode facts = JSON.createObjectNode();
    evaluation.writeTo(facts);
    written(() -> evaluations.add(facts.toString()));
    picture.add(evaluation);
    LOG.info("evaluation: {}", facts);
  }

  @Override
  public void onCheckpoint(ObjectNode notes) {
    written(
        () -> {
          notes.put(JOB, Resumption.fingerprint(job));
          notes.put(METRICS, metrics.bytes());
          notes.put(EVALUATIONS, evaluations.bytes());
        });
  }

  /** Something that writes. */
  private interface Writing {
    void run() throws IOException;
  }

  private static void written(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean wantsToStop() {
    return Interruption.requested();
  }

  /** Writes what is written at the end. */
  void finish(TrainedModel model, TrainingResult result, Map<String, String> more)
      throws IOException {
    AtomicFile.write(directory.file("model.safetensors"), model::write);
    picture.write(directory.file("loss.png"));
    AtomicFile.write(
        directory.file("summary.json"),
        JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(summary(result, more))
            + "\n");
  }

  private Map<String, Object> summary(TrainingResult result, Map<String, String> more) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("name", job.name());
    summary.put("stop", Setting.word(result.stop()));
    if (!result.explanation().isEmpty()) {
      summary.put("explanation", result.explanation());
    }
    result.loss().ifPresent(loss -> summary.put("loss", loss));
    result.validationLoss().ifPresent(loss -> summary.put("validation-loss", loss));
    result.evaluation().ifPresent(found -> summary.putAll(found.figures()));
    summary.put("epochs", result.epochs());
    summary.put("steps", result.steps());
    result
        .evaluation()
        .filter(found -> found.steps() != result.steps())
        .ifPresent(found -> summary.put("best-step", found.steps()));
    summary.put("rows", result.rows());
    if (result.skipped() > 0) {
      summary.put("skipped-batches", result.skipped());
    }
    summary.put("seconds", result.seconds());
    summary.put("rows-per-second", last == null ? 0 : last.rowsPerSecond());
    summary.put("training-rows", training.rows().rows());
    training.validation().ifPresent(rows -> summary.put("validation-rows", rows.rows()));
    summary.put("model", job.model().type());
    summary.put("parameters", training.initial().length);
    summary.put("partitions", training.rows().partitions());
    summary.put("optimizer", job.optimizer().name());
    job.outer().ifPresent(outer -> summary.put("outer-optimizer", outer.name()));
    if (training.minimizer() instanceof Optimizer optimizer && optimizer.averages()) {
      summary.put("averaged", true);
    }
    summary.put("engine", Setting.word(job.top().get(JobSettings.ENGINE)));
    summary.put("vectors", Vectors.provider());
    summary.putAll(more);
    return summary;
  }

  @Override
  public void close() throws IOException {
    progress.close();
    if (metrics != null) {
      metrics.close();
    }
    if (evaluations != null) {
      evaluations.close();
    }
  }
}
