/**
 * Floor 1: how parameters move. An {@link dev.bellows.optim.Optimizer} is a chain of {@link
 * dev.bellows.optim.Transform}s with {@link dev.bellows.optim.Gate}s before it and {@link
 * dev.bellows.optim.Wrapper}s around it, bound to the named tensors of a layout, with its {@link
 * dev.bellows.optim.OptimizerState} beside it. Here are the contracts and the machine; {@code
 * optim.transform} has the rules, {@code optim.schedule} the learning rates over time, and {@code
 * optim.table} the names that a job file can ask for, with every setting, its range and its
 * default. No Spark type lives here. To add an optimizer, see CONTRIBUTING.md.
 */
package dev.bellows.optim;
