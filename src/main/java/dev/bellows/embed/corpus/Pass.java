package dev.bellows.embed.corpus;

import java.io.Serializable;

/**
 * What one task makes of the words that it reads. The calls come in this order: {@code begin} for
 * each segment, in it for each record its words and sentences and {@code endRecord}, and {@code
 * end} once. {@code poll} may come between any two.
 *
 * @param <T> what it makes
 */
interface Pass<T> {
  /** Makes the pass of a task. */
  interface Start<T> extends Serializable {
    Pass<T> start();
  }

  /**
   * A segment begins: records of one file that follow each other.
   *
   * @param segment orders the segments of one file
   */
  void begin(String file, long segment);

  /**
   * A word of the open sentence.
   *
   * @param bytes where it stands, only during this call
   * @param hash its {@link WordTable#hash}
   */
  void word(byte[] bytes, int from, int to, int hash);

  /** The open sentence ends; the next word opens another one. */
  void endSentence();

  /** A line or row ends. */
  void endRecord();

  /** The next record cannot be read, nor what is behind it in this segment. */
  void problem(String problem);

  /** Nothing more comes. */
  void end();

  /** The next thing that is made; null where nothing is ready. */
  T poll();
}
