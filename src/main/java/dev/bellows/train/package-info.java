/**
 * Floor 3: the engines. {@link dev.bellows.train.StepLoop} takes exact minibatch steps, {@link
 * dev.bellows.train.QuasiNewtonLoop} those of L-BFGS; both ask a {@link
 * dev.bellows.train.exchange.BatchGradients} for every gradient, and {@link
 * dev.bellows.train.ExchangeChoice} says which. Everything that happens is told to a {@link
 * dev.bellows.train.Listener}.
 */
package dev.bellows.train;
