package dev.bellows.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The picture of a confusion matrix: a row for each label, a column for each prediction, and in
 * each cell how many rows there were, coloured by the part of the label's rows. What is right
 * stands on the diagonal and is blue, mistakes are red.
 */
public final class ConfusionChart {
  private static final Color RIGHT = new Color(0x1F, 0x4E, 0x8C);
  private static final Color WRONG = new Color(0xC8, 0x4B, 0x1E);
  private static final Color GRID = new Color(0xE4, 0xE4, 0xE4);

  /** Pixels; a cell is no smaller than the least, and the matrix larger than wanted if need be. */
  private static final int WANTED = 560;

  private static final int LARGEST_CELL = 110;
  private static final int SMALLEST_CELL = 3;
  private static final int SMALLEST_WITH_NUMBER = 22;
  private static final int SMALLEST_WITH_NAME = 13;
  private static final int MARGIN = 24;
  private static final int GAP = 8;
  private static final int LARGEST_FONT = 16;
  private static final int SMALLEST_FONT = 8;
  private static final int LONGEST_NAME = 18; // letters
  private static final int FEWEST_PIXELS = 420; // of the width, for the title

  /** Rarer mistakes are seen, too: colours grow with the root of the part. */
  private static final double CONTRAST = 0.4;

  private static final double DARK = 0.55; // white letters from here on

  private final String title;
  private final List<String> names;
  private final double[] counts;
  private final int cell;

