package dev.bellows.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.image.Pixels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageSheetTest {
  private static final int RED = 0xFFC84B1E;

  /** All of its pixels are of the colour 0x1020F0. */
  private static Pixels blue(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = 0x10;
      rgb[i + 1] = 0x20;
      rgb[i + 2] = (byte) 0xF0;
    }
    return new Pixels(width, height, rgb);
  }

  private static BufferedImage drawn(List<ImageSheet.Tile> tiles) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ImageSheet("a title", tiles).write(bytes);
    return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
  }

  private static long pixels(BufferedImage image, int color) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == color)
        .count();
  }

  @Test
  void aPictureFillsItsFrameAsFarAsItsSidesAllow() throws IOException {
    int blue = 0xFF1020F0;
    for (int[] size : new int[][] {{32, 32}, {224, 224}, {1000, 1000}, {1, 1}}) {
      assertThat(pixels(drawn(List.of(tile(size[0], size[1], false))), blue)).isEqualTo(180 * 180);
    }
    assertThat(pixels(drawn(List.of(tile(400, 200, false))), blue)).isEqualTo(180 * 90);
    assertThat(pixels(drawn(List.of(tile(10, 4000, false))), blue)).isEqualTo(180);
  }

  private static ImageSheet.Tile tile(int width, int height, boolean wrong) {
    return new ImageSheet.Tile(blue(width, height), List.of("cat", "taken for dog, 0.93"), wrong);
  }

  @Test
  void mistakesAreFramedInRed() throws IOException {
    assertThat(pixels(drawn(List.of(tile(9, 9, false), tile(9, 9, false))), RED)).isZero();
    assertThat(pixels(drawn(List.of(tile(9, 9, false), tile(9, 9, true))), RED)).isGreaterThan(500);
  }

  @Test
  void manyPicturesAndLongLinesFit() throws IOException {
    String text = "a/very/long/path/to/a/photograph/of/something/that/is/a/hot/dog.jpg";
    ImageSheet.Tile tile = new ImageSheet.Tile(blue(8, 8), List.of(text, text, text), true);
    BufferedImage sheet = drawn(Collections.nCopies(100, tile));
    assertThat(sheet.getWidth()).isLessThan(1100);
    assertThat(sheet.getHeight()).isLessThan(2500);
    assertThat(pixels(sheet, 0xFF1020F0)).isGreaterThan(100 * 105 * 105);
  }
}
