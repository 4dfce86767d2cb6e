/** Rows of DataFrames, packed for training. */
package dev.bellows.data.frame;
