/**
 * Floor 3: what replicas do. {@link dev.bellows.embed.replica.ReplicaTask} is the task of one: its
 * threads train ({@code Replica}, {@code SentenceTrainer}), it merges with the others ({@code
 * Merger} asks, {@code MergeDesk} answers) and reports to the driver. They say {@link
 * dev.bellows.embed.replica.Message}s over {@link dev.bellows.embed.replica.Lines}.
 */
package dev.bellows.embed.replica;
