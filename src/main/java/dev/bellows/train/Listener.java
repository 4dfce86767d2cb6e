package dev.bellows.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bellows.optim.StepRecord;
import java.util.List;

/** Is told what happens during training; every method may be left out. */
public interface Listener {

  /** Training begins. */
  default void onStart(Training training) {}

  /** A step was taken. */
  default void onStep(StepRecord step) {}

  /** The loss over all rows was measured. */
  default void onEvaluation(Evaluation evaluation) {}

  /**
   * A checkpoint is about to be written.
   *
   * @param notes takes what the listener itself wants to know again after a resumption
   */
  default void onCheckpoint(ObjectNode notes) {}

  /**
   * Training goes on from a checkpoint.
   *
   * @param steps the steps taken before it
   * @param notes what {@link #onCheckpoint} has written
   */
  default void onResume(long steps, ObjectNode notes) {}

  /** Training ended, however it did; not called when an exception ended it. */
  default void onEnd(TrainingResult result) {}

  /** Asked after every step: whether to stop here. */
  default boolean wantsToStop() {
    return false;
  }

  /** One that tells all of these, in order. */
  static Listener all(List<Listener> listeners) {
    return new Listener() {
      @Override
      public void onStart(Training training) {
        listeners.forEach(listener -> listener.onStart(training));
      }

      @Override
      public void onStep(StepRecord step) {
        listeners.forEach(listener -> listener.onStep(step));
      }

      @Override
      public void onEvaluation(Evaluation evaluation) {
        listeners.forEach(listener -> listener.onEvaluation(evaluation));
      }

      @Override
      public void onCheckpoint(ObjectNode notes) {
        listeners.forEach(listener -> listener.onCheckpoint(notes));
      }

      @Override
      public void onResume(long steps, ObjectNode notes) {
        listeners.forEach(listener -> listener.onResume(steps, notes));
      }

      @Override
      public void onEnd(TrainingResult result) {
        listeners.forEach(listener -> listener.onEnd(result));
      }

      @Override
      public boolean wantsToStop() {
        return listeners.stream().anyMatch(Listener::wantsToStop);
      }
    };
  }
}
