/**
 * Floor 2: connections between the driver and tasks, by Spark's own transport. It knows nothing of
 * what is said over them.
 */
package dev.bellows.net;
