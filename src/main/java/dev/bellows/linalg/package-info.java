/**
 * Floor 0: flat arrays and what is done to them. Vector kernels behind the facade {@link
 * dev.bellows.linalg.Vectors}, vectors that are dense or {@link dev.bellows.linalg.SparseVector
 * sparse} and have the same sums either way, packed rows and windows of words, the layout that
 * names the tensors in a flat parameter vector, random numbers that depend on nothing but a key,
 * the tensor file format (and, in {@link dev.bellows.linalg.weights}, PyTorch's), and {@link
 * dev.bellows.linalg.LimitedMemoryBfgs}, behind which alone the classes named Breeze… know Breeze
 * and Scala. No Spark type, and nothing of the floors above. Start at {@link
 * dev.bellows.linalg.Layout} and {@link dev.bellows.linalg.Examples}.
 */
package dev.bellows.linalg;
