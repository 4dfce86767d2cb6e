/**
 * Networks that are programs of TorchScript, as values in plain Java: {@link
 * dev.bellows.deep.script.Script} is what PyTorch gets, here and in tasks.
 */
package dev.bellows.deep.script;
