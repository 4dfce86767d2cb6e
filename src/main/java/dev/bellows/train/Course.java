package dev.bellows.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bellows.InputException;
import dev.bellows.model.Measures;
import dev.bellows.train.Interval.Mark;
import dev.bellows.train.Interval.Unit;
import dev.bellows.train.Stopping.Ending;
import dev.bellows.train.TrainingResult.Stop;
import dev.bellows.train.checkpoint.CheckpointFailure;
import dev.bellows.train.exchange.Exchange;
import dev.bellows.train.exchange.Exchange.Part;
import dev.bellows.train.exchange.ExchangeFailure;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What every training has around its steps or rounds: evaluations, the rules that end it,
 * checkpoints, and what listeners are told. All of it happens on the driver between two steps.
 */
final class Course {
  private final Recipe recipe;
  private final Saving saving;
  private final Exchange exchange;
  private final StepLog log;
  private final Listener listener;
  private final Loop loop;
  private final Measures measures;
  private final Counts counts = new Counts();
  private final Stopping stopping;
  private final long begin = System.nanoTime();
  private Position position = Position.START;
  private Evaluation evaluation; // the last one; null: none yet
  private boolean evaluationDue; // and not done: what it would change cannot be saved
  private long saved; // the step of the last checkpoint

  Course(
      Recipe recipe, Saving saving, Exchange exchange, StepLog log, Listener listener, Loop loop) {
    this.recipe = recipe;
    this.saving = saving;
    this.exchange = exchange;
    this.log = log;
    this.listener = listener;
    this.loop = loop;
    measures = recipe.objective().measures();
    stopping = new Stopping(recipe.stop());
  }

  /** Trains to the end. */
  TrainingResult run() {
    try {
      if (saving.from().isPresent()) {
        restore(new Snapshot(saving.from().get()));
      } else if (recipe.evaluate().repeats()) {
        evaluate();
      }
      return untilTheEnd();
    } catch (ExchangeFailure failure) {
      if (counts.steps == 0) {
        throw failure;
      }
      return end(new Ending(Stop.FAILED, failure.getMessage()));
    } catch (CheckpointFailure failure) {
      return end(new Ending(Stop.FAILED, failure.getMessage()));
    }
  }

  private TrainingResult untilTheEnd() {
    Optional<Ending> ending = lastEpoch();
    while (ending.isEmpty()) {
      Mark before = mark();
      Loop.Move move = loop.advance(position, counts);
      if (move.record() != null) {
        log.onStep(move.record(), move.sumsNanos(), move.nanos());
        listener.onStep(move.record());
      }
      if (move.notFinite() != null) {
        Ending problem = diverged(move.notFinite().what(), move.notFinite().value());
        counts.steps = before.steps(); // it was not taken
        return end(problem);
      }
      position = move.next();
      if (move.record() == null || move.ending() != null && !move.ending().stop().regular()) {
        return end(move.ending());
      }
      ending =
          Optional.ofNullable(move.ending())
              .or(this::lastEpoch)
              .or(() -> stopping.afterStep(move.record()));
      if (recipe.evaluate().passed(before, mark())) {
        evaluationDue = true;
        evaluate();
        Optional<Ending> bad = notFinite();
        if (bad.isPresent()) {
          return end(bad.get());
        }
        loop.observe(evaluation.deciding());
        Optional<Ending> found = stopping.afterEvaluation(evaluation, loop.result());
        ending = ending.or(() -> found);
        evaluationDue = false;
      }
      if (ending.isEmpty() && listener.wantsToStop()) {
        ending = Optional.of(new Ending(Stop.INTERRUPTED, ""));
      }
      if (ending.isEmpty() && saving.every().passed(before, mark())) {
        save();
      }
    }
    return end(ending.get());
  }

  private Optional<Ending> lastEpoch() {
    return position.epoch() > recipe.epochs()
        ? Optional.of(new Ending(Stop.EPOCHS_DONE, ""))
        : Optional.empty();
  }

  private Mark mark() {
    return new Mark(counts.steps, position.epochs(), (System.nanoTime() - begin) * 1e-9);
  }

  // --- evaluations -------------------------------------------------------------------------------

  private void evaluate() {
    double[] parameters = loop.result();
    OptionalDouble known = loop.loss();
    double loss = known.orElse(Double.NaN);
    Map<String, Double> figures = Map.of();
    if (known.isEmpty()) {
      double[] sums = exchange.measures(parameters, Part.TRAINING);
      loss = sums[0] / recipe.rows();
      figures = measures.figures(sums, recipe.rows());
    }
    OptionalDouble validationLoss = OptionalDouble.empty();
    if (recipe.heldRows() > 0) {
      double[] heldSums = exchange.measures(parameters, Part.VALIDATION);
      validationLoss = OptionalDouble.of(heldSums[0] / recipe.heldRows());
      figures = measures.figures(heldSums, recipe.heldRows());
    }
    double epochs =
        position.epochs() + (double) position.batch() / Math.max(1, recipe.plan().batches());
    evaluation = new Evaluation(counts.steps, epochs, loss, validationLoss, figures);
    listener.onEvaluation(evaluation);
  }

