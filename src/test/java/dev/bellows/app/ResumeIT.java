package dev.bellows.app;

import static dev.bellows.app.Trainings.WING;
import static dev.bellows.app.Trainings.checkpoints;
import static dev.bellows.app.Trainings.complaint;
import static dev.bellows.app.Trainings.log;
import static dev.bellows.app.Trainings.model;
import static dev.bellows.app.Trainings.names;
import static dev.bellows.app.Trainings.requireEveryStepOnce;
import static dev.bellows.app.Trainings.resume;
import static dev.bellows.app.Trainings.train;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real processes that are killed or stopped in mid-training, and the runs that go on from them. */
@Tag("launcher")
@Tag("slow")
class ResumeIT extends DisturbedRuns {
  private static final int KILLS = 10;

  /** Checkpoints of 7 MB: it takes a while to write them. */
  private static final int FEATURES = 300_000;

  private static final int EVERY = 20;

  @Test
  void aRunThatIsKilledTenTimesEndsInTheSameBits() throws Exception {
    Path job = Trainings.sparseJob(folder, FEATURES);
    String[] settings = {"epochs=30"}; // 600 steps
    Path unbroken = folder.resolve("unbroken");
    toTheEnd(train(job, unbroken, settings));

    long seed = System.nanoTime();
    System.out.println("ResumeIT kills at moments of the seed " + seed);
    Random random = new Random(seed);
    List<Integer> moments =
        random.ints(1, 24).distinct().limit(KILLS).sorted().boxed().toList(); // of 30 checkpoints
    Path run = folder.resolve("run");
    Path saved = run.resolve("checkpoints");
    int torn = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long from = last(saved);
      int resumed = count(log(run), "going on behind step");
      start(kill == 0 ? train(job, run, settings) : resume(run));
      long until = (long) EVERY * moments.get(kill);
      if (until > from) {
        watch("checkpoint " + until, () -> last(saved) >= until);
      } else {
        watch("steps", () -> count(log(run), "going on behind step") > resumed);
      }
      if (kill % 3 == 0) {
        watch("half a checkpoint", () -> hasPart(saved));
      } else {
        Thread.sleep(random.nextInt(60));
      }
      kill("in mid-training");
      torn += hasPart(saved) ? 1 : 0;
    }
    assertThat(torn).as("kills while a checkpoint was being written").isGreaterThanOrEqualTo(2);
    toTheEnd(resume(run));

    assertThat(model(run)).isEqualTo(model(unbroken));
    requireEveryStepOnce(run, 600);
    assertThat(run.resolve("evaluations.jsonl"))
        .hasSameTextualContentAs(unbroken.resolve("evaluations.jsonl"));
    assertThat(names(run)).isEqualTo(names(unbroken));
    assertThat(names(saved)).isEqualTo(names(unbroken.resolve("checkpoints")));
  }

  private static long last(Path saved) {
    return checkpoints(saved).stream().mapToLong(step -> step).max().orElse(0);
  }

  private static boolean hasPart(Path saved) {
    return names(saved).stream().anyMatch(name -> name.endsWith(".part"));
  }

  private static int count(String text, String word) {
    return text.split(word, -1).length - 1;
  }

  @ParameterizedTest
  @CsvSource({"synchronous, 60000", "rounds, 60000"})
  void controlCAndSigtermKeepWhatARunNeedsToGoOn(String engine, int steps) throws Exception {
    int epochs = steps / (engine.equals("rounds") ? 60 : 120); // two replicas share the rows
    String[] settings = {
      "engine=" + engine,
      "epochs=" + epochs,
      "evaluate=end",
      "checkpoint.every=1000 steps",
      engine.equals("rounds") ? "round=20 steps" : "shuffle=true"
    };
    Path unbroken = folder.resolve("unbroken");
    toTheEnd(train(WING, unbroken, settings));
    // Relative, as a user types it; the screen shows what can be typed again.
    Path run = folder.resolve("a run");
    Path saved = run.resolve("checkpoints");

    start(train(WING, Path.of("a run"), settings));
    watch("a checkpoint", () -> last(saved) > 0);
    long first = stopped("INT", 130, steps);
    assertThat(last(saved)).isEqualTo(first);
    start(resume(Path.of("a run")));
    watch("a checkpoint", () -> last(saved) > first);
    long second = stopped("TERM", 143, steps);
    assertThat(last(saved)).isEqualTo(second).isGreaterThan(first);
    toTheEnd(resume(Path.of("a run")));

    assertThat(model(run)).isEqualTo(model(unbroken));
    assertThat(lines(run)).isEqualTo(lines(unbroken));
    assertThat(names(run)).isEqualTo(names(unbroken));
  }

  /** Stops it; the step at which it was. */
  private long stopped(String signal, int code, int steps) throws Exception {
    running.signal(signal);
    Ended ended = end();
    assertThat(ended.code()).as(ended.err()).isEqualTo(code);
    String told = complaint(ended);
    String expected =
        "bellows: stopped at step (\\d+) of %d; the model is the one of that step;".formatted(steps)
            + " submit/bellows train --resume 'a run' goes on";
    assertThat(told).matches(expected);
    return Long.parseLong(told.replaceAll(expected, "$1"));
  }

  /** The lines of the metrics, without the columns of the clock. */
  private static List<String> lines(Path run) throws Exception {
    return Files.readAllLines(run.resolve("metrics.csv")).stream()
        .map(line -> line.replaceAll("^(\\d+,\\d+,\\d+),[^,]*,(.*),[^,]*$", "$1,$2"))
        .toList();
  }
}
