/**
 * Floor 3, apart from the engines: what a training has come to, on disk. {@link
 * dev.bellows.train.checkpoint.CheckpointStore} keeps the newest {@link
 * dev.bellows.train.checkpoint.Checkpoint}s in a folder of any file system that Hadoop knows, so
 * that a process may be killed at any moment.
 */
package dev.bellows.train.checkpoint;
