package dev.bellows.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bellows.Setting;
import dev.bellows.linalg.Vectors;
import dev.bellows.model.TrainedModel;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.StepRecord;
import dev.bellows.report.AtomicFile;
import dev.bellows.report.MetricsFile;
import dev.bellows.report.Progress;
import dev.bellows.report.RunDirectory;
import dev.bellows.report.chart.LossChart;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that one training leaves in its run directory, and its progress on the screen. */
final class RunReport implements Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunReport.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Job job;
  private final Training training;
  private final RunDirectory directory;
  private final MetricsFile metrics;
  private final Progress progress;
  private final LossChart chart;
  private final List<Map<String, Object>> evaluations = new ArrayList<>();
  private StepRecord last;

  RunReport(Job job, Training training, RunDirectory directory, PrintStream err)
      throws IOException {
    this.job = job;
    this.training = training;
    this.directory = directory;
    AtomicFile.write(directory.file("job.conf"), job.render());
    metrics = new MetricsFile(directory.file("metrics.csv"));
    progress = new Progress(err, training.steps(), training.epochs());
    chart = new LossChart("%s: %s".formatted(job.name(), job.optimizerInWords()));
  }

  @Override
  public void onStep(StepRecord step) {
    last = step;
    try {
      metrics.add(step);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    progress.onStep(step);
    if (training.minimizer() instanceof Optimizer) {
      chart.addBatch((step.step() - 0.5) / training.plan().batches(), step.loss());
    }
  }

  @Override
  public void onEvaluation(int epochs, double loss, OptionalDouble validationLoss) {
    Map<String, Object> evaluation = new LinkedHashMap<>();
    evaluation.put("epochs", epochs);
    evaluation.put("loss", loss);
    validationLoss.ifPresent(value -> evaluation.put("validation-loss", value));
    evaluations.add(evaluation);
    chart.addTraining(epochs, loss);
    validationLoss.ifPresent(value -> chart.addValidation(epochs, value));
    LOG.info("after {} epochs: {}", epochs, evaluation);
  }

  @Override
  public boolean wantsToStop() {
    return Interruption.requested();
  }

  /** Writes what is written at the end. */
  void finish(TrainedModel model, TrainingResult result, Map<String, String> more)
      throws IOException {
    AtomicFile.write(directory.file("model.safetensors"), model::write);
    if (!chart.isEmpty()) {
      draw();
    }
    AtomicFile.write(
        directory.file("summary.json"), JSON.writeValueAsString(summary(result, more)) + "\n");
  }

  private void draw() throws IOException {
    System.setProperty("java.awt.headless", "true");
    try {
      AtomicFile.write(directory.file("loss.png"), chart::write);
    } catch (RuntimeException | LinkageError e) {
      // A machine without fonts cannot draw; that must not cost the user the model.
      LOG.warn("loss.png could not be drawn", e);
      System.err.println("loss.png could not be drawn: " + e.getMessage());
    }
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
    summary.put("epochs", result.epochs());
    summary.put("steps", result.steps());
    summary.put("rows", result.rows());
    if (result.skipped() > 0) {
      summary.put("skipped-batches", result.skipped());
    }
    summary.put("seconds", result.seconds());
    summary.put("rows-per-second", last == null ? 0 : last.rowsPerSecond());
    summary.put("training-rows", training.rows().rows());
    training.validation().ifPresent(rows -> summary.put("validation-rows", rows.rows()));
    summary.put("parameters", training.initial().length);
    summary.put("partitions", training.rows().partitions());
    summary.put("optimizer", job.optimizerName());
    if (training.minimizer() instanceof Optimizer optimizer && optimizer.averages()) {
      summary.put("averaged", true);
    }
    summary.put("engine", Setting.word(job.top().get(JobSettings.ENGINE)));
    summary.put("vectors", Vectors.provider());
    summary.putAll(more);
    summary.put("evaluations", evaluations);
    return summary;
  }

  @Override
  public void close() throws IOException {
    progress.close();
    metrics.close();
  }
}
