package dev.bellows.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.model.LinearRegression;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.StepRecord;
import dev.bellows.train.TrainingResult.Stop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopRulesTest {
  private static final LinearRegression REGRESSION = new LinearRegression(3);
  private static Loaded rows;

  private final List<StepRecord> steps = new ArrayList<>();
  private final List<Evaluation> evaluations = new ArrayList<>();

  @BeforeAll
  static void loadRows(@TempDir Path folder) throws IOException {
    rows = TrainingRows.load(TrainingRows.write(folder), 2, 0.3);
  }

  @AfterAll
  static void forgetRows() {
    rows.training().unpersist();
    rows.validation().ifPresent(Dataset::unpersist);
  }

  private <T> TrainingResult train(double rate, Interval evaluate, Settings stop) {
    Optimizer sgd = TrainingRows.optimizer(REGRESSION.layout(), "sgd", "learning-rate", rate);
    long count = rows.training().rows();
    Training training =
        Training.of(REGRESSION, sgd, rows.training(), new BatchPlan(count, 5, true, 11))
            .validation(rows.validation())
            .epochs(50)
            .evaluate(evaluate)
            .stop(StopRules.of(stop))
            .build();
    return Engine.of(Engine.Kind.SYNCHRONOUS)
        .train(
            training,
            new Listener() {
              @Override
              public void onStep(StepRecord step) {
                steps.add(step);
              }

              @Override
              public void onEvaluation(Evaluation evaluation) {
                evaluations.add(evaluation);
              }
            });
  }

  private static <T> Settings rule(Setting<T> setting, T value) {
    return Settings.DEFAULTS.with(setting, value);
  }

  @Test
  void stepsEndTrainingAndAreMeasured() {
    TrainingResult result = train(0.05, Interval.EPOCH, rule(StopRules.STEPS, 13L));

    assertThat(result.stop()).isEqualTo(Stop.STEPS_DONE);
    assertThat(result.steps()).isEqualTo(13);
    assertThat(result.explanation()).isEqualTo("13 steps were taken");
    assertThat(result.evaluation().orElseThrow().steps()).isEqualTo(13);
    assertThat(evaluations).extracting(Evaluation::steps).containsExactly(0L, 8L, 13L);
  }

  @Test
  void timeEndsTraining() {
    TrainingResult result = train(0.05, Interval.NONE, rule(StopRules.MINUTES, 1e-6));

    assertThat(result.stop()).isEqualTo(Stop.TIME_UP);
    assertThat(result.seconds()).isGreaterThanOrEqualTo(6e-5);
    assertThat(result.steps()).isLessThan(400);
    assertThat(result.evaluation()).isEmpty();
  }

  @Test
  void aSmallLossEndsTraining() {
    TrainingResult result = train(0.05, Interval.steps(3), rule(StopRules.LOSS_BELOW, 0.05));

    assertThat(result.stop()).isEqualTo(Stop.LOSS_REACHED);
    assertThat(result.loss().getAsDouble()).isLessThan(0.05);
    assertThat(evaluations.get(evaluations.size() - 2).loss()).isGreaterThanOrEqualTo(0.05);
    assertThat(result.steps() % 3).isZero();
  }

  @Test
  void aSmallGradientEndsTraining() {
    TrainingResult result = train(0.05, Interval.END, rule(StopRules.GRADIENT_NORM_BELOW, 0.1));

    assertThat(result.stop()).isEqualTo(Stop.GRADIENT_SMALL);
    assertThat(steps.get(steps.size() - 1).gradientNorm()).isLessThan(0.1);
    assertThat(steps.subList(0, steps.size() - 1))
        .allSatisfy(step -> assertThat(step.gradientNorm()).isGreaterThanOrEqualTo(0.1));
    assertThat(evaluations).hasSize(1);
  }

  @Test
  void evaluationsThatFindNothingBetterEndTrainingAtItsBestParameters() {
    TrainingResult result = train(0.4, Interval.steps(2), rule(StopRules.PATIENCE, 5L));

    assertThat(result.stop()).isEqualTo(Stop.NO_IMPROVEMENT);
    Evaluation best =
        evaluations.stream()
            .skip(1)
            .min(Comparator.comparingDouble(Evaluation::deciding))
            .orElseThrow();
    assertThat(result.evaluation()).contains(best);
    assertThat(result.steps()).isEqualTo(best.steps() + 2 * 5);
    assertThat(result.explanation()).contains("of step " + best.steps());
    double[] sums = new double[3];
    rows.validation()
        .orElseThrow()
        .blocks()
        .collect()
        .forEach(
            block ->
                block.visitAll(
                    (piece, chosen, count) ->
                        sums[0] += REGRESSION.loss(piece, chosen, count, result.parameters())));
    assertThat(sums[0] / rows.validation().get().rows())
        .isCloseTo(best.deciding(), org.assertj.core.data.Offset.offset(1e-12));
  }

  @Test
  void theEndCountsAsOneOfTheBestToo() {
    TrainingResult result =
        train(0.001, Interval.steps(10), rule(StopRules.PATIENCE, 3L).with(StopRules.STEPS, 25L));

    assertThat(result.stop()).isEqualTo(Stop.STEPS_DONE);
    assertThat(result.evaluation().orElseThrow().steps())
        .as("falling all the time, and measured once more at the end")
        .isEqualTo(25);
  }

  @Test
  void anImprovementHasToBeAsLargeAsIsAsked() {
    TrainingResult result =
        train(
            0.05,
            Interval.steps(2),
            rule(StopRules.PATIENCE, 3L).with(StopRules.MIN_IMPROVEMENT, 100.0));

    assertThat(result.steps()).as("the first one counts as better than nothing").isEqualTo(8);
  }

  @Test
  void theFirstRuleThatIsMetEndsTraining() {
    TrainingResult result =
        train(
            0.05,
            Interval.EPOCH,
            rule(StopRules.STEPS, 1000L)
                .with(StopRules.LOSS_BELOW, 0.05)
                .with(StopRules.PATIENCE, 40L));

    assertThat(result.stop()).isEqualTo(Stop.LOSS_REACHED);
  }

  @Test
  void evaluationsTellTheFiguresOfTheHeldOutRows() {
    TrainingResult result = train(0.05, Interval.EPOCH, Settings.DEFAULTS);

    Evaluation last = result.evaluation().orElseThrow();
    assertThat(last.figures().get("rmse"))
        .isCloseTo(
            Math.sqrt(2 * last.validationLoss().getAsDouble()),
            org.assertj.core.data.Offset.offset(1e-12));
    assertThat(last.figures().get("r2")).isBetween(0.9, 1.0);
  }
}
