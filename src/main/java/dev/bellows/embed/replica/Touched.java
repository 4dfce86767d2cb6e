package dev.bellows.embed.replica;

/** Which rows have moved since the last merge. Many threads mark, none unmarks meanwhile. */
final class Touched {
  private final byte[][] marks;

  Touched(int words) {
    marks = new byte[2][words];
  }

  void mark(int table, int row) {
    marks[table][row] = 1;
  }

  boolean isMarked(int table, int row) {
    return marks[table][row] != 0;
  }

  void unmark(int table, int row) {
    marks[table][row] = 0;
  }
}
