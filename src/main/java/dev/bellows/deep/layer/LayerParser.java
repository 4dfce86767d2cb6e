package dev.bellows.deep.layer;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import dev.bellows.deep.layer.Sequence.Named;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads layers from words, such as {@code conv 16 5x5 padding 2, relu, max-pool 2, flatten, linear
 * 10}: layers are divided by commas, and a name may stand before a layer, with a colon: {@code fc:
 * linear 10}. The words of a layer:
 *
 * <ul>
 *   <li>{@code conv CHANNELS KERNEL [stride n] [padding n] [groups n] [bias=false]}; a kernel, a
 *       stride or a padding is {@code 3} or {@code 3x5}, height by width
 *   <li>{@code linear UNITS [bias=false]}, {@code flatten}
 *   <li>{@code relu}, {@code tanh}, {@code sigmoid}, {@code gelu}
 *   <li>{@code max-pool n [stride n] [padding n] [ceil=true]}, {@code average-pool} likewise (a
 *       stride is the window where it is not said), {@code global-average-pool}
 *   <li>{@code batch-norm [momentum x] [epsilon x]}, {@code dropout p}
 *   <li>{@code residual (LAYERS) [shortcut (LAYERS)]}, {@code concat (LAYERS) (LAYERS) …}, {@code
 *       pad-channels CHANNELS [stride n]}
 * </ul>
 */
public final class LayerParser {
  private static final Pattern TOKEN = Pattern.compile("[(),:]|[^\\s(),:=]+");
  private static final String RESIDUAL = "residual";
  private static final String CONCAT = "concat";
  private static final List<String> NAMES =
      List.of(
          "conv",
          "linear",
          "flatten",
          "relu",
          "tanh",
          "sigmoid",
          "gelu",
          "max-pool",
          "average-pool",
          "global-average-pool",
          "batch-norm",
          "dropout",
          RESIDUAL,
          CONCAT,
          "pad-channels");

  private final List<String> tokens = new ArrayList<>();
  private int at;

  private LayerParser(String text) {
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
  }

  /**
   * Reads a whole sequence.
   *
   * @throws InputException if it is none; the message says where and what is allowed
   */
  public static Sequence parse(String text) {
    LayerParser parser = new LayerParser(text);
    Sequence sequence = parser.sequence("");
    if (parser.at < parser.tokens.size()) {
      throw new InputException(
          "behind '%s' stands a ')' that nothing opens".formatted(parser.before()));
    }
    if (sequence.layers().isEmpty()) {
      throw new InputException("there is no layer");
    }
    return sequence;
  }

  /**
   * Layers up to a closing parenthesis or the end.
   *
   * @param prefix what a layer's number has before it, where it has no name of its own
   */
  private Sequence sequence(String prefix) {
    List<Named> layers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    while (at < tokens.size() && !is(")")) {
      if (!layers.isEmpty()) {
        skip(",", "behind a layer");
      }
      String usual = prefix + layers.size();
      boolean named = at + 1 < tokens.size() && tokens.get(at + 1).equals(":");
      String name = named ? tokens.get(at) : usual;
      at += named ? 2 : 0;
      if (!names.add(name)) {
        throw new InputException("two layers are named '%s'".formatted(name));
      }
      layers.add(new Named(name, !named, layer()));
    }
    return new Sequence(layers);
  }

  private Layer layer() {
    if (at == tokens.size() || tokens.get(at).matches("[(),:]")) {
      throw new InputException("behind '%s' a layer is missing".formatted(before()));
    }
    String kind = tokens.get(at++);
    if (!NAMES.contains(kind)) {
      throw new InputException(
          "there is no layer '%s'%s; there are %s"
              .formatted(kind, Spelling.hint(kind, NAMES), String.join(", ", NAMES)));
    }
    if (kind.equals(RESIDUAL)) {
      Sequence body = group(Residual.BODY);
      boolean other = is("shortcut");
      at += other ? 1 : 0;
      return new Residual(body, other ? group(Residual.SHORTCUT) : new Sequence(List.of()));
    }
    if (kind.equals(CONCAT)) {
      List<Sequence> branches = new ArrayList<>();
      do {
        branches.add(group(branches.size() + "."));
      } while (is("("));
      return new Concat(branches);
    }
    List<String> words = new ArrayList<>();
    while (at < tokens.size() && !tokens.get(at).matches("[(),:]")) {
      words.add(tokens.get(at++));
    }
    LayerWords options = new LayerWords(kind, words);
    try {
      return options.layer();
    } catch (InputException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new InputException("%s: %s".formatted(options, e.getMessage()), e);
    }
  }

  private Sequence group(String prefix) {
    skip("(", "for a list of layers");
    Sequence sequence = sequence(prefix);
    skip(")", "behind the layers");
    return sequence;
  }

  private void skip(String token, String why) {
    if (!is(token)) {
      throw new InputException("behind '%s' a '%s' is missing, %s".formatted(before(), token, why));
    }
    at++;
  }

  private boolean is(String token) {
    return at < tokens.size() && tokens.get(at).equals(token);
  }

  /** The last words, for messages. */
  private String before() {
    return String.join(" ", tokens.subList(Math.max(0, at - 3), at));
  }
}
