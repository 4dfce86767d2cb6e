package dev.bellows.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Shows the best so far of something that goes on for long: on a terminal a few lines that are
 * drawn again and again in their place, elsewhere a new line every ten seconds. Not for use by
 * several threads at once.
 */
public final class Leaderboard implements AutoCloseable {
  /** The system property in which the launcher says how wide the terminal is. */
  public static final String COLUMNS = "bellows.columns";

  private static final long REDRAW_NANOS = 200_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;
  private static final int USUAL_WIDTH = 80;

  private final PrintStream err;
  private final boolean terminal;
  private final int width;
  private List<String> drawn = List.of();
  private Supplier<List<String>> undrawn;
  private long next;

  /** Begins, on a terminal where {@link Progress#PROPERTY} is {@code bar}. */
  public Leaderboard(PrintStream err) {
    this(err, "bar".equals(System.getProperty(Progress.PROPERTY)), width());
  }

  /**
   * Begins.
   *
   * @param width of the terminal, in letters; longer lines are cut
   */
  Leaderboard(PrintStream err, boolean terminal, int width) {
    this.err = err;
    this.terminal = terminal;
    this.width = width;
    next = System.nanoTime() + (terminal ? 0 : LINE_NANOS);
  }

  private static int width() {
    String told = System.getProperty(COLUMNS, "");
    return told.matches("[1-9]\\d{0,3}") ? Integer.parseInt(told) : USUAL_WIDTH;
  }

  /**
   * Something has changed.
   *
   * @param board all lines, for a terminal
   * @param line what stands in a line elsewhere
   */
  public void show(Supplier<List<String>> board, Supplier<String> line) {
    long now = System.nanoTime();
    if (now < next) {
      undrawn = board;
      return;
    }
    if (terminal) {
      draw(board.get());
      next = now + REDRAW_NANOS;
    } else {
      err.println(line.get());
      next = now + LINE_NANOS;
    }
  }

  /** Says a line that stays. */
  public void say(String line) {
    if (!terminal || drawn.isEmpty()) {
      err.println(line);
      return;
    }
    List<String> board = drawn;
    clear();
    err.println(line);
    draw(board);
  }

  private void draw(List<String> board) {
    StringBuilder text = new StringBuilder(above());
    drawn = board.stream().map(this::cut).toList();
    drawn.forEach(line -> text.append(line).append("\u001b[K\n"));
    err.print(text.append("\u001b[J"));
    err.flush();
    undrawn = null;
  }

  private void clear() {
    err.print(above() + "\u001b[J");
    drawn = new ArrayList<>();
  }

  /** Goes to the beginning of what was drawn last. */
  private String above() {
    return drawn.isEmpty() ? "" : "\u001b[%dA\r".formatted(drawn.size());
  }

  private String cut(String line) {
    return line.length() < width ? line : line.substring(0, Math.max(0, width - 2)) + "…";
  }

  /** Draws what was not drawn yet, on a terminal. */
  @Override
  public void close() {
    if (terminal && undrawn != null) {
      draw(undrawn.get());
    }
  }
}
