package dev.bellows.data.image;

import java.io.Serializable;

/**
 * An image in a file.
 *
 * @param path on any file system that Hadoop knows
 * @param length its bytes
 * @param label the number of its class
 */
public record ImageFile(String path, long length, int label) implements Serializable {}
