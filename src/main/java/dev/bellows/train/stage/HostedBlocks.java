package dev.bellows.train.stage;

import dev.bellows.data.PackedBlock;
import dev.bellows.train.exchange.Workload;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * The blocks that one task hosts, ascending.
 *
 * @param training the blocks of training rows
 * @param validation those of validation rows, of the same numbers; empty where there are none
 */
record HostedBlocks(List<PackedBlock> training, List<PackedBlock> validation)
    implements Serializable {

  /** The blocks of both sets, side by side: tasks cannot fetch others once the stage runs. */
  static JavaRDD<HostedBlocks> of(Workload workload) {
    JavaRDD<PackedBlock> training = workload.rows().blocks();
    if (workload.validation().isEmpty()) {
      return training.mapPartitions(
          blocks -> List.of(new HostedBlocks(list(blocks), List.of())).iterator());
    }
    return training.zipPartitions(
        workload.validation().get().blocks(),
        (blocks, held) -> List.of(new HostedBlocks(list(blocks), list(held))).iterator());
  }

  private static List<PackedBlock> list(Iterator<PackedBlock> blocks) {
    List<PackedBlock> all = new ArrayList<>();
    blocks.forEachRemaining(all::add);
    return all;
  }
}
