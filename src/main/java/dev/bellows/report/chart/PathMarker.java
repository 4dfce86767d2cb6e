package dev.bellows.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import org.knowm.xchart.style.markers.Marker;

/** The marks on a path: small dots for the steps, a ring where it starts, a diamond at its end. */
final class PathMarker extends Marker {
  static final Marker STEP = new PathMarker(4.6, true, false);
  static final Marker START = new PathMarker(11, false, false);
  static final Marker END = new PathMarker(12, true, true);

  private final double size;
  private final boolean filled;
  private final boolean diamond;

  private PathMarker(double size, boolean filled, boolean diamond) {
    this.size = size;
    this.filled = filled;
    this.diamond = diamond;
  }

  @Override
  public void paint(Graphics2D g, double x, double y, int markerSize) {
    Color color = g.getColor();
    Shape shape =
        diamond ? diamond(x, y) : new Ellipse2D.Double(x - size / 2, y - size / 2, size, size);
    g.setColor(filled ? color : Color.WHITE);
    g.fill(shape);
    if (diamond || !filled) {
      g.setColor(filled ? Color.WHITE : color);
      g.setStroke(new BasicStroke(filled ? 1.2f : 2f));
      g.draw(shape);
    }
    g.setColor(color);
  }

  private Shape diamond(double x, double y) {
    double half = size / 2;
    Path2D path = new Path2D.Double();
    path.moveTo(x, y - half);
    path.lineTo(x + half, y);
    path.lineTo(x, y + half);
    path.lineTo(x - half, y);
    path.closePath();
    return path;
  }
}
