package dev.bellows.optim.table;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import dev.bellows.linalg.Layout;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Chooses tensors by patterns of names, in which {@code *} is any text and {@code ?} a letter. The
 * word {@code head} alone means the tensors of the last layer.
 */
final class TensorNames {
  private static final String HEAD = "head";

  private TensorNames() {}

  /**
   * The numbers of the tensors that one of the patterns fits.
   *
   * @param key the setting, for the message
   * @throws InputException if a pattern fits none
   */
  static BitSet matching(List<String> patterns, Layout layout, String key) {
    BitSet found = new BitSet();
    for (String pattern : patterns) {
      BitSet now = pattern.equals(HEAD) ? head(layout) : matching(pattern, layout);
      if (now.isEmpty()) {
        List<String> names = layout.tensors().stream().map(Layout.Slot::name).toList();
        throw new InputException(
            "%s = %s matches no tensor%s; there %s %s"
                .formatted(
                    key,
                    pattern,
                    Spelling.hint(pattern.replace("*", ""), names),
                    names.size() == 1 ? "is" : "are",
                    String.join(", ", names)));
      }
      found.or(now);
    }
    return found;
  }

  /** The tensors that have their layer's name in common with the last one. */
  private static BitSet head(Layout layout) {
    String last = layout.tensors().get(layout.tensors().size() - 1).name();
    return matching(last.substring(0, last.lastIndexOf('.') + 1) + "*", layout);
  }

  private static BitSet matching(String pattern, Layout layout) {
    String[] pieces = pattern.split("((?<=[*?])|(?=[*?]))");
    StringBuilder regex = new StringBuilder();
    for (String piece : pieces) {
      regex.append(piece.equals("*") ? ".*" : piece.equals("?") ? "." : Pattern.quote(piece));
    }
    Pattern compiled = Pattern.compile(regex.toString(), Pattern.DOTALL);
    BitSet found = new BitSet();
    for (int t = 0; t < layout.tensors().size(); t++) {
      if (compiled.matcher(layout.tensors().get(t).name()).matches()) {
        found.set(t);
      }
    }
    return found;
  }
}
