package dev.bellows.embed.windows;

import dev.bellows.linalg.WordWindows;
import java.util.Arrays;

/** Packs windows, one after the other: a centre, its contexts, its negatives. */
final class WindowPacker {
  private static final int FULL = 1 << 18; // words of a piece: a megabyte
  private static final int FIRST = 1 << 10;

  private final int vocabulary;
  private int[] words = new int[FIRST];
  private int[] starts = new int[FIRST + 1];
  private int[] negatives = new int[FIRST];
  private int length;
  private int count;

  WindowPacker(int vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Whether it is as large as a piece should be. */
  boolean isFull() {
    return length >= FULL;
  }

  /** The number of windows. */
  int count() {
    return count;
  }

  /** Adds the next word of the window that is being made. */
  void add(int word) {
    if (length == words.length) {
      words = Arrays.copyOf(words, 2 * length);
    }
    words[length++] = word;
  }

  /** What comes from now on are the window's negatives. */
  void beginNegatives() {
    negatives[count] = length;
  }

  /** Whether a word is a context of the window that is being made. */
  boolean isContext(int word) {
    for (int i = starts[count] + 1; i < negatives[count]; i++) {
      if (words[i] == word) {
        return true;
      }
    }
    return false;
  }

  /** The window is whole. */
  void end() {
    count++;
    if (count == negatives.length) {
      negatives = Arrays.copyOf(negatives, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count + 1);
    }
    starts[count] = length;
  }

  /** What has been packed; the packer is empty again. */
  WordWindows take() {
    WordWindows windows =
        new WordWindows(
            Arrays.copyOf(starts, count + 1),
            Arrays.copyOf(negatives, count),
            Arrays.copyOf(words, length),
            vocabulary);
    length = 0;
    count = 0;
    return windows;
  }

  /** The windows {@code from} to {@code to - 1} of some that are packed already. */
  static WordWindows slice(WordWindows windows, int from, int to) {
    if (from == 0 && to == windows.count()) {
      return windows;
    }
    int first = windows.starts()[from];
    return new WordWindows(
        Arrays.stream(windows.starts(), from, to + 1).map(start -> start - first).toArray(),
        Arrays.stream(windows.negatives(), from, to).map(start -> start - first).toArray(),
        Arrays.copyOfRange(windows.words(), first, windows.starts()[to]),
        windows.vocabulary());
  }
}
