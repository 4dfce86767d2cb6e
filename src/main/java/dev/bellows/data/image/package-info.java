/**
 * Data sets of images: {@link dev.bellows.data.image.ImageFiles} finds them and their classes, and
 * {@link dev.bellows.data.image.ImageLoader} packs their compressed bytes; they are decoded where
 * they are used. {@link dev.bellows.data.image.ImageDatasets} loads what a job file names.
 */
package dev.bellows.data.image;
