package dev.bellows.image;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The transforms as a job file says them: {@code ["random-resized-crop 224", "flip", "normalize
 * imagenet"]}.
 */
public final class ImageWords {
  /** What {@link #parse} takes, one line each, for messages and tables. */
  public static final List<String> FORMS =
      List.of(
          "resize SHORTER-SIDE",
          "resize WIDTHxHEIGHT",
          "center-crop SIDE|WIDTHxHEIGHT",
          "random-crop SIDE|WIDTHxHEIGHT [padding PIXELS]",
          "random-resized-crop SIDE [area LEAST MOST] [ratio LEAST MOST]",
          "flip [PROBABILITY]",
          "normalize imagenet|cifar10|caffe|MEAN MEAN MEAN DEVIATION DEVIATION DEVIATION");

  private static final int MOST_SIDE = 8192;

  private final String setting;
  private final String written;
  private final List<String> words;
  private int next = 1;

  private ImageWords(String setting, String written) {
    this.setting = setting;
    this.written = written;
    this.words = Arrays.asList(written.trim().split("\\s+"));
  }

  /**
   * Reads transforms.
   *
   * @param setting where they stand, for messages: {@code data.transforms}
   * @param written one text for each, in their order; a normalisation is the last one, or there is
   *     none and values go from 0 to 1
   * @throws InputException with what is allowed, for the first that is none
   */
  public static ImagePipeline parse(String setting, List<String> written) {
    List<ImageTransform> transforms = new ArrayList<>();
    Normalization normalization = null;
    for (String one : written) {
      ImageWords words = new ImageWords(setting, one);
      if (normalization != null) {
        throw words.wrong("stands behind the normalisation, which is the last of the transforms");
      }
      if (words.words.get(0).equals("normalize")) {
        normalization = words.normalization();
      } else {
        transforms.add(words.transform());
      }
      words.requireEnd();
    }
    return new ImagePipeline(
        transforms, normalization == null ? Normalization.UNIT : normalization);
  }

  private ImageTransform transform() {
    return switch (words.get(0)) {
      case "resize" ->
          isPair()
              ? size(ImageTransform.ResizeTo::new)
              : new ImageTransform.ResizeShorter(whole("a side", 1, MOST_SIDE));
      case "center-crop" -> size(ImageTransform.CentreCrop::new);
      case "random-crop" -> {
        ImageTransform.Size size = size((w, h) -> new ImageTransform.Size(h, w));
        int padding = skip("padding") ? whole("a padding", 0, MOST_SIDE) : 0;
        yield new ImageTransform.RandomCrop(size.width(), size.height(), padding);
      }
      case "random-resized-crop" -> randomResizedCrop();
      case "flip" ->
          new ImageTransform.RandomFlip(
              next < words.size() ? number("a probability", 0, 1) : ImageTransform.RandomFlip.HALF);
      default -> {
        List<String> known = FORMS.stream().map(form -> form.split(" ")[0]).distinct().toList();
        throw wrong(
            "is no transform%s; there are %s"
                .formatted(Spelling.hint(words.get(0), known), String.join(", ", known)));
      }
    };
  }

  private ImageTransform randomResizedCrop() {
    ImageTransform.RandomResizedCrop crop =
        new ImageTransform.RandomResizedCrop(whole("a side", 1, MOST_SIDE));
    double leastArea = crop.leastArea();
    double mostArea = crop.mostArea();
    double leastRatio = crop.leastRatio();
    double mostRatio = crop.mostRatio();
    while (next < words.size()) {
      if (skip("area")) {
        leastArea = number("a share of the area", 1e-6, 1);
        mostArea = number("a share of the area", leastArea, 1);
      } else if (skip("ratio")) {
        leastRatio = number("a ratio", 1e-3, 1e3);
        mostRatio = number("a ratio", leastRatio, 1e3);
      } else {
        break;
      }
    }
    return new ImageTransform.RandomResizedCrop(
        crop.side(), leastArea, mostArea, leastRatio, mostRatio);
  }

  private Normalization normalization() {
    List<String> known = List.copyOf(Normalization.NAMED.keySet());
    for (String name : known) {
      if (skip(name)) {
        return Normalization.NAMED.get(name);
      }
    }
    if (words.size() > 1 && Spelling.nearest(words.get(1), known).isPresent()) {
      throw wrong("names no normalisation" + Spelling.hint(words.get(1), known));
    }
    List<Float> means =
        Stream.generate(() -> (float) number("a mean", -1e6, 1e6)).limit(3).toList();
    List<Float> deviations =
        Stream.generate(() -> (float) number("a deviation", 1e-6, 1e6)).limit(3).toList();
    return Normalization.of(means, deviations);
  }

  private boolean isPair() {
    return next < words.size() && words.get(next).contains("x");
  }

  private <T> T size(BiFunction<Integer, Integer, T> make) {
    if (!isPair()) {
      int side = whole("a side", 1, MOST_SIDE);
      return make.apply(side, side);
    }
    String[] sides = words.get(next++).split("x", -1);
    if (sides.length != 2) {
      throw wrong("has no size such as 224x224");
    }
    return make.apply(
        whole("a width", sides[0], 1, MOST_SIDE), whole("a height", sides[1], 1, MOST_SIDE));
  }

  private boolean skip(String word) {
    boolean there = next < words.size() && words.get(next).equals(word);
    next += there ? 1 : 0;
    return there;
  }

  private int whole(String what, int least, int most) {
    return whole(what, word(what), least, most);
  }

  private int whole(String what, String word, int least, int most) {
    double value = number(what, word, least, most);
    if (value != Math.rint(value)) {
      throw wrong("has '%s' as %s; it is a whole number".formatted(word, what));
    }
    return (int) value;
  }

  private double number(String what, double least, double most) {
    return number(what, word(what), least, most);
  }

  private double number(String what, String word, double least, double most) {
    try {
      double value = Double.parseDouble(word);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw wrong(
        "has '%s' as %s; it takes %s to %s".formatted(word, what, shown(least), shown(most)));
  }

  private static String shown(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private String word(String what) {
    if (next >= words.size()) {
      throw wrong("lacks " + what);
    }
    return words.get(next++);
  }

  private void requireEnd() {
    if (next < words.size()) {
      throw wrong("has '%s' too much".formatted(words.get(next)));
    }
  }

  private InputException wrong(String why) {
    String name = words.get(0);
    List<String> forms = FORMS.stream().filter(form -> form.startsWith(name + " ")).toList();
    return new InputException(
        "%s: '%s' %s%s"
            .formatted(
                setting,
                written,
                why,
                forms.isEmpty() ? "" : "; it is written " + String.join(" or ", forms)));
  }
}
