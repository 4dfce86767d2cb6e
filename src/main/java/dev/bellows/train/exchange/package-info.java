/**
 * Floor 3, below the engines: where their sums over rows come from. A {@link
 * dev.bellows.train.exchange.BatchGradients} answers for the gradient of a batch; {@link
 * dev.bellows.train.exchange.JobExchange} asks a Spark job each time, {@link
 * dev.bellows.train.exchange.LocalGradients} is the reference in plain Java, and package {@code
 * stage} holds tasks that stay. What a task computes of a block is the same in all of them: {@link
 * dev.bellows.train.exchange.BlockWork}.
 */
package dev.bellows.train.exchange;
