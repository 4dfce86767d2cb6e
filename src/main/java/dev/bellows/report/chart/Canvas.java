package dev.bellows.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;

/** A white picture to draw on by hand, with our fonts and marks; positions are pixels. */
final class Canvas implements AutoCloseable {
  static final int TITLE = 14;
  static final int TEXT = 12;
  static final int SMALL = 11;

  private final BufferedImage image;
  private final Graphics2D graphics;

  Canvas(int width, int height) {
    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
  }

  void font(int style, int size) {
    graphics.setFont(new Font(Font.SANS_SERIF, style, size));
  }

  int width(String text) {
    return graphics.getFontMetrics().stringWidth(text);
  }

  /** The text without so much of its middle that it fits. */
  String fitted(String text, double room) {
    String shown = text;
    for (int length = text.length() - 1; length > 2 && width(shown) > room; length--) {
      int half = (length - 1) / 2;
      shown = text.substring(0, length - half) + "…" + text.substring(text.length() - half);
    }
    return shown;
  }

  /**
   * Writes a text.
   *
   * @param along 0: it begins at x, 0.5: its middle is there, 1: it ends there
   * @param y its middle
   */
  void text(String text, double x, double y, double along, Color color) {
    FontMetrics metrics = graphics.getFontMetrics();
    double baseline = y + (metrics.getAscent() - metrics.getDescent()) / 2.0;
    graphics.setColor(color);
    graphics.drawString(text, (float) (x - along * metrics.stringWidth(text)), (float) baseline);
  }

  /** Writes a text on a white ground, so that lines behind it do not cross it out. */
  void label(String text, double x, double y, double along, Color color) {
    FontMetrics metrics = graphics.getFontMetrics();
    double width = metrics.stringWidth(text);
    double height = metrics.getAscent();
    graphics.setColor(new Color(255, 255, 255, 215));
    graphics.fillRect(
        (int) Math.round(x - along * width - 2),
        (int) Math.round(y - height / 2),
        (int) Math.round(width + 4),
        (int) Math.round(height));
    text(text, x, y, along, color);
  }

  /** Writes a text that reads upwards, ending at the place. */
  void upright(String text, double x, double y, double along, Color color) {
    AffineTransform before = graphics.getTransform();
    graphics.rotate(-Math.PI / 2, x, y);
    text(text, x, y, along, color);
    graphics.setTransform(before);
  }

  void line(double x1, double y1, double x2, double y2, Color color, double width) {
    draw(new Line2D.Double(x1, y1, x2, y2), color, width);
  }

  void draw(Shape shape, Color color, double width) {
    graphics.setColor(color);
    graphics.setStroke(
        new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.draw(shape);
  }

  void fill(Shape shape, Color color) {
    graphics.setColor(color);
    graphics.fill(shape);
  }

  void dot(double x, double y, double radius, Color color) {
    fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius), color);
  }

  void cross(double x, double y, double radius, Color color) {
    line(x - radius, y - radius, x + radius, y + radius, color, 1.6);
    line(x - radius, y + radius, x + radius, y - radius, color, 1.6);
  }

  /** A triangle that points up, or down. */
  void triangle(double x, double y, double radius, boolean up, Color color) {
    double tip = up ? -radius : radius;
    Path2D path = new Path2D.Double();
    path.moveTo(x, y + tip);
    path.lineTo(x - radius, y - tip);
    path.lineTo(x + radius, y - tip);
    path.closePath();
    draw(path, color, 1.2);
  }

  void diamond(double x, double y, double radius, Color color) {
    Path2D path = new Path2D.Double();
    path.moveTo(x, y - radius);
    path.lineTo(x + radius, y);
    path.lineTo(x, y + radius);
    path.lineTo(x - radius, y);
    path.closePath();
    fill(path, color);
    draw(path, Color.WHITE, 1);
  }

  /**
   * Draws a picture in that size; a larger one is smoothed, and the pixels of a smaller one stay
   * squares.
   */
  void image(BufferedImage picture, int x, int y, int width, int height) {
    boolean shrinks = width < picture.getWidth();
    BufferedImage now = picture;
    while (shrinks && now.getWidth() >= 2 * width && now.getHeight() >= 2 * height) {
      now = halved(now); // interpolation looks at four pixels, and would leave others out
    }
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION,
        shrinks
            ? RenderingHints.VALUE_INTERPOLATION_BILINEAR
            : RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    graphics.drawImage(now, x, y, width, height, null);
  }

  private static BufferedImage halved(BufferedImage picture) {
    BufferedImage half =
        new BufferedImage(
            picture.getWidth() / 2, picture.getHeight() / 2, BufferedImage.TYPE_INT_RGB);
    Graphics2D drawing = half.createGraphics();
    try {
      drawing.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      drawing.drawImage(picture, 0, 0, half.getWidth(), half.getHeight(), null);
    } finally {
      drawing.dispose();
    }
    return half;
  }

  void writePng(OutputStream out) throws IOException {
    ChartStyle.writePng(image, out);
  }

  @Override
  public void close() {
    graphics.dispose();
  }
}
