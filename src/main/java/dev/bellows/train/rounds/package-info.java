/**
 * Floor 3, below the engines: rounds of local steps, as "local SGD", federated averaging and DiLoCo
 * have them. {@link dev.bellows.train.rounds.ReplicaSteps} is what a replica does in a round,
 * {@link dev.bellows.train.RoundSettings} how long a round is and what follows it; the packages
 * {@code exchange}, {@code stage} and {@code wire} carry both without knowing them.
 */
package dev.bellows.train.rounds;