  private Optional<Ending> notFinite() {
    return Double.isFinite(evaluation.loss())
        ? Optional.empty()
        : Optional.of(diverged("the loss over all rows", evaluation.loss()));
  }

  private Ending diverged(String what, double value) {
    if (Double.isNaN(counts.lastLoss)) {
      return new Ending(
          Stop.NOT_FINITE,
          what
              + " is not finite before the first update: values of the rows are too large; try"
              + " data.standardize = true");
    }
    String before = String.format(Locale.ROOT, "the last loss before was %.4g", counts.lastLoss);
    String again =
        counts.skipped > 0 ? ", and %d steps were skipped".formatted(counts.skipped) : "";
    return new Ending(
        Stop.NOT_FINITE,
        "%s became %s at step %d (%s)%s: lower optimizer.learning-rate, now %s"
            .formatted(
                what,
                Double.isNaN(value) ? "NaN" : "infinite",
                counts.steps,
                before,
                again,
                loop.learningRate()));
  }

  // --- checkpoints -------------------------------------------------------------------------------

  private void save() {
    if (!saving.isOn() || saved == counts.steps) {
      return;
    }
    Snapshot snapshot = new Snapshot();
    ObjectNode facts = snapshot.facts();
    facts.put("loop", loop.name());
    facts.put("training-rows", recipe.rows());
    facts.put("partitions", recipe.partitions());
    facts.put("epoch", position.epoch());
    facts.put("batch", position.batch());
    facts.put("rows", counts.rows);
    facts.put("skipped", counts.skipped);
    facts.put("nanos", counts.nanos);
    Snapshot.put(facts, "last-loss", counts.lastLoss);
    if (evaluation != null) {
      evaluation.writeTo(snapshot.facts("evaluation"));
    }
    if (stopping.best().isPresent()) {
      stopping.best().get().writeTo(snapshot.facts("best"));
      facts.put("stale", stopping.stale());
      snapshot.add("best", recipe.objective().layout(), stopping.bestParameters());
    }
    loop.save(snapshot);
    listener.onCheckpoint(snapshot.facts("listener"));
    saving.taker().accept(snapshot.checkpoint(counts.steps));
    saved = counts.steps;
  }

  private void restore(Snapshot snapshot) {
    ObjectNode facts = snapshot.facts();
    if (!facts.path("loop").asText().equals(loop.name())) {
      throw new InputException("the checkpoint is of another engine");
    }
    requireSame("training-rows", facts, recipe.rows());
    requireSame("partitions", facts, recipe.partitions());
    counts.steps = saving.from().get().step();
    counts.rows = facts.path("rows").asLong();
    counts.skipped = facts.path("skipped").asLong();
    counts.nanos = facts.path("nanos").asLong();
    counts.lastLoss = Snapshot.number(facts, "last-loss");
    position = new Position(facts.path("epoch").asInt(), facts.path("batch").asInt());
    if (facts.has("evaluation")) {
      evaluation = Evaluation.read(facts.path("evaluation"));
    }
    if (facts.has("best")) {
      double[] best = new double[recipe.initial().length];
      snapshot.read("best", recipe.objective().layout(), best);
      stopping.restore(Evaluation.read(facts.path("best")), best, facts.path("stale").asLong());
    }
    loop.restore(snapshot);
    saved = counts.steps;
    listener.onResume(counts.steps, snapshot.facts("listener"));
  }

  private static void requireSame(String what, ObjectNode facts, long now) {
    long then = facts.path(what).asLong();
    if (then != now) {
      throw new InputException(
          "the checkpoint is of other data: %s %,d then, %,d now".formatted(what, then, now));
    }
  }

  // --- the end -----------------------------------------------------------------------------------

  private TrainingResult end(Ending why) {
    Ending ending = why;
    double[] parameters = loop.result();
    try {
      if (ending.stop().regular()
          && recipe.evaluate().unit() != Unit.NONE
          && (evaluation == null || evaluation.steps() != counts.steps)) {
        evaluate();
        ending = notFinite().orElse(ending);
      }
      if (ending.stop() != Stop.NOT_FINITE && counts.steps > 0 && !evaluationDue) {
        save();
      }
    } catch (ExchangeFailure | CheckpointFailure failure) {
      ending = failed(ending, failure);
    }
    boolean measured = evaluation != null && evaluation.steps() == counts.steps;
    boolean best =
        ending.stop().regular()
            && stopping
                .best()
                .filter(found -> !measured || found.deciding() <= evaluation.deciding())
                .isPresent();
    TrainingResult result =
        new TrainingResult(
            best ? stopping.bestParameters() : parameters,
            counts.steps,
            position.epochs(),
            counts.rows,
            counts.skipped,
            counts.seconds(),
            best
                ? stopping.best()
                : measured && ending.stop().regular() ? Optional.of(evaluation) : Optional.empty(),
            saved,
            ending.stop(),
            ending.explanation());
    listener.onEnd(result);
    return result;
  }

  /** The first reason is the one to tell; what fails after it comes second. */
  private static Ending failed(Ending ending, RuntimeException failure) {
    return new Ending(
        Stop.FAILED,
        ending.stop() == Stop.FAILED && !ending.explanation().equals(failure.getMessage())
            ? ending.explanation() + "; and " + failure.getMessage()
            : failure.getMessage());
  }
}
