/**
 * What networks are made of, as values in plain Java: a {@link dev.bellows.deep.layer.Layer} says
 * what shapes it takes and makes, which tensors it has and how they begin, and goes forward by
 * {@link dev.bellows.deep.layer.Operations}, whose provider knows a library. A {@link
 * dev.bellows.deep.layer.Sequence} is a list of named layers, {@link
 * dev.bellows.deep.layer.LayerParser} reads one from words. Start there.
 */
package dev.bellows.deep.layer;
