package dev.bellows.linalg;

/**
 * Windows of a text as word numbers, packed: each example is a centre, the contexts around it, and
 * negatives, words drawn at random. They stand in {@code words} one behind the other, and an
 * example's behind those of the example before.
 *
 * @param starts {@code count + 1} positions: the centre of example {@code e} stands at {@code
 *     starts[e]}, and what belongs to it ends before {@code starts[e + 1]}
 * @param negatives where in {@code words} the negatives of each example begin, behind its contexts;
 *     there is at least one context, and there may be no negative
 * @param words the word numbers, from 0 to {@code vocabulary - 1}
 * @param vocabulary the number of words that there are, at least 1
 */
public record WordWindows(int[] starts, int[] negatives, int[] words, int vocabulary)
    implements Examples {

  /** Checks that the arrays fit together and that every word is in the vocabulary. */
  public WordWindows {
    if (starts.length != negatives.length + 1 || starts[starts.length - 1] != words.length) {
      throw new IllegalArgumentException(
          "%d starts, %d beginnings of negatives and %d words do not make windows"
              .formatted(starts.length, negatives.length, words.length));
    }
    for (int e = 0; e < negatives.length; e++) {
      if (negatives[e] < starts[e] + 2 || negatives[e] > starts[e + 1]) {
        throw new IllegalArgumentException("window %d has no context".formatted(e));
      }
    }
    for (int word : words) {
      if (word < 0 || word >= vocabulary) {
        throw new IllegalArgumentException(
            "word %d is not in a vocabulary of %d".formatted(word, vocabulary));
      }
    }
  }

  @Override
  public int count() {
    return negatives.length;
  }

  /** The centre of an example. */
  public int centre(int example) {
    return words[starts[example]];
  }

  /** Where in {@code words} the contexts of an example begin; they end at its negatives. */
  public int contexts(int example) {
    return starts[example] + 1;
  }

  /** The position behind an example's last word. */
  public int end(int example) {
    return starts[example + 1];
  }
}
