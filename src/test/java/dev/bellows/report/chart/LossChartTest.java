package dev.bellows.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.report.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossChartTest {
  @TempDir private Path folder;

  @Test
  void theCurveOfManyStepsIsTheMeanOfNeighbours() {
    LossCurve curve = new LossCurve();
    for (int step = 1; step <= 100_000; step++) {
      curve.add(step, step % 2 == 0 ? 1 : 3);
    }

    assertThat(curve.x().size()).isBetween(256, 1024);
    assertThat(curve.stepsPerPoint()).isEqualTo(128);
    assertThat(curve.y()).allSatisfy(y -> assertThat(y).isEqualTo(2, within(1e-12)));
    assertThat(curve.x().get(0)).isEqualTo(64.5, within(1e-9));
  }

  @Test
  void theChartIsAPictureWithInkOnIt() throws IOException {
    LossChart chart = new LossChart("a run");
    assertThat(chart.isEmpty()).isTrue();
    for (int step = 1; step <= 200; step++) {
      chart.addBatch(step / 100.0, 1.0 / step);
    }
    chart.addTraining(0, 1);
    chart.addTraining(1, Double.NaN);
    chart.addTraining(2, 0.5);
    chart.addValidation(2, 0.6);
    Path file = folder.resolve("loss.png");

    AtomicFile.write(file, chart::write);

    BufferedImage picture = ImageIO.read(file.toFile());
    assertThat(picture.getWidth()).isEqualTo(900);
    long blue = 0;
    for (int x = 0; x < picture.getWidth(); x++) {
      for (int y = 0; y < picture.getHeight(); y++) {
        blue += (picture.getRGB(x, y) & 0xFFFFFF) == 0x1F4E8C ? 1 : 0;
      }
    }
    assertThat(blue).as("pixels of the line of the training loss").isGreaterThan(500);
  }
}
