package dev.bellows.train.exchange;

import java.io.Serializable;

/**
 * Some steps that every replica takes by itself: the batches {@code fromBatch} to {@code toBatch −
 * 1} of one epoch or of several. A replica whose epoch has fewer batches takes those that it has.
 *
 * @param firstEpoch 1 for the first of a training
 * @param lastEpoch at least {@code firstEpoch}
 * @param fromBatch 0 for the first of an epoch
 * @param toBatch greater than {@code fromBatch}
 */
public record Round(int firstEpoch, int lastEpoch, int fromBatch, int toBatch)
    implements Serializable {}
