package dev.bellows.train.exchange;

import java.io.Serializable;

/**
 * How the numbers of a workload pass between the driver and the tasks. Values have been rounded
 * before they are sent, so that the bits are the same however they pass.
 *
 * @param down what goes to all tasks has been rounded to this: doubles or singles
 * @param answers the sums of gradients, or of the replicas' answers
 * @param measures the sums of the objective's measures
 * @param stateLength the length of each replica's state; 0 where there is none
 */
public record Passage(Precision down, SumForm answers, SumForm measures, int stateLength)
    implements Serializable {

  /** That of a workload; a precision says how gradients pass, replicas say it themselves. */
  public static Passage of(Workload workload, Precision precision) {
    int measures = workload.objective().measures().size();
    return workload
        .replicas()
        .map(work -> ofRounds(work, measures))
        .orElseGet(() -> ofGradients(workload.objective().layout().size(), precision, measures));
  }

  /** Gradients of so many parameters: each, and each sum of two, is rounded; the loss is not. */
  public static Passage ofGradients(int parameters, Precision precision, int measures) {
    Precision used = precision == Precision.SINGLE ? precision : Precision.DOUBLE;
    return new Passage(
        used,
        new SumForm(parameters + 1, used.singles(parameters), used, used),
        SumForm.exact(measures),
        0);
  }

  /** Rounds: all is exact but the answers of single replicas. */
  public static Passage ofRounds(ReplicaWork work, int measures) {
    return new Passage(
        Precision.DOUBLE,
        new SumForm(work.answerLength(), work.roundedElements(), work.encoding(), Precision.DOUBLE),
        SumForm.exact(measures),
        work.stateLength());
  }
}
