package dev.bellows.report.chart;

import dev.bellows.image.Pixels;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A sheet of pictures, each with some lines below it, row by row. */
public final class ImageSheet {
  private static final Color WRONG = new Color(0xC8, 0x4B, 0x1E);
  private static final Color GROUND = new Color(0xF2, 0xF2, 0xF2);

  /** Pixels of a picture's frame, where there are few; and where there are many. */
  private static final int LARGEST = 180;

  private static final int SMALLEST = 112;
  private static final int FEW = 24;
  private static final int MARGIN = 20;
  private static final int GAP = 12;
  private static final int LINE = 16;
  private static final int WIDEST = 8; // columns
  private static final int FRAME = 3;
  private static final int FEWEST_PIXELS = 420; // of the width, for the title

  private final String title;
  private final List<Tile> tiles;
  private final int columns;
  private final int side;
  private final int lines;

  /**
   * A picture of the sheet.
   *
   * @param pixels the picture, of any size; it is drawn as large as its frame, and a tiny one with
   *     its pixels seen
   * @param lines below it: class, prediction, probability, …; cut in the middle where they are too
   *     long
   * @param wrong whether it is marked as a mistake, by a red frame
   */
  public record Tile(Pixels pixels, List<String> lines, boolean wrong) {
    /** Keeps its own lines. */
    public Tile {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A sheet.
   *
   * @param tiles in the order of reading, at least one
   */
  public ImageSheet(String title, List<Tile> tiles) {
    if (tiles.isEmpty()) {
      throw new IllegalArgumentException("a sheet without pictures");
    }
    this.title = title;
    this.tiles = List.copyOf(tiles);
    columns = Math.min(WIDEST, (int) Math.ceil(Math.sqrt(1.5 * tiles.size())));
    side = tiles.size() <= FEW ? LARGEST : SMALLEST;
    lines = tiles.stream().mapToInt(tile -> tile.lines().size()).max().orElseThrow();
  }

  /** Draws a PNG. */
  public void write(OutputStream out) throws IOException {
    int rows = (tiles.size() + columns - 1) / columns;
    int step = side + GAP;
    int fall = side + lines * LINE + GAP + FRAME;
    int top = MARGIN + LINE + GAP;
    int width = Math.max(FEWEST_PIXELS, 2 * MARGIN + columns * step - GAP);
    try (Canvas canvas = new Canvas(width, top + rows * fall + MARGIN - GAP)) {
      canvas.font(Font.BOLD, Canvas.TITLE);
      canvas.text(
          canvas.fitted(title, width - 2 * MARGIN), MARGIN, MARGIN + LINE / 2.0, 0, ChartStyle.INK);
      for (int i = 0; i < tiles.size(); i++) {
        draw(canvas, tiles.get(i), MARGIN + i % columns * step, top + i / columns * fall);
      }
      canvas.writePng(out);
    }
  }

  private void draw(Canvas canvas, Tile tile, int x, int y) {
    canvas.fill(new Rectangle2D.Double(x, y, side, side), GROUND);
    BufferedImage image = image(tile.pixels());
    double scale = (double) side / Math.max(image.getWidth(), image.getHeight());
    int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
    canvas.image(image, x + (side - width) / 2, y + (side - height) / 2, width, height);
    if (tile.wrong()) {
      double half = FRAME / 2.0;
      canvas.draw(
          new Rectangle2D.Double(x - half, y - half, side + FRAME, side + FRAME), WRONG, FRAME);
    }
    for (int line = 0; line < tile.lines().size(); line++) {
      canvas.font(line == 0 ? Font.BOLD : Font.PLAIN, Canvas.SMALL);
      canvas.text(
          canvas.fitted(tile.lines().get(line), side),
          x,
          y + side + FRAME + (line + 0.5) * LINE,
          0,
          tile.wrong() && line == 0 ? WRONG : ChartStyle.INK);
    }
  }

  private static BufferedImage image(Pixels pixels) {
    BufferedImage image =
        new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < pixels.height(); y++) {
      for (int x = 0; x < pixels.width(); x++) {
        image.setRGB(
            x, y, pixels.get(x, y, 0) << 16 | pixels.get(x, y, 1) << 8 | pixels.get(x, y, 2));
      }
    }
    return image;
  }
}
