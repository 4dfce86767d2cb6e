package dev.bellows.deep;

import dev.bellows.deep.layer.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of a network's layers. */
final class NetworkTable {
  /** Words that are longer are cut, as those of layers with others inside. */
  private static final int MOST_WORDS = 44;

  private NetworkTable() {}

  private record Line(String name, String words, String output, String parameters) {}

  static String of(Network network) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("layer", "", "output", "parameters"));
    lines.add(new Line("", "input", network.input().toString(), ""));
    network
        .layers()
        .visit(
            "",
            network.input(),
            (path, layer, before, behind) -> {
              boolean leaf = layer.inside().isEmpty();
              long trained = leaf ? count(layer.tensors(before), false) : 0;
              String words = leaf ? layer.words() : layer.words().replaceFirst(" \\(.*", "");
              lines.add(
                  new Line(
                      path,
                      words.length() > MOST_WORDS
                          ? words.substring(0, MOST_WORDS - 1) + "…"
                          : words,
                      behind.toString(),
                      trained == 0 ? "" : number(trained)));
            });
    int name = width(lines.stream().map(Line::name).toList());
    int words = width(lines.stream().map(Line::words).toList());
    int output = width(lines.stream().map(Line::output).toList());
    int parameters = width(lines.stream().map(Line::parameters).toList());
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      text.append(
          "%%-%ds  %%-%ds  %%%ds  %%%ds%%n"
              .formatted(name, words, output, parameters)
              .formatted(line.name(), line.words(), line.output(), line.parameters()));
    }
    long statistics = count(network.tensors(), true);
    text.append("%s parameters".formatted(number(count(network.tensors(), false))));
    if (statistics > 0) {
      text.append(", and %s running statistics".formatted(number(statistics)));
    }
    return text.append(System.lineSeparator()).toString();
  }

  private static long count(List<LayerTensor> tensors, boolean averages) {
    return tensors.stream()
        .filter(tensor -> tensor.average() > 0 == averages)
        .mapToLong(tensor -> tensor.shape().stream().mapToLong(n -> n).reduce(1, (a, b) -> a * b))
        .sum();
  }

  private static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  private static int width(List<String> column) {
    return Math.max(1, column.stream().mapToInt(String::length).max().orElse(1));
  }
}
