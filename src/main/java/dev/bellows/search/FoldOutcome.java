package dev.bellows.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bellows.linalg.Tensor;
import dev.bellows.search.strategy.Leg;
import dev.bellows.train.Evaluation;
import dev.bellows.train.Interval;
import dev.bellows.train.StopRules;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.TrainingResult.Stop;
import dev.bellows.train.checkpoint.Checkpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a leg ended on one fold.
 *
 * @param ended whether training came to its own end before the leg's budget, so that further legs
 *     have nothing to add
 */
record FoldOutcome(
    Status status,
    Map<String, Double> figures,
    long steps,
    String reason,
    boolean ended,
    double[] parameters) {
  private static final String ENDED = "ended";
  private static final String PARAMETERS = "ended/parameters";

  /** A training as far as a leg goes; it is measured there whatever it says. */
  static Training limited(Training whole, BudgetUnit unit, long to) {
    Training.Builder builder = whole.toBuilder();
    if (whole.evaluate().unit() == Interval.Unit.NONE) {
      builder.evaluate(Interval.END);
    }
    if (unit == BudgetUnit.EPOCHS) {
      return builder.epochs((int) Math.min(to, whole.epochs())).build();
    }
    StopRules stop = whole.stop();
    return builder
        .stop(
            new StopRules(
                Math.min(to, stop.steps()),
                stop.seconds(),
                stop.lossBelow(),
                stop.gradientNormBelow(),
                stop.patience(),
                stop.minImprovement()))
        .build();
  }

  /** What a training came to; nothing where somebody has interrupted it. */
  static Optional<FoldOutcome> of(TrainingResult result, Leg leg, BudgetUnit unit) {
    Stop stop = result.stop();
    if (stop == Stop.INTERRUPTED) {
      return Optional.empty();
    }
    if (!stop.regular()) {
      Status status = stop == Stop.NOT_FINITE ? Status.DIVERGED : Status.FAILED;
      return Optional.of(bad(status, result.steps(), result.explanation()));
    }
    boolean usedUp =
        unit == BudgetUnit.EPOCHS
            ? stop == Stop.EPOCHS_DONE
            : stop == Stop.STEPS_DONE && result.steps() >= leg.to();
    String early = stop == Stop.EPOCHS_DONE ? "all epochs are done" : result.explanation();
    return Optional.of(
        new FoldOutcome(
            Status.FINISHED,
            result.evaluation().map(FoldOutcome::figures).orElse(Map.of()),
            result.steps(),
            usedUp ? "" : early,
            !usedUp,
            result.parameters()));
  }

  private static Map<String, Double> figures(Evaluation evaluation) {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put(Metric.LOSS, evaluation.loss());
    evaluation.validationLoss().ifPresent(loss -> all.put(Metric.VALIDATION_LOSS, loss));
    all.putAll(evaluation.figures());
    return all;
  }

  /** One that is good for nothing. */
  static FoldOutcome bad(Status status, long steps, String reason) {
    return new FoldOutcome(status, Map.of(), steps, reason, false, new double[0]);
  }

  /** The same checkpoint, which knows that training came to its own end there. */
  Checkpoint markedIn(Checkpoint checkpoint) {
    ObjectNode facts = checkpoint.facts().deepCopy();
    ObjectNode end = facts.putObject(ENDED);
    end.put("reason", reason);
    Json.put(end.putObject("figures"), figures);
    List<Tensor> tensors = new ArrayList<>(checkpoint.tensors());
    tensors.add(Tensor.vector(PARAMETERS, parameters));
    return new Checkpoint(checkpoint.step(), facts, tensors);
  }

  /** What training came to if it came to its own end before that checkpoint. */
  static Optional<FoldOutcome> endedIn(Checkpoint checkpoint) {
    JsonNode end = checkpoint.facts().path(ENDED);
    return checkpoint.tensors().stream()
        .filter(tensor -> tensor.name().equals(PARAMETERS))
        .map(
            tensor ->
                new FoldOutcome(
                    Status.FINISHED,
                    Json.numbers(end.path("figures")),
                    checkpoint.step(),
                    end.path("reason").asText(),
                    true,
                    tensor.values()))
        .findFirst();
  }
}
