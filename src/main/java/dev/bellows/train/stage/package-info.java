/**
 * Training inside one Spark stage. {@link dev.bellows.train.stage.StageExchange} keeps a barrier
 * stage of {@link dev.bellows.train.stage.StageTask}s alive and starts it again when it fails; the
 * two talk over a {@link dev.bellows.train.stage.Transport}: {@link
 * dev.bellows.train.stage.InProcess} in local mode, the package {@code wire} on a cluster.
 */
package dev.bellows.train.stage;
