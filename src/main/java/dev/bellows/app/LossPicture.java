package dev.bellows.app;

import dev.bellows.optim.Optimizer;
import dev.bellows.report.AtomicFile;
import dev.bellows.report.chart.LossChart;
import dev.bellows.train.Evaluation;
import dev.bellows.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code loss.png}: the losses of the batches, and those that were measured, by epoch. */
final class LossPicture {
  private static final Logger LOG = LoggerFactory.getLogger(LossPicture.class);

  private final LossChart chart;
  private final boolean batches; // L-BFGS has none
  private final double batchesPerEpoch;
  private long last; // step that the chart has

  LossPicture(String title, Training training) {
    chart = new LossChart(title);
    batches = training.minimizer() instanceof Optimizer;
    batchesPerEpoch = training.plan().batches();
  }

  /** Adds the mean loss of the steps since the one that came last. */
  void addSteps(long step, double loss) {
    if (batches) {
      chart.addBatch((step + last) / 2.0 / batchesPerEpoch, loss);
      last = step;
    }
  }

  /** Adds losses over all rows. */
  void add(Evaluation evaluation) {
    chart.addTraining(evaluation.epochs(), evaluation.loss());
    evaluation.validationLoss().ifPresent(loss -> chart.addValidation(evaluation.epochs(), loss));
  }

  /** Draws, if there is something to see. */
  void write(Path file) throws IOException {
    if (chart.isEmpty()) {
      return;
    }
    System.setProperty("java.awt.headless", "true");
    try {
      AtomicFile.write(file, chart::write);
    } catch (RuntimeException | LinkageError e) {
      // A machine without fonts cannot draw; that must not cost the user the model.
      LOG.warn("loss.png could not be drawn", e);
      System.err.println("loss.png could not be drawn: " + e.getMessage());
    }
  }
}
