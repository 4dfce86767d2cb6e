package dev.bellows.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.linalg.Vector;
import dev.bellows.model.LinearRegression;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.StepRecord;
import dev.bellows.train.TrainingResult.Stop;
import dev.bellows.train.checkpoint.Checkpoint;
import dev.bellows.train.checkpoint.CheckpointStore;
import dev.bellows.train.exchange.BatchGradients;
import dev.bellows.train.exchange.Exchange.Part;
import dev.bellows.train.exchange.ExchangeFailure;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import dev.bellows.train.exchange.LocalGradients;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.rounds.InnerState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResumeTest {
  private static final LinearRegression REGRESSION = new LinearRegression(3);
  private static Loaded rows;

  @TempDir private Path folder;

  @BeforeAll
  static void loadRows(@TempDir Path folder) throws IOException {
    rows = TrainingRows.load(TrainingRows.write(folder), 3, 0.2);
  }

  @AfterAll
  static void forgetRows() {
    rows.training().unpersist();
    rows.validation().ifPresent(Dataset::unpersist);
  }

  /** What a listener hears, but for the time. */
  private static final class Heard implements Listener {
    private final List<Object> all = new ArrayList<>();
    private final long killedAfter;

    Heard(long killedAfter) {
      this.killedAfter = killedAfter;
    }

    @Override
    public void onStep(StepRecord step) {
      all.add(
          List.of(
              step.step(),
              step.epoch(),
              step.rows(),
              step.loss(),
              step.learningRate(),
              step.gradientNorm()));
      if (step.step() >= killedAfter) {
        throw new IllegalStateException("killed");
      }
    }

    @Override
    public void onEvaluation(Evaluation evaluation) {
      all.add(evaluation);
    }
  }

  private static Optimizer optimizer(String name, Object... settings) {
    return TrainingRows.optimizer(REGRESSION.layout(), name, settings);
  }

  private static Training training(Optimizer optimizer, long batchOf, Object... stop) {
    Settings rules = Settings.DEFAULTS;
    for (int i = 0; i < stop.length; i += 2) {
      String key = (String) stop[i];
      rules =
          rules.withWritten(
              StopRules.ALL.stream().filter(s -> s.name().equals(key)).findFirst().orElseThrow(),
              stop[i + 1]);
    }
    return Training.of(REGRESSION, optimizer, rows.training(), new BatchPlan(batchOf, 5, true, 11))
        .validation(rows.validation())
        .epochs(6)
        .evaluate(Interval.steps(4))
        .stop(StopRules.of(rules))
        .build();
  }

  private static Training synchronous(Optimizer optimizer, Object... stop) {
    return training(optimizer, rows.training().rows(), stop);
  }

  private static Training inRounds(Optimizer optimizer) {
    return training(optimizer, (rows.training().rows() - 1) / 3 + 1);
  }

  private static Engine stage() {
    return Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT.with(Kind.STAGE));
  }

  private static Engine rounds(
      Interval length, InnerState inner, Optimizer outer, Precision precision) {
    return Engine.of(
        Engine.Kind.ROUNDS,
        ExchangeSettings.of(
            Settings.DEFAULTS.with(ExchangeSettings.PRECISION, precision), "rounds"),
        new RoundSettings(length, inner, Optional.ofNullable(outer)));
  }

  static Stream<Arguments> everyKindOfTraining() {
    Optimizer adam = optimizer("adam", "learning-rate", 0.05, "schedule", "cosine");
    Optimizer watching =
        optimizer("momentum", "schedule", Map.of("name", "plateau", "patience", 1));
    Optimizer surrounded = optimizer("adamW", "average", "ema", "lookahead", 3, "accumulate", 2);
    Optimizer nesterov = optimizer("momentum", "learning-rate", 0.7, "nesterov", true);
    Interval two = Interval.steps(2);
    return Stream.of(
        Arguments.of("adam", stage(), synchronous(adam)),
        Arguments.of("plateau", stage(), synchronous(watching)),
        Arguments.of("averages", stage(), synchronous(surrounded)),
        Arguments.of(
            "best", stage(), synchronous(optimizer("sgd", "learning-rate", 0.4), "patience", 4)),
        Arguments.of("lbfgs", stage(), quasiNewton(Map.of("tolerance", 1e-13))),
        Arguments.of("owl-qn", stage(), quasiNewton(Map.of("l1", 0.02, "tolerance", 1e-13))),
        Arguments.of("local", Engine.of(Engine.Kind.LOCAL), synchronous(adam)),
        Arguments.of("keep", rounds(two, InnerState.KEEP, null, Precision.DOUBLE), inRounds(adam)),
        Arguments.of(
            "mean", rounds(two, InnerState.AVERAGE, nesterov, Precision.DOUBLE), inRounds(adam)),
        Arguments.of(
            "reset",
            rounds(Interval.EPOCH, InnerState.RESET, nesterov, Precision.BFLOAT16),
            inRounds(adam)),
        Arguments.of(
            "brief",
            rounds(two, InnerState.KEEP, nesterov, Precision.BFLOAT16),
            inRounds(surroundedWithoutAverage())));
  }

  private static Training quasiNewton(Map<String, Object> settings) {
    Minimizer lbfgs = TrainingRows.minimizer(REGRESSION.layout(), "lbfgs", settings);
    return Training.of(
            REGRESSION,
            lbfgs,
            rows.training(),
            new BatchPlan(rows.training().rows(), rows.training().rows(), false, 1))
        .validation(rows.validation())
        .epochs(40)
        .evaluate(Interval.steps(2))
        .build();
  }

  private static Optimizer surroundedWithoutAverage() {
    return optimizer("adamW", "lookahead", 3, "accumulate", 2);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyKindOfTraining")
  void aKilledTrainingGoesOnToTheSameBits(String name, Engine engine, Training training) {
    Heard unbroken = new Heard(Long.MAX_VALUE);
    TrainingResult expected = engine.train(training, unbroken);
    assertThat(expected.stop().regular()).isTrue();

    for (int killedAfter : killedAfter(training)) {
      CheckpointStore store = store(name + killedAfter, 2);
      Training saved =
          training.toBuilder().checkpoints(Checkpoints.into(store, Interval.steps(3))).build();
      Heard killed = new Heard(killedAfter);
      assertThatThrownBy(() -> engine.train(saved, killed)).hasMessage("killed");
      Checkpoint last = store.newest(line -> {}).orElseThrow();
      assertThat(last.step()).isLessThanOrEqualTo(killedAfter);

      Heard resumed = new Heard(Long.MAX_VALUE);
      TrainingResult result = engine.train(from(saved, last), resumed);

      assertThat(result.parameters()).isEqualTo(expected.parameters());
      assertThat(result.evaluation()).isEqualTo(expected.evaluation());
      assertThat(result.steps()).isEqualTo(expected.steps());
      assertThat(result.rows()).isEqualTo(expected.rows());
      assertThat(result.stop()).isEqualTo(expected.stop());
      int heard = unbroken.all.size() - resumed.all.size();
      assertThat(resumed.all).isEqualTo(unbroken.all.subList(heard, unbroken.all.size()));
    }
  }

  private static int[] killedAfter(Training training) {
    boolean few = !(training.minimizer() instanceof Optimizer);
    return few ? new int[] {4, 5, 6} : new int[] {4, 7, 10, 17};
  }

  private CheckpointStore store(String name, int keep) {
    return new CheckpointStore(folder.resolve(name).toString(), new Configuration(), keep);
  }

  private static Training from(Training training, Checkpoint checkpoint) {
    return training.toBuilder()
        .checkpoints(training.checkpoints().from(Optional.of(checkpoint)))
        .build();
  }

  private Training saved(String name) {
    Optimizer adam = optimizer("adam", "learning-rate", 0.05);
    return synchronous(adam).toBuilder()
        .checkpoints(Checkpoints.into(store(name, 3), Interval.END))
        .build();
  }

  @Test
  void aTrainingThatHasEndedGoesOnWithMoreEpochs() {
    Training twelve = saved("twelve").toBuilder().epochs(12).build();
    TrainingResult whole = stage().train(twelve, new Listener() {});

    Training six = saved("six");
    TrainingResult first = stage().train(six, new Listener() {});
    assertThat(first.saved()).isEqualTo(first.steps());
    Checkpoint end = six.checkpoints().store().get().newest(line -> {}).orElseThrow();
    TrainingResult result =
        stage().train(from(six, end).toBuilder().epochs(12).build(), new Listener() {});

    assertThat(result.parameters()).isEqualTo(whole.parameters());
    assertThat(result.steps()).isEqualTo(whole.steps());
    TrainingResult again = stage().train(from(six, end), new Listener() {});
    assertThat(again.parameters()).as("nothing is left to do").isEqualTo(first.parameters());
    assertThat(again.evaluation()).isEqualTo(first.evaluation());
  }

  @Test
  void anInterruptedTrainingIsSavedAtItsStep() {
    Training training = saved("interrupted");
    TrainingResult result =
        stage()
            .train(
                training,
                new Listener() {
                  private long steps;

                  @Override
                  public void onStep(StepRecord step) {
                    steps = step.step();
                  }

                  @Override
                  public boolean wantsToStop() {
                    return steps == 5;
                  }
                });

    assertThat(result.stop()).isEqualTo(Stop.INTERRUPTED);
    assertThat(result.saved()).isEqualTo(5);
  }

  @Test
  void anEvaluationThatFailsIsDoneAgainAfterTheResumption() {
    Training training =
        synchronous(optimizer("momentum", "schedule", Map.of("name", "plateau", "patience", 1)))
            .toBuilder()
            .checkpoints(Checkpoints.into(store("failing", 3), Interval.steps(3)))
            .build();
    Engine local = Engine.of(Engine.Kind.LOCAL);
    TrainingResult whole =
        local.train(training.toBuilder().checkpoints(Checkpoints.NONE).build(), new Heard(1000));
    AtomicInteger asked = new AtomicInteger();
    LocalGradients gradients = new LocalGradients(training.workload());
    BatchGradients failing =
        new BatchGradients() {
          @Override
          public Vector sum(double[] parameters, Optional<int[]> changed, int epoch, int batch) {
            return gradients.sum(parameters, changed, epoch, batch);
          }

          @Override
          public double[] measures(double[] parameters, Part part) {
            if (asked.incrementAndGet() == 5) { // before training, after step 4, after step 8
              throw new ExchangeFailure("the tasks are gone", null);
            }
            return gradients.measures(parameters, part);
          }
        };

    TrainingResult failed =
        SynchronousEngine.run(training, failing, Duration.ofSeconds(10), new Heard(1000));
    assertThat(failed.stop()).isEqualTo(Stop.FAILED);
    assertThat(failed.explanation()).isEqualTo("the tasks are gone");
    assertThat(failed.steps()).isEqualTo(8);
    assertThat(failed.saved()).isEqualTo(6);

    Checkpoint last = training.checkpoints().store().get().newest(line -> {}).orElseThrow();
    TrainingResult result = local.train(from(training, last), new Heard(1000));
    assertThat(result.parameters()).isEqualTo(whole.parameters());
    assertThat(result.evaluation()).isEqualTo(whole.evaluation());
  }

  @Test
  void whatListenersNoteComesBack() {
    Training training = saved("notes");
    stage()
        .train(
            training,
            new Listener() {
              @Override
              public void onCheckpoint(com.fasterxml.jackson.databind.node.ObjectNode notes) {
                notes.put("mine", 42);
              }
            });
    Checkpoint end = training.checkpoints().store().get().newest(line -> {}).orElseThrow();
    List<Object> heard = new ArrayList<>();
    stage()
        .train(
            from(training, end),
            new Listener() {
              @Override
              public void onResume(
                  long steps, com.fasterxml.jackson.databind.node.ObjectNode notes) {
                heard.add(steps);
                heard.add(notes.path("mine").asInt());
              }
            });
    assertThat(heard).containsExactly(end.step(), 42);
  }

  @Test
  void aCheckpointOfAnotherTrainingIsRefused() {
    Training training = saved("other");
    stage().train(training, new Listener() {});
    Checkpoint end = training.checkpoints().store().get().newest(line -> {}).orElseThrow();
    Engine inRounds = rounds(Interval.EPOCH, InnerState.KEEP, null, Precision.DOUBLE);

    assertRefused(inRounds, from(inRounds(optimizer("adam")), end), "is of another engine");
    assertRefused(stage(), from(synchronous(optimizer("momentum")), end), "another optimizer");
    Dataset fewer = rows.validation().orElseThrow();
    Training otherRows =
        Training.of(REGRESSION, optimizer("adam"), fewer, new BatchPlan(fewer.rows(), 5, true, 11))
            .build();
    assertRefused(stage(), from(otherRows, end), "other data: training-rows");
  }

  private static void assertRefused(Engine engine, Training training, String words) {
    assertThatThrownBy(() -> engine.train(training, new Listener() {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(words);
  }
}
