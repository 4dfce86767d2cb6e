/**
 * The names: which optimizers a job file can ask for, with which settings, and which chain of
 * {@link dev.bellows.optim.transform} each of them is. {@link
 * dev.bellows.optim.table.OptimizerTable} is the place to start reading; job files, messages, the
 * list that {@code submit/bellows optimizers} prints and the README follow from it.
 */
package dev.bellows.optim.table;
