/**
 * Floor 3: words as points in the plane, for pictures: {@link dev.bellows.embed.plane.WordPlane}
 * lays out the most frequent ones, alike words side by side. It draws nothing itself.
 */
package dev.bellows.embed.plane;
