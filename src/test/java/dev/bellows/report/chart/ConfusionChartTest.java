package dev.bellows.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ConfusionChartTest {
  private static final int BLUE = 0xFF1F4E8C;
  private static final int RED = 0xFFC84B1E;

  private static BufferedImage drawn(List<String> names, double[] counts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ConfusionChart("a title", names, counts).write(bytes);
    return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
  }

  private static long pixels(BufferedImage image, int color) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == color)
        .count();
  }

  @Test
  void whatIsRightIsBlueAndWhatIsAllWrongIsRed() throws IOException {
    BufferedImage image = drawn(List.of("no", "yes"), new double[] {7, 0, 4, 0});

    assertThat(pixels(image, BLUE)).isGreaterThan(5000);
    assertThat(pixels(image, RED)).isGreaterThan(5000);
  }

  @Test
  void manyClassesLongNamesAndClassesWithoutRowsAreDrawn() throws IOException {
    for (int size : new int[] {2, 10, 43, 200, 1000}) {
      List<String> names =
          IntStream.range(0, size)
              .mapToObj(c -> c == 1 ? "a class with a very long name" : "class " + c)
              .toList();
      double[] counts = new double[size * size];
      for (int c = 1; c < size; c++) {
        counts[c * size + c] = 1e9;
      }

      BufferedImage image = drawn(names, counts);

      assertThat(image.getWidth()).isBetween(420, 3300);
      assertThat(pixels(image, BLUE)).as("%d classes", size).isGreaterThan(200);
    }
  }
}
