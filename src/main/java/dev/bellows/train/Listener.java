package dev.bellows.train;

import dev.bellows.optim.StepRecord;
import java.util.List;
import java.util.OptionalDouble;

/** Is told what happens during training; every method may be left out. */
public interface Listener {

  /** Training begins. */
  default void onStart(Training training) {}

  /** A step was taken. */
  default void onStep(StepRecord step) {}

  /**
   * The loss over all rows was measured.
   *
   * @param epochs the number of epochs completed; 0 before the first
   * @param loss the mean loss over all training rows
   * @param validationLoss the mean loss over the rows held out, if any
   */
  default void onEvaluation(int epochs, double loss, OptionalDouble validationLoss) {}

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
      public void onEvaluation(int epochs, double loss, OptionalDouble validationLoss) {
        listeners.forEach(listener -> listener.onEvaluation(epochs, loss, validationLoss));
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
