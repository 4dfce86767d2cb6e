package dev.bellows.report.chart;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Words at their places in the plane, none over another, the more frequent the larger: as a PNG,
 * and as a page of HTML with nothing outside of it, where one zooms, searches a word, and sees
 * which ones are nearest to it. Words of one colour lie together.
 */
public final class WordMap {
  private static final String PAGE = "word-map.html";
  private static final int MARGIN = 28; // pixels
  private static final int TITLE_HEIGHT = 46;
  private static final int TITLE_SIZE = 18;

  private final String title;
  private final List<Word> words;
  private final WordPlaces places;
  private final int[] groups;

  /**
   * Places the words.
   *
   * @param title what the picture shows
   * @param words at least one, the most frequent first
   */
  public WordMap(String title, List<Word> words) {
    this.title = title;
    this.words = List.copyOf(words);
    places = WordPlaces.of(this.words);
    groups = PointGroups.of(this.words, ChartStyle.COLOR_COUNT);
  }

  /**
   * A word to be drawn.
   *
   * @param text the word
   * @param x to the right, in any unit
   * @param y upwards, in the same unit
   * @param count how often it was seen; larger is drawn larger
   * @param nearest the numbers of the words to be shown as its nearest, from 0
   */
  public record Word(String text, double x, double y, long count, List<Integer> nearest) {
    /** Keeps its own list. */
    public Word {
      nearest = List.copyOf(nearest);
    }
  }

  /** Draws the PNG. */
  public void writePng(OutputStream out) throws IOException {
    int width = (int) Math.ceil(places.width()) + 2 * MARGIN;
    int height = (int) Math.ceil(places.height()) + 2 * MARGIN + TITLE_HEIGHT;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, width, height);
      graphics.setColor(ChartStyle.INK);
      graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, TITLE_SIZE));
      graphics.drawString(title, MARGIN, MARGIN + TITLE_SIZE);
      for (int i = 0; i < words.size(); i++) {
        graphics.setColor(ChartStyle.color(groups[i]));
        graphics.setFont(WordPlaces.font(places.size(i)));
        graphics.drawString(
            words.get(i).text(),
            (float) (MARGIN + places.left(i)),
            (float) (MARGIN + TITLE_HEIGHT + places.baseline(i)));
      }
    } finally {
      graphics.dispose();
    }
    // Not through a cache file, which Java cannot make once the process has been told to stop.
    try (ImageOutputStream png = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(image, "png", png);
    }
  }

  /** Writes the page. */
  public void writePage(OutputStream out) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode map = json.createObjectNode();
    map.put("title", title);
    map.put("width", Math.ceil(places.width()));
    map.put("height", Math.ceil(places.height()));
    ArrayNode list = map.putArray("words");
    for (int i = 0; i < words.size(); i++) {
      ObjectNode word = list.addObject();
      word.put("text", words.get(i).text());
      word.put("x", rounded(places.left(i)));
      word.put("y", rounded(places.baseline(i)));
      word.put("length", rounded(places.length(i)));
      word.put("size", rounded(places.size(i)));
      word.put("color", "#%06x".formatted(ChartStyle.color(groups[i]).getRGB() & 0xFFFFFF));
      words.get(i).nearest().forEach(word.putArray("nearest")::add);
    }
    try (InputStream page = WordMap.class.getResourceAsStream(PAGE)) {
      String text = new String(page.readAllBytes(), StandardCharsets.UTF_8);
      // A word of the text must not end the script.
      String data = json.writeValueAsString(map).replace("<", "\\u003c");
      out.write(text.replace("/*MAP*/", data).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static double rounded(double pixels) {
    return Math.round(pixels * 10) / 10.0;
  }
}
