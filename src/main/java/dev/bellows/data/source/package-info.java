/**
 * The readers: each turns a file format into rows of numbers, or into a word on what is wrong with
 * a row, without deciding what is done about it. Start at {@link
 * dev.bellows.data.source.RowSource}.
 */
package dev.bellows.data.source;
