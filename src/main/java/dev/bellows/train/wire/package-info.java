/**
 * The stage's transport on a cluster, over Spark's own network library. The driver listens ({@link
 * dev.bellows.train.wire.NetworkTransport}), tasks connect to it and to each other along a {@link
 * dev.bellows.train.wire.TaskTree}; parameters go down the tree and sums up, chunk by chunk, and
 * wherever sums meet, a {@link dev.bellows.train.wire.Junction} folds them by the numbers of the
 * blocks. The states of replicas go straight between the driver and the task that hosts them.
 */
package dev.bellows.train.wire;
