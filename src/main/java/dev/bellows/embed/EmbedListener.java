package dev.bellows.embed;

import dev.bellows.embed.replica.Tables;
import java.io.IOException;

/** Hears of a training of embeddings, on the thread that called it. */
public interface EmbedListener {
  /**
   * How far it is.
   *
   * @param words the words of the text read so far, all epochs together
   * @param epoch from 1
   * @param rate the learning rate
   * @param loss the mean loss in this epoch so far; NaN where none is known yet
   */
  record Moment(long words, int epoch, double rate, double loss) {}

  /** Called some times a second. */
  default void onProgress(Moment moment) {}

  /** An epoch, from 1, has ended. */
  default void onEpoch(int epoch, double loss) {}

  /** A new attempt is made, from a round on, after replicas were lost. */
  default void onRetry(String reason, long round) {}

  /** Whether the tables are to be saved behind that round. */
  default boolean wantsToSave(long round) {
    return false;
  }

  /**
   * Saves the tables.
   *
   * @param round how many rounds are done
   * @param tables only while this is called
   */
  default void onSave(long round, Tables tables, EpochLosses losses) throws IOException {}

  /** Whether training is to end behind this round; may be asked by any thread. */
  default boolean wantsToStop() {
    return false;
  }
}
