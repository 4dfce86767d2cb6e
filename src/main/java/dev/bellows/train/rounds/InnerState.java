package dev.bellows.train.rounds;

/** What becomes of the optimizers' states of the replicas from round to round. */
public enum InnerState {
  /** Each replica keeps its own; it travels to the driver with every round. */
  KEEP,
  /** All go on with the mean of them. */
  AVERAGE,
  /** Moments begin anew in every round, learning rates go on; nothing travels. */
  RESET
}
