/**
 * Floor 3: windows for the engines of {@code train}, drawn once: {@link
 * dev.bellows.embed.windows.WindowExamples} makes a data set of a text, for any optimizer.
 */
package dev.bellows.embed.windows;
