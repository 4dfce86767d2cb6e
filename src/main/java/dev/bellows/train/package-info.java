/**
 * Floor 3: the engines. {@link dev.bellows.train.StepEngine} takes exact minibatch steps and asks a
 * {@link dev.bellows.train.BatchGradients} for each gradient: {@link dev.bellows.train.JobExchange}
 * computes it on Spark, {@link dev.bellows.train.LocalGradients} in plain Java, as the reference.
 * Everything that happens is told to a {@link dev.bellows.train.Listener}.
 */
package dev.bellows.train;
