package dev.bellows.train;

import dev.bellows.optim.StepRecord;
import dev.bellows.train.TrainingResult.Stop;
import java.util.Locale;
import java.util.Optional;

/** Looks whether a rule ends training, and keeps the best parameters where a rule asks for them. */
final class Stopping {
  private final StopRules rules;
  private Evaluation best; // null: none yet
  private double[] bestParameters;
  private long stale; // evaluations since

  /** Why training ends, and more about it in words. */
  record Ending(Stop stop, String explanation) {}

  Stopping(StopRules rules) {
    this.rules = rules;
  }

  /** After a step or a round. */
  Optional<Ending> afterStep(StepRecord step) {
    if (step.gradientNorm() < rules.gradientNormBelow()) {
      return ending(
          Stop.GRADIENT_SMALL,
          "the gradient's norm, %.4g, is below %s",
          step.gradientNorm(),
          rules.gradientNormBelow());
    }
    if (step.step() >= rules.steps()) {
      return ending(Stop.STEPS_DONE, "%,d steps were taken", step.step());
    }
    if (step.seconds() >= rules.seconds()) {
      return ending(Stop.TIME_UP, "%.1f seconds of training have passed", step.seconds());
    }
    return Optional.empty();
  }

  /** After an evaluation that counts. */
  Optional<Ending> afterEvaluation(Evaluation now, double[] parameters) {
    Optional<Ending> ending = Optional.empty();
    if (rules.isPatient()) {
      if (best == null || now.deciding() < best.deciding() - rules.minImprovement()) {
        best = now;
        bestParameters = parameters.clone();
        stale = 0;
      } else if (++stale >= rules.patience()) {
        ending =
            ending(
                Stop.NO_IMPROVEMENT,
                "%d evaluations found no better validation loss than %.6g, of step %,d",
                stale,
                best.deciding(),
                best.steps());
      }
    }
    if (now.loss() < rules.lossBelow()) {
      return ending(
          Stop.LOSS_REACHED, "the loss, %.6g, is below %s", now.loss(), rules.lossBelow());
    }
    return ending;
  }

  private static Optional<Ending> ending(Stop stop, String words, Object... values) {
    return Optional.of(new Ending(stop, String.format(Locale.ROOT, words, values)));
  }

  /** The evaluation of the best parameters, where a rule asks for them. */
  Optional<Evaluation> best() {
    return Optional.ofNullable(best);
  }

  /** Those parameters. */
  double[] bestParameters() {
    return bestParameters;
  }

  long stale() {
    return stale;
  }

  /** Goes on with what was found before. */
  void restore(Evaluation evaluation, double[] parameters, long staleSince) {
    best = evaluation;
    bestParameters = parameters;
    stale = staleSince;
  }
}
