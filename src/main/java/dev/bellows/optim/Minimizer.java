package dev.bellows.optim;

import java.io.Serializable;

/**
 * A way to make a loss small: an {@link Optimizer}, which takes a step for each batch, or {@link
 * Lbfgs}, which needs the loss over all rows at points of its own choice.
 */
public sealed interface Minimizer extends Serializable permits Optimizer, Lbfgs {}
