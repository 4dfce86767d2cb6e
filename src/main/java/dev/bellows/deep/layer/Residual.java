package dev.bellows.deep.layer;

import java.util.List;

/**
 * The sum of what some layers make of a row and what others, or none, make of it: {@code residual
 * (conv 16 3x3 padding 1, batch-norm) shortcut (conv 16 1x1)}.
 *
 * @param body the layers
 * @param shortcut the others; empty where the row itself is added
 */
public record Residual(Sequence body, Sequence shortcut) implements Layer {
  /** What names of tensors in the body begin with, where its layers have no names of their own. */
  static final String BODY = "body.";

  /** What those in the shortcut begin with. */
  static final String SHORTCUT = "shortcut.";

  @Override
  public RowShape output(RowShape input) {
    RowShape through = body.output(input);
    RowShape past = shortcut.output(input);
    if (!through.equals(past)) {
      throw new IllegalArgumentException(
          "its layers make %s of a row, and its shortcut %s; both are added"
              .formatted(through, past));
    }
    return through;
  }

  @Override
  public List<LayerTensor> tensors(RowShape input) {
    return Sequence.tensors(inside(), input);
  }

  @Override
  public List<Sequence> inside() {
    return List.of(body, shortcut);
  }

  @Override
  public <T> T forward(T input, String path, Operations<T> operations) {
    T through = body.forward(input, path, operations);
    T past = shortcut.forward(input, path, operations);
    T sum = operations.add(through, past);
    Sequence.release(through, input, operations);
    Sequence.release(past, input, operations);
    return sum;
  }

  @Override
  public String words() {
    return "residual (%s)".formatted(body.words())
        + (shortcut.layers().isEmpty() ? "" : " shortcut (%s)".formatted(shortcut.words()));
  }
}
