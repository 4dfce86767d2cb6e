/**
 * The links, gates and wrappers that optimizers are made of, one rule a file, each with its formula
 * and source. {@link dev.bellows.optim.table.OptimizerTable} says which chains of them have a name.
 */
package dev.bellows.optim.transform;
