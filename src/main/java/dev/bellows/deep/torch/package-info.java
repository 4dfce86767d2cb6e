/**
 * The provider of networks' arithmetic: PyTorch through DJL, and the only package that knows it.
 * {@link dev.bellows.deep.torch.TorchNetwork} is its door; a {@code TorchPass} is one way forward
 * and backward of some rows.
 */
package dev.bellows.deep.torch;
