package dev.bellows.deep.layer;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The words of one layer: its kind, what it cannot do without, and options. */
final class LayerWords {
  private static final String STRIDE = "stride";
  private static final String PADDING = "padding";
  private static final String BIAS = "bias";

  private final String kind;
  private final List<String> words;
  private final List<String> first = new ArrayList<>();
  private final Map<String, String> options = new LinkedHashMap<>();

  LayerWords(String kind, List<String> words) {
    this.kind = kind;
    this.words = words;
  }

  /** The layer that they say. */
  Layer layer() {
    return switch (kind) {
      case "conv" -> {
        read(2, "channels and a kernel, as in conv 16 5x5", STRIDE, PADDING, "groups", BIAS);
        yield new Convolution(
            whole(first.get(0)),
            extent(first.get(1)),
            extent(options.getOrDefault(STRIDE, "1")),
            extent(options.getOrDefault(PADDING, "0")),
            whole(options.getOrDefault("groups", "1")),
            flag(BIAS, true));
      }
      case "linear" -> {
        read(1, "a number of units, as in linear 10", BIAS);
        yield new Linear(whole(first.get(0)), flag(BIAS, true));
      }
      case "max-pool" -> pooling(Pooling.Kind.MAX);
      case "average-pool" -> pooling(Pooling.Kind.AVERAGE);
      case "batch-norm" -> {
        read(0, "no number of its own", "momentum", "epsilon");
        yield new BatchNorm(
            number(options.getOrDefault("momentum", String.valueOf(BatchNorm.USUAL.momentum()))),
            number(options.getOrDefault("epsilon", String.valueOf(BatchNorm.USUAL.epsilon()))));
      }
      case "dropout" -> {
        read(1, "a probability, as in dropout 0.5");
        yield new Dropout(number(first.get(0)));
      }
      case "pad-channels" -> {
        read(1, "a number of channels, as in pad-channels 32", STRIDE);
        yield new PadChannels(whole(first.get(0)), whole(options.getOrDefault(STRIDE, "1")));
      }
      default -> {
        read(0, "no words of its own");
        yield switch (kind) {
          case "flatten" -> new Flatten();
          case "global-average-pool" -> new GlobalAveragePool();
          case "relu" -> Activation.RELU;
          case "tanh" -> Activation.TANH;
          case "sigmoid" -> Activation.SIGMOID;
          case "gelu" -> Activation.GELU;
          default -> throw new IllegalStateException(kind);
        };
      }
    };
  }

  private Pooling pooling(Pooling.Kind which) {
    read(1, "a window, as in " + kind + " 2", STRIDE, PADDING, "ceil");
    return new Pooling(
        which,
        extent(first.get(0)),
        extent(options.getOrDefault(STRIDE, first.get(0))),
        extent(options.getOrDefault(PADDING, "0")),
        flag("ceil", false));
  }

  /** Divides the words into so many that come first, and options with their values. */
  private void read(int needed, String what, String... keys) {
    if (words.size() < needed) {
      throw wrong("it takes " + what);
    }
    first.addAll(words.subList(0, needed));
    List<String> known = List.of(keys);
    for (int w = needed; w < words.size(); w += 2) {
      String key = words.get(w);
      if (!known.contains(key)) {
        throw wrong(
            "it takes %s, and no '%s'%s%s"
                .formatted(
                    what,
                    key,
                    Spelling.hint(key, known),
                    known.isEmpty() ? "" : "; its options are " + String.join(", ", known)));
      }
      if (w + 1 == words.size()) {
        throw wrong("the value of " + key + " is missing");
      }
      if (options.put(key, words.get(w + 1)) != null) {
        throw wrong(key + " is said twice");
      }
    }
  }

  private int whole(String word) {
    if (!word.matches("[0-9]{1,9}")) {
      throw wrong("'%s' is no whole number".formatted(word));
    }
    return Integer.parseInt(word);
  }

  private Extent extent(String word) {
    if (!word.matches("[0-9]{1,9}(x[0-9]{1,9})?")) {
      throw wrong("'%s' is no size; written is 3, or 3x5 for height x width".formatted(word));
    }
    String[] sides = word.split("x");
    return new Extent(Integer.parseInt(sides[0]), Integer.parseInt(sides[sides.length - 1]));
  }

  private double number(String word) {
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw wrong("'%s' is no number".formatted(word));
    }
  }

  private boolean flag(String key, boolean usual) {
    String value = options.getOrDefault(key, String.valueOf(usual));
    if (!value.equals("true") && !value.equals("false")) {
      throw wrong("%s=%s; it takes true or false".formatted(key, value));
    }
    return value.equals("true");
  }

  private InputException wrong(String what) {
    return new InputException("'%s': %s".formatted(this, what));
  }

  @Override
  public String toString() {
    return words.isEmpty() ? kind : kind + " " + String.join(" ", words);
  }
}
