/**
 * Floor 3, below the engines: where their sums over rows come from. A {@link
 * dev.bellows.train.exchange.BatchGradients} answers for the gradient of a batch; {@link
 * dev.bellows.train.exchange.JobExchange} asks a Spark job each time, {@link
 * dev.bellows.train.exchange.LocalGradients} is the reference in plain Java, and package {@code
 * stage} holds tasks that stay. What a task computes of a block is the same in all of them: {@link
 * dev.bellows.train.exchange.BlockWork}, added up in a {@link dev.bellows.train.exchange.BatchSum}:
 * where rows reach few parameters, it leaves as a list of these, stays one through sums and
 * messages, and no array as long as the parameters is looked at.
 *
 * <p>A {@link dev.bellows.train.exchange.ReplicaRounds} runs rounds of {@link
 * dev.bellows.train.exchange.ReplicaWork} in the same two ways: {@link
 * dev.bellows.train.exchange.JobRounds}, or tasks that stay. How the numbers pass is said by a
 * {@link dev.bellows.train.exchange.Passage}.
 */
package dev.bellows.train.exchange;
