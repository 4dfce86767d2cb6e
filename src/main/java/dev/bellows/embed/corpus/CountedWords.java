package dev.bellows.embed.corpus;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Words and how often they were seen, packed to be shipped.
 *
 * @param bytes the words in UTF-8, one behind the other
 * @param ends where in {@code bytes} each word ends
 * @param counts how often each was seen
 */
record CountedWords(byte[] bytes, int[] ends, long[] counts) implements Serializable {

  int size() {
    return ends.length;
  }

  int start(int word) {
    return word == 0 ? 0 : ends[word - 1];
  }

  WordFrequency get(int word) {
    int start = start(word);
    return new WordFrequency(
        new String(bytes, start, ends[word] - start, StandardCharsets.UTF_8), counts[word]);
  }

  /** Packs them. */
  static final class Packer {
    private static final int ENOUGH = 1 << 18;

    private byte[] bytes = new byte[64];
    private int[] ends = new int[8];
    private long[] counts = new long[8];
    private int size;

    void add(byte[] text, int from, int to, long count) {
      int begin = size == 0 ? 0 : ends[size - 1];
      int end = Math.addExact(begin, to - from);
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.max(end, Math.min(1 << 30, 2L * bytes.length)));
      }
      if (size == ends.length) {
        ends = Arrays.copyOf(ends, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
      }
      System.arraycopy(text, from, bytes, begin, to - from);
      ends[size] = end;
      counts[size++] = count;
    }

    boolean isEmpty() {
      return size == 0;
    }

    /** Whether so much is packed that it is worth a shipment. */
    boolean isFull() {
      return size > 0 && ends[size - 1] + 12L * size > ENOUGH;
    }

    /** What has been packed; the packer is empty again. */
    CountedWords take() {
      int used = size == 0 ? 0 : ends[size - 1];
      CountedWords packed =
          new CountedWords(
              Arrays.copyOf(bytes, used), Arrays.copyOf(ends, size), Arrays.copyOf(counts, size));
      size = 0;
      return packed;
    }
  }
}
