package dev.bellows.train.stage;

import java.io.IOException;
import java.io.Serializable;

/** Travels to the tasks of a stage: how they join the driver's conversation. */
public interface Invitation extends Serializable {

  /**
   * Joins.
   *
   * @param task the number of the task, from 0
   */
  Link join(int task) throws IOException, InterruptedException;
}