  /**
   * The picture of a matrix.
   *
   * @param names of the classes
   * @param counts row-major: in row {@code i} and column {@code j} the rows of class {@code i} that
   *     were taken for class {@code j}
   */
  public ConfusionChart(String title, List<String> names, double[] counts) {
    this.title = title;
    this.names = names.stream().map(ConfusionChart::shortened).toList();
    this.counts = counts.clone();
    int size = names.size();
    cell = Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, WANTED / size));
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }

  /** Draws a PNG. */
  public void write(OutputStream out) throws IOException {
    BufferedImage probe = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D measuring = probe.createGraphics();
    int widest;
    try {
      measuring.setFont(font(nameSize()));
      FontMetrics metrics = measuring.getFontMetrics();
      widest = hasNames() ? names.stream().mapToInt(metrics::stringWidth).max().orElse(0) : 0;
    } finally {
      measuring.dispose();
    }
    Plan plan = new Plan(widest);
    BufferedImage image = new BufferedImage(plan.width, plan.height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, plan.width, plan.height);
      draw(graphics, plan);
    } finally {
      graphics.dispose();
    }
    ChartStyle.writePng(image, out);
  }

  /** Where things stand, in pixels. */
  private final class Plan {
    private final boolean upright; // the names of the columns
    private final int left;
    private final int top;
    private final int side;
    private final int width;
    private final int height;

    Plan(int widest) {
      upright = widest + GAP > cell;
      side = cell * names.size();
      int line = LARGEST_FONT + GAP;
      left = MARGIN + line + widest + GAP;
      top = MARGIN + 2 * line + (hasNames() ? GAP + (upright ? widest : nameSize()) : 0);
      width = Math.max(FEWEST_PIXELS, left + side + MARGIN);
      height = top + side + MARGIN;
    }
  }

  private boolean hasNames() {
    return cell >= SMALLEST_WITH_NAME;
  }

  private int nameSize() {
    return Math.max(SMALLEST_FONT, Math.min(LARGEST_FONT - 2, cell - 4));
  }

  private static Font font(int size) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, size);
  }

  private void draw(Graphics2D graphics, Plan plan) {
    int size = names.size();
    int digits = numberSize(graphics);
    for (int label = 0; label < size; label++) {
      double all = Arrays.stream(counts, label * size, (label + 1) * size).sum();
      for (int predicted = 0; predicted < size; predicted++) {
        double count = counts[label * size + predicted];
        int x = plan.left + predicted * cell;
        int y = plan.top + label * cell;
        double strength = all == 0 ? 0 : Math.pow(count / all, CONTRAST);
        graphics.setColor(blend(label == predicted ? RIGHT : WRONG, strength));
        graphics.fillRect(x, y, cell, cell);
        if (digits > 0 && count > 0) {
          graphics.setColor(strength > DARK ? Color.WHITE : ChartStyle.INK);
          graphics.setFont(font(digits));
          centred(graphics, number(count), x + cell / 2, y + cell / 2);
        }
      }
    }
    grid(graphics, plan);
    axes(graphics, plan);
  }

  private void grid(Graphics2D graphics, Plan plan) {
    if (cell >= SMALLEST_WITH_NAME) {
      graphics.setColor(GRID);
      graphics.setStroke(new BasicStroke(1));
      for (int line = 0; line <= names.size(); line++) {
        int at = line * cell;
        graphics.drawLine(plan.left + at, plan.top, plan.left + at, plan.top + plan.side);
        graphics.drawLine(plan.left, plan.top + at, plan.left + plan.side, plan.top + at);
      }
    }
    graphics.setColor(ChartStyle.PALE);
    graphics.drawRect(plan.left, plan.top, plan.side, plan.side);
  }

  private void axes(Graphics2D graphics, Plan plan) {
    graphics.setColor(ChartStyle.INK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, LARGEST_FONT - 2));
    graphics.drawString(title, MARGIN, MARGIN + LARGEST_FONT / 2);
    graphics.setFont(font(LARGEST_FONT - 2));
    int middle = plan.side / 2;
    centred(graphics, "predicted", plan.left + middle, MARGIN + LARGEST_FONT + 2 * GAP);
    turned(graphics, "label", MARGIN, plan.top + middle);
    if (!hasNames()) {
      return;
    }
    graphics.setFont(font(nameSize()));
    FontMetrics metrics = graphics.getFontMetrics();
    for (int c = 0; c < names.size(); c++) {
      String name = names.get(c);
      int at = c * cell + cell / 2;
      int half = metrics.stringWidth(name) / 2;
      centred(graphics, name, plan.left - GAP - half, plan.top + at);
      if (plan.upright) {
        turned(graphics, name, plan.left + at, plan.top - GAP - half);
      } else {
        centred(graphics, name, plan.left + at, plan.top - GAP - nameSize() / 2);
      }
    }
  }

  /** The size of the numbers with which the longest fits its cell; 0 where none does. */
  private int numberSize(Graphics2D graphics) {
    if (cell < SMALLEST_WITH_NUMBER) {
      return 0;
    }
    String longest =
        Arrays.stream(counts)
            .mapToObj(ConfusionChart::number)
            .max((a, b) -> Integer.compare(a.length(), b.length()))
            .orElse("");
    int size = Math.min(LARGEST_FONT, cell / 2);
    while (size >= SMALLEST_FONT) {
      graphics.setFont(font(size));
      if (graphics.getFontMetrics().stringWidth(longest) <= cell - 4) {
        return size;
      }
      size--;
    }
    return 0;
  }

  private static String number(double count) {
    return String.format(Locale.ROOT, "%,.0f", count);
  }

  private static Color blend(Color color, double strength) {
    return new Color(
        blend(color.getRed(), strength),
        blend(color.getGreen(), strength),
        blend(color.getBlue(), strength));
  }

  private static int blend(int channel, double strength) {
    return (int) Math.round(255 + (channel - 255) * strength);
  }

  private static void centred(Graphics2D graphics, String text, int x, int y) {
    FontMetrics metrics = graphics.getFontMetrics();
    int baseline = y + (metrics.getAscent() - metrics.getDescent()) / 2;
    graphics.drawString(text, x - metrics.stringWidth(text) / 2, baseline);
  }

  /** Reads upwards. */
  private static void turned(Graphics2D graphics, String text, int x, int y) {
    AffineTransform before = graphics.getTransform();
    graphics.rotate(-Math.PI / 2, x, y);
    centred(graphics, text, x, y);
    graphics.setTransform(before);
  }
}
