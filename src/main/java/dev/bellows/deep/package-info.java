/**
 * Floor 2, beside {@code model}: networks of layers whose arithmetic is PyTorch's. A {@link
 * dev.bellows.deep.Network} says what a network is like, checks its shapes and makes the objectives
 * that train it, {@link dev.bellows.deep.NetworkClassification} and {@link
 * dev.bellows.deep.NetworkRegression}; {@link dev.bellows.deep.ReadyNetwork} has those of the
 * books. {@link dev.bellows.deep.ImageInput} says what becomes of pictures, which {@code picture}
 * reads ahead. {@code layer} has what networks are made of, in plain Java; {@code torch} alone
 * knows DJL, whose jars lie beside ours and may be missing until a network is computed. No Spark
 * type.
 */
package dev.bellows.deep;
