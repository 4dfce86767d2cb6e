package dev.bellows.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.RoundSettings;
import dev.bellows.train.Training;
import dev.bellows.train.exchange.ExchangeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks trained by the engines, on Spark. */
class NetworkTrainingTest {
  private static final int ROWS = 60;
  private static final int PIXELS = 36;
  @TempDir private static Path folder;

  private static Path file;

  @BeforeAll
  static void write() throws IOException {
    KeyedRandom random = new KeyedRandom(3, 1);
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < ROWS; r++) {
      for (int p = 0; p < PIXELS; p++) {
        text.append(random.nextGaussian() + (r % 2) * (p / 18)).append(',');
      }
      text.append(r % 2).append('\n');
    }
    file = Files.writeString(folder.resolve("rows.csv"), text);
  }

  private static Dataset rows(int partitions) {
    Settings settings =
        Settings.DEFAULTS
            .with(SourceSettings.PATH, file.toString())
            .with(DataSettings.STANDARDIZE, false)
            .with(DataSettings.PARTITIONS, (long) partitions);
    return DatasetLoader.load(
            TestSpark.context(),
            RowSources.open(TestSpark.session(), settings, LabelKind.CLASSES),
            settings,
            1)
        .training();
  }

  private static Optimizer optimizer(Layout layout, String name, double rate) {
    Settings settings = Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, rate);
    return (Optimizer) OptimizerTable.entry(name).build(settings, new Setup(layout, 1000, 1));
  }

  private static Training training(String layers, int partitions, String name, int epochs) {
    return training(layers, partitions, name, epochs, ROWS);
  }

  /** Batches of a third of so many rows: all, or in rounds those of a replica. */
  private static Training training(
      String layers, int partitions, String name, int epochs, int planned) {
    NetworkClassification objective = Network.of("1x6x6", layers).classification();
    Optimizer optimizer = optimizer(objective.layout(), name, 0.01);
    return Training.of(
            objective, optimizer, rows(partitions), new BatchPlan(planned, planned / 3, true, 1))
        .epochs(epochs)
        .evaluate(Interval.EPOCH)
        .build();
  }

  private static double[] train(Training training) {
    return Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT)
        .train(training, new Listener() {})
        .parameters();
  }

  @Test
  void twoPartitionsTrainAsOneDoes() {
    String layers =
        "conv 4 3x3 padding 1, relu, dropout 0.3, average-pool 2, flatten, linear 5, tanh, linear 2";
    double[] one = train(training(layers, 1, "sgd", 2));
    double[] two = train(training(layers, 2, "sgd", 2));
    for (int i = 0; i < one.length; i++) {
      assertThat(two[i]).isEqualTo(one[i], within(1e-5));
    }
    assertThat(train(training(layers, 2, "sgd", 2))).isEqualTo(two);
  }

  @Test
  void runningStatisticsFollowThoseOfTheBatches() {
    String layers = "batch-norm, flatten, linear 2";
    for (String name : new String[] {"sgd", "adam"}) {
      Training training = training(layers, 2, name, 20);
      Layout layout = training.objective().layout();
      double[] parameters = train(training);
      // Half of the rows have 1 added in half of the pixels: a mean of 1/4, and a variance of
      // 1 + 3/16 but for what 60 rows of 36 pixels miss.
      assertThat(layout.read("0.running_mean", parameters)[0]).isEqualTo(0.25, within(0.1));
      assertThat(layout.read("0.running_var", parameters)[0]).isEqualTo(1.19, within(0.1));
    }
  }

  @Test
  void anOuterOptimizerLeavesRunningStatisticsTheMeanOfTheReplicas() {
    Training training = training("batch-norm, flatten, linear 2", 2, "sgd", 30, ROWS / 2);
    Layout layout = training.objective().layout();
    Optimizer outer = optimizer(layout, "momentum", 0.7);
    RoundSettings rounds =
        RoundSettings.of(
            Settings.DEFAULTS.with(RoundSettings.LENGTH, Interval.steps(2)), Optional.of(outer));
    double[] parameters =
        Engine.of(Engine.Kind.ROUNDS, ExchangeSettings.of(Settings.DEFAULTS, "rounds"), rounds)
            .train(training, new Listener() {})
            .parameters();
    assertThat(layout.read("0.running_mean", parameters)[0]).isEqualTo(0.25, within(0.1));
    assertThat(layout.read("0.running_var", parameters)[0]).isEqualTo(1.19, within(0.1));
  }
}
