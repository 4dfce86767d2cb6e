package dev.bellows.train;

import dev.bellows.data.PackedBlock;
import dev.bellows.train.exchange.BlockGradients;
import java.time.Duration;
import java.util.List;

/**
 * Exact steps in the calling thread, over blocks at hand: what one task of Spark does that trains a
 * whole model by itself. Ends in the bits of the other engines of exact steps.
 */
public final class BlockTraining {
  private static final Duration LOG_EVERY = Duration.ofMinutes(1);

  private BlockTraining() {}

  /**
   * Trains, as {@link Engine#train} does.
   *
   * @param rows all blocks of the training rows, ascending; several trainings may share them
   * @param held those of the rows held out; empty for none
   * @param listener {@link Listener#onStart} is not called, as there is no {@link Training}
   */
  public static TrainingResult run(
      Recipe recipe,
      Saving saving,
      List<PackedBlock> rows,
      List<PackedBlock> held,
      Listener listener) {
    BlockGradients gradients = new BlockGradients(recipe.objective(), recipe.plan(), rows, held);
    return SynchronousEngine.run(recipe, saving, gradients, LOG_EVERY, listener);
  }
}
