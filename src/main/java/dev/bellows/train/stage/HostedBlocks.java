package dev.bellows.train.stage;

import dev.bellows.data.PackedBlock;
import java.io.Serializable;
import java.util.List;

/**
 * The blocks that one task hosts, ascending.
 *
 * @param training the blocks of training rows
 * @param validation those of validation rows, of the same numbers; empty where there are none
 */
record HostedBlocks(List<PackedBlock> training, List<PackedBlock> validation)
    implements Serializable {}
