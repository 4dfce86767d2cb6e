/**
 * Floor 1: the rules by which parameters move. An optimizer is a chain of {@link
 * dev.bellows.optim.Transform}s with explicit {@link dev.bellows.optim.OptimizerState}; the table
 * {@link dev.bellows.optim.OptimizerTable} names the chains that a job file can ask for, with every
 * setting, its range and its default. No Spark type lives here. To add an optimizer, see
 * CONTRIBUTING.md.
 */
package dev.bellows.optim;
