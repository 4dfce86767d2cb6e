package dev.bellows.embed.corpus;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Sentences of one share on their way to it. Every word is a number of one byte to five, seven bits
 * in each, the lower ones first: the word's number in the vocabulary and one more; 0 ends a
 * sentence. As frequent words have small numbers, that is less than two bytes a word.
 *
 * @param share whose sentences these are
 * @param first the number of the first one in the whole corpus
 * @param sentences how many
 * @param bytes the words
 */
record Encoded(int share, long first, long sentences, byte[] bytes) implements Serializable {

  /** Encodes sentences. */
  static final class Writer {
    private static final int LONGEST = 5; // bytes of a word

    private byte[] bytes = new byte[1 << 10];
    private int used;
    private long sentences;

    /** A word of the open sentence. */
    void word(int word) {
      if (used + LONGEST > bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * bytes.length);
      }
      int rest = word + 1;
      while (rest > 0x7F) {
        bytes[used++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      bytes[used++] = (byte) rest;
    }

    void endSentence() {
      if (used == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * bytes.length);
      }
      bytes[used++] = 0;
      sentences++;
    }

    int length() {
      return used;
    }

    /** What was written, which begins with that sentence; the writer is empty again. */
    Encoded take(int share, long first) {
      Encoded written = new Encoded(share, first, sentences, Arrays.copyOf(bytes, used));
      used = 0;
      sentences = 0;
      return written;
    }
  }

  /** Gives the words to a packer. */
  void decode(SharePacker packer) {
    int word = 0;
    int shift = 0;
    for (byte next : bytes) {
      word |= (next & 0x7F) << shift;
      if (next < 0) {
        shift += 7;
        continue;
      }
      if (word == 0) {
        packer.endSentence();
      } else {
        packer.word(word - 1);
      }
      word = 0;
      shift = 0;
    }
  }
}
