package dev.bellows.train.exchange;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.model.Objective;
import java.util.Optional;

/**
 * What sums are asked for.
 *
 * @param objective whose loss and gradient
 * @param plan which rows make which batch
 * @param rows the training rows
 * @param validation rows held out, whose loss is measured
 */
public record Workload(
    Objective objective, BatchPlan plan, Dataset rows, Optional<Dataset> validation) {}
