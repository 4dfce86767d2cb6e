package dev.bellows.report.chart;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;

/**
 * Where words stand when none may stand over another: at their points, and from there pushed aside
 * no farther than needed. In pixels from the upper left corner.
 */
final class WordPlaces {
  private static final double SMALLEST = 11; // pixels of a font
  private static final double LARGEST = 30;
  private static final double GAP = 3;

  /** So much of the picture is words. */
  private static final double FILLED = 0.4;

  private static final int ROUNDS = 300;
  private static final double WIDER = 1.15; // when they don't find room

  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private final double[] x; // the centres
  private final double[] y;
  private final double[] sizes;
  private final double[] widths;
  private final double[] heights;
  private final double[] ascents;

  private WordPlaces(List<WordMap.Word> words) {
    int n = words.size();
    x = words.stream().mapToDouble(WordMap.Word::x).toArray();
    y = words.stream().mapToDouble(word -> -word.y()).toArray();
    sizes = sizes(words);
    widths = new double[n];
    heights = new double[n];
    ascents = new double[n];
    for (int i = 0; i < n; i++) {
      Font font = font(sizes[i]);
      Rectangle2D box = font.getStringBounds(words.get(i).text(), CONTEXT);
      widths[i] = box.getWidth();
      heights[i] = box.getHeight();
      ascents[i] = -box.getY();
    }
  }

  static WordPlaces of(List<WordMap.Word> words) {
    WordPlaces places = new WordPlaces(words);
    places.spread();
    while (!places.pushAside()) {
      scale(places.x, WIDER);
      scale(places.y, WIDER);
    }
    places.moveToCorner();
    return places;
  }

  /** The font of a size. */
  static Font font(double size) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) size);
  }

  private static double[] sizes(List<WordMap.Word> words) {
    double[] logs = words.stream().mapToDouble(w -> Math.log(Math.max(1, w.count()))).toArray();
    double low = Arrays.stream(logs).min().orElse(0);
    double span = Arrays.stream(logs).max().orElse(0) - low;
    return Arrays.stream(logs)
        .map(log -> SMALLEST + (LARGEST - SMALLEST) * (span > 0 ? (log - low) / span : 0))
        .toArray();
  }

  /** To a picture about as large as the words want it. */
  private void spread() {
    double area = 0;
    for (int i = 0; i < x.length; i++) {
      area += (widths[i] + GAP) * (heights[i] + GAP);
    }
    double side = Math.sqrt(area / FILLED);
    double span = Math.sqrt(span(x) * span(y));
    double scale = side / (span > 0 ? span : Math.max(1e-9, Math.max(span(x), span(y))));
    scale(x, scale);
    scale(y, scale);
  }

  private static double span(double[] values) {
    return Arrays.stream(values).max().orElse(0) - Arrays.stream(values).min().orElse(0);
  }

  private static void scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  /** Pushes words off each other; whether they found room. */
  private boolean pushAside() {
    for (int round = 0; round < ROUNDS; round++) {
      boolean free = true;
      for (int i = 0; i < x.length; i++) {
        for (int j = i + 1; j < x.length; j++) {
          free &= !pushAside(i, j);
        }
      }
      if (free) {
        return true;
      }
    }
    return false;
  }

  private boolean pushAside(int i, int j) {
    double overX = (widths[i] + widths[j]) / 2 + GAP - Math.abs(x[i] - x[j]);
    double overY = (heights[i] + heights[j]) / 2 - Math.abs(y[i] - y[j]);
    if (overX <= 1e-3 || overY <= 1e-3) {
      return false;
    }
    if (overX < overY) {
      double step = (x[i] < x[j] ? overX : -overX) / 2;
      x[i] -= step;
      x[j] += step;
    } else {
      double step = (y[i] < y[j] ? overY : -overY) / 2;
      y[i] -= step;
      y[j] += step;
    }
    return true;
  }

  private void moveToCorner() {
    double left = Double.POSITIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    for (int i = 0; i < x.length; i++) {
      left = Math.min(left, x[i] - widths[i] / 2);
      top = Math.min(top, y[i] - heights[i] / 2);
    }
    for (int i = 0; i < x.length; i++) {
      x[i] -= left;
      y[i] -= top;
    }
  }

  /** The height of a word's font. */
  double size(int word) {
    return sizes[word];
  }

  /** How long a word is. */
  double length(int word) {
    return widths[word];
  }

  /** Where a word begins. */
  double left(int word) {
    return x[word] - widths[word] / 2;
  }

  /** The line that its letters stand on. */
  double baseline(int word) {
    return y[word] - heights[word] / 2 + ascents[word];
  }

  /** The width that all of them take. */
  double width() {
    double right = 0;
    for (int i = 0; i < x.length; i++) {
      right = Math.max(right, x[i] + widths[i] / 2);
    }
    return right;
  }

  /** The height that all of them take. */
  double height() {
    double bottom = 0;
    for (int i = 0; i < y.length; i++) {
      bottom = Math.max(bottom, y[i] + heights[i] / 2);
    }
    return bottom;
  }
}
