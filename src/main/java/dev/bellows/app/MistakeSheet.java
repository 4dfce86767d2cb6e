package dev.bellows.app;

import dev.bellows.image.BrokenImageException;
import dev.bellows.image.ImageDecoder;
import dev.bellows.image.Pixels;
import dev.bellows.report.chart.ImageSheet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws pictures that a network was wrong about, as it saw them. */
final class MistakeSheet {
  private MistakeSheet() {}

  /**
   * The sheet.
   *
   * @param input of the model that was asked
   * @param worst its mistakes, at least one
   */
  static ImageSheet of(ModelInput input, List<PictureScores.Mistake> worst) {
    List<ImageSheet.Tile> tiles = new ArrayList<>();
    for (PictureScores.Mistake mistake : worst) {
      tiles.add(
          new ImageSheet.Tile(
              seen(input, mistake),
              List.of(
                  "%s, %s"
                      .formatted(
                          input.model().labels().get(mistake.predicted()),
                          percent(mistake.probability())),
                  "is %s, %s"
                      .formatted(
                          input.model().labels().get(mistake.label()), percent(mistake.ofTruth())),
                  fileName(mistake.name())),
              true));
    }
    return new ImageSheet(
        "The %d worst mistakes: prediction, truth, and their probabilities".formatted(worst.size()),
        tiles);
  }

  private static Pixels seen(ModelInput input, PictureScores.Mistake mistake) {
    try {
      return input
          .images()
          .orElseThrow()
          .evaluation()
          .transform(ImageDecoder.decode(mistake.file(), input.images().get().limits()), 0, 0);
    } catch (BrokenImageException e) {
      throw new IllegalStateException(mistake.name() + " was decoded a moment ago", e);
    }
  }

  private static String fileName(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * part);
  }
}
