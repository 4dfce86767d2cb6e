/**
 * Images: {@link dev.bellows.data.image.ImageFiles} finds them and their classes, {@link
 * dev.bellows.data.image.ImageLoader} makes a data set of their compressed bytes, {@link
 * dev.bellows.data.image.ImageDecoder} turns such bytes into pixels, and an {@link
 * dev.bellows.data.image.ImagePipeline} of transforms turns pixels into what a network takes. What
 * is drawn at random depends on a key only, so that a task that is run again sees the same picture.
 */
package dev.bellows.data.image;
