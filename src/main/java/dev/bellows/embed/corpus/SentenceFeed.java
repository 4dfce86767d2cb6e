package dev.bellows.embed.corpus;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Cuts records into sentences and words for a {@link Pass}. The words of a line stand between ASCII
 * white space: space, tab, line feed, vertical tab, form feed, carriage return; any other space of
 * Unicode belongs to its word.
 */
final class SentenceFeed {
  private final int mostWords;
  private final boolean lowerCase;
  private final Pass<?> pass;
  private final CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
  private final CharBuffer decoded = CharBuffer.allocate(256);
  private int words; // of the open sentence

  /**
   * A feed.
   *
   * @param mostWords longer sentences are cut after so many words
   * @param lowerCase whether words become lower case, by Unicode's rules of no language
   */
  SentenceFeed(int mostWords, boolean lowerCase, Pass<?> pass) {
    this.mostWords = mostWords;
    this.lowerCase = lowerCase;
    this.pass = pass;
  }

  /**
   * A line of text: a sentence, or several where it is long, or none where no word is on it.
   *
   * @param line its UTF-8 in the first {@code length} bytes, which may be changed
   * @return where the first byte stands that is no UTF-8; −1 where all are
   */
  int line(byte[] line, int length) {
    int at = 0;
    while (true) {
      while (at < length && isSpace(line[at])) {
        at++;
      }
      if (at == length) {
        break;
      }
      int from = at;
      int hash = WordTable.SEED;
      int bits = 0;
      for (; at < length && !isSpace(line[at]); at++) {
        byte next = line[at];
        if (lowerCase && next >= 'A' && next <= 'Z') {
          next += 'a' - 'A';
          line[at] = next;
        }
        hash = WordTable.step(hash, next);
        bits |= next;
      }
      if (bits >= 0) {
        word(line, from, at, WordTable.finish(hash));
      } else {
        int malformed = malformed(line, from, at);
        if (malformed >= 0) {
          return malformed;
        }
        if (lowerCase) {
          word(new String(line, from, at - from, StandardCharsets.UTF_8));
        } else {
          word(line, from, at, WordTable.finish(hash));
        }
      }
    }
    if (words > 0) {
      endSentence();
    }
    return -1;
  }

  /** A list of words: a sentence, or several where it is long; null and empty words are none. */
  void list(List<String> list) {
    for (String word : list) {
      if (word != null && !word.isEmpty()) {
        word(word);
      }
    }
    endSentence();
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  private int malformed(byte[] bytes, int from, int to) {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    strict.reset();
    CoderResult result;
    do {
      decoded.clear();
      result = strict.decode(in, decoded, true);
    } while (result.isOverflow());
    return result.isError() ? in.position() : -1;
  }

  private void word(String word) {
    String written = lowerCase ? word.toLowerCase(Locale.ROOT) : word;
    byte[] bytes = written.getBytes(StandardCharsets.UTF_8);
    word(bytes, 0, bytes.length, WordTable.hash(bytes, 0, bytes.length));
  }

  private void word(byte[] bytes, int from, int to, int hash) {
    if (words == mostWords) {
      endSentence();
    }
    words++;
    pass.word(bytes, from, to, hash);
  }

  private void endSentence() {
    words = 0;
    pass.endSentence();
  }
}
