/**
 * Pictures: {@link dev.bellows.image.ImageDecoder} turns the bytes of a file into pixels, and an
 * {@link dev.bellows.image.ImagePipeline} of transforms turns pixels into what a network takes.
 * What is drawn at random depends on a key only, so that a task that is run again sees the same
 * picture. No Spark type in here.
 */
package dev.bellows.image;
