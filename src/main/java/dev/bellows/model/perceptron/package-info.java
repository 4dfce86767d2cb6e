/**
 * Multilayer perceptrons: {@link dev.bellows.model.perceptron.Perceptron} says what a network is
 * like, and makes the objective that trains it, for classes or for numbers. Rows are gathered into
 * tiles, and a tile goes forward and backward through the layers by matrix products. No Spark type.
 * Start at {@link dev.bellows.model.perceptron.Perceptron}, then {@code Propagation}.
 */
package dev.bellows.model.perceptron;
