package dev.bellows.data.image;

import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.image.ImageLimits;
import dev.bellows.image.ImageWords;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The settings of a job file's {@code data} section that are about pictures alone. */
public final class ImageSettings {
  /** What becomes of a picture that a network is trained with. */
  public static final Setting<List<String>> TRANSFORMS =
      transforms("transforms", "what becomes of a picture in training");

  /** What becomes of it everywhere else. */
  public static final Setting<List<String>> EVALUATION_TRANSFORMS =
      transforms("evaluation-transforms", "what becomes of a picture everywhere else");

  /** How many pictures that cannot be used are left out. */
  public static final Setting<Long> BROKEN_IMAGES =
      Setting.whole(
          "broken-images",
          0,
          Integer.MAX_VALUE - 1,
          null,
          "so many pictures that cannot be used are left out; default: 0");

  /** The fewest pixels on a side. */
  public static final Setting<Long> LEAST_SIDE =
      Setting.whole(
          "least-side",
          1,
          Integer.MAX_VALUE,
          null,
          "a picture with fewer pixels on a side cannot be used; default: "
              + ImageLimits.DEFAULT.leastSide());

  /** The most pixels. */
  public static final Setting<Long> MOST_PIXELS =
      Setting.whole(
          "most-pixels",
          1,
          Integer.MAX_VALUE / 4,
          null,
          "a picture of more pixels cannot be used; default: " + ImageLimits.DEFAULT.mostPixels());

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(TRANSFORMS, EVALUATION_TRANSFORMS, BROKEN_IMAGES, LEAST_SIDE, MOST_PIXELS);

  private ImageSettings() {}

  private static Setting<List<String>> transforms(String name, String help) {
    return new Setting<>(
        name,
        "a list of transforms such as \"random-resized-crop 224\"",
        help + "; default: that of the books for the shape that the network takes",
        List.of(),
        written -> parse(name, written));
  }

  /** A list, or a text with commas; null where it is neither. */
  private static List<String> parse(String name, Object written) {
    List<?> all =
        written instanceof List<?> list
            ? list
            : Arrays.asList(String.valueOf(written).split(",", -1));
    if (all.stream().anyMatch(one -> one instanceof List || one instanceof Map)) {
      return null;
    }
    List<String> words = all.stream().map(one -> String.valueOf(one).trim()).toList();
    return ImageWords.parse(name, words).words();
  }

  /** The sizes that are decoded. */
  public static ImageLimits limits(Settings data) {
    Long side = data.get(LEAST_SIDE);
    Long pixels = data.get(MOST_PIXELS);
    return new ImageLimits(
        side == null ? ImageLimits.DEFAULT.leastSide() : side.intValue(),
        pixels == null ? ImageLimits.DEFAULT.mostPixels() : pixels);
  }

  /** How many pictures that cannot be used are left out. */
  public static int broken(Settings data) {
    Long broken = data.get(BROKEN_IMAGES);
    return broken == null ? 0 : broken.intValue();
  }
}
