package dev.bellows.embed.corpus;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Distinct words as slices of bytes, numbered from 0 in the order in which they came. A hash table
 * with linear probing: no object for a word, and a look-up reads one slot and the word's bytes.
 */
final class WordTable implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A hash of no bytes; {@link #step} takes in each byte, {@link #finish} ends it. */
  static final int SEED = 0x811C9DC5;

  private static final int PRIME = 0x01000193;
  private static final int FEWEST_SLOTS = 1 << 10;
  private static final int MOST_SLOTS = 1 << 28;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private byte[] bytes = new byte[1 << 12];
  private int[] ends = new int[1 << 9];
  private int size;
  private transient long[] slots = new long[FEWEST_SLOTS]; // the hash, and the number + 1; 0: free

  /** The hash with one byte more (FNV-1a), so that it can be reckoned while a text is scanned. */
  static int step(int hash, byte next) {
    return (hash ^ next) * PRIME;
  }

  /** Spreads a hash over all its bits (the end of MurmurHash3). */
  static int finish(int hash) {
    int h = (hash ^ hash >>> 16) * 0x85EBCA6B;
    h = (h ^ h >>> 13) * 0xC2B2AE35;
    return h ^ h >>> 16;
  }

  /** The hash of a slice. */
  static int hash(byte[] bytes, int from, int to) {
    int hash = SEED;
    for (int i = from; i < to; i++) {
      hash = step(hash, bytes[i]);
    }
    return finish(hash);
  }

  /** A table of these words: the number of each is its place in the list. */
  static WordTable of(Iterable<String> words) {
    WordTable table = new WordTable();
    for (String word : words) {
      byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
      table.add(utf8, 0, utf8.length, hash(utf8, 0, utf8.length));
    }
    return table;
  }

  /** The number of words. */
  int size() {
    return size;
  }

  /** The bytes of all words, one behind the other; not to be changed, and not kept. */
  byte[] bytes() {
    return bytes;
  }

  /** Where in {@link #bytes} a word begins. */
  int start(int word) {
    return word == 0 ? 0 : ends[word - 1];
  }

  /** Where in {@link #bytes} a word ends. */
  int end(int word) {
    return ends[word];
  }

  /** The bytes of all words together. */
  int length() {
    return size == 0 ? 0 : ends[size - 1];
  }

  /** The word of that number. */
  String word(int word) {
    return new String(bytes, start(word), end(word) - start(word), StandardCharsets.UTF_8);
  }

  /** The number of a word; −1 where it is not there. */
  int find(byte[] text, int from, int to, int hash) {
    return Math.max(-1, probe(text, from, to, hash));
  }

  /** The number of a word, which is {@link #size} before where it is new. */
  int add(byte[] text, int from, int to, int hash) {
    int found = probe(text, from, to, hash);
    return found >= 0 ? found : append(text, from, to, hash, -1 - found);
  }

  /** The number of a word, or where it is not there −1 less the slot that it should have. */
  private int probe(byte[] text, int from, int to, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (long entry = slots[slot]; entry != 0; entry = slots[slot]) {
      if ((int) (entry >>> 32) == hash) {
        int word = (int) entry - 1;
        if (Arrays.equals(bytes, start(word), ends[word], text, from, to)) {
          return word;
        }
      }
      slot = slot + 1 & mask;
    }
    return -1 - slot;
  }

  private int append(byte[] text, int from, int to, int hash, int slot) {
    int begin = length();
    int end = Math.addExact(begin, to - from);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, larger(bytes.length, end));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, larger(size, size + 1));
    }
    System.arraycopy(text, from, bytes, begin, to - from);
    ends[size++] = end;
    slots[slot] = entry(hash, size - 1);
    if (size > slots.length / 2 && slots.length < MOST_SLOTS) {
      rehash(2 * slots.length);
    }
    return size - 1;
  }

  private static int larger(int length, int needed) {
    return (int) Math.max(needed, Math.min(LONGEST_ARRAY, 2L * length));
  }

  private static long entry(int hash, int word) {
    return (long) hash << 32 | word + 1;
  }

  private void rehash(int length) {
    long[] old = slots;
    slots = new long[length];
    for (long entry : old) {
      if (entry != 0) {
        settle(entry);
      }
    }
  }

  private void settle(long entry) {
    int mask = slots.length - 1;
    int slot = (int) (entry >>> 32) & mask;
    while (slots[slot] != 0) {
      slot = slot + 1 & mask;
    }
    slots[slot] = entry;
  }

  /** Slots are not shipped: they are larger than the words and soon made again. */
  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    long needed = Math.max(FEWEST_SLOTS, Long.highestOneBit(2L * size) * 2);
    slots = new long[(int) Math.min(MOST_SLOTS, needed)];
    for (int word = 0; word < size; word++) {
      settle(entry(hash(bytes, start(word), end(word)), word));
    }
  }
}
