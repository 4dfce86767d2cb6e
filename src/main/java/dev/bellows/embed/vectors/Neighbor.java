package dev.bellows.embed.vectors;

/**
 * A word near to something.
 *
 * @param word of the vocabulary
 * @param cosine of the angle between the two vectors, from −1 to 1
 */
public record Neighbor(String word, double cosine) {}
