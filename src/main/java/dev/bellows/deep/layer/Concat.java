package dev.bellows.deep.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The channels that several sequences of layers make of a row, one behind the other: {@code concat
 * (conv 64 1x1) (conv 64 3x3 padding 1)}.
 *
 * @param branches at least one
 */
public record Concat(List<Sequence> branches) implements Layer {

  /** Keeps its own list. */
  public Concat {
    branches = List.copyOf(branches);
    if (branches.isEmpty()) {
      throw new IllegalArgumentException("concat takes at least one list of layers");
    }
  }

  @Override
  public RowShape output(RowShape input) {
    List<RowShape> shapes = branches.stream().map(branch -> branch.output(input)).toList();
    RowShape first = shapes.get(0).requireImage();
    int channels = 0;
    for (RowShape shape : shapes) {
      channels += shape.requireImage().channels();
      if (shape.height() != first.height() || shape.width() != first.width()) {
        throw new IllegalArgumentException(
            "its branches make %s of a row; they are to make one height and width"
                .formatted(
                    shapes.stream().map(RowShape::toString).collect(Collectors.joining(" and "))));
      }
    }
    return RowShape.image(channels, first.height(), first.width());
  }

  @Override
  public List<LayerTensor> tensors(RowShape input) {
    return Sequence.tensors(branches, input);
  }

  @Override
  public List<Sequence> inside() {
    return branches;
  }

  @Override
  public <T> T forward(T input, String path, Operations<T> operations) {
    List<T> parts = new ArrayList<>();
    for (Sequence branch : branches) {
      parts.add(branch.forward(input, path, operations));
    }
    T all = operations.concat(parts);
    parts.forEach(part -> Sequence.release(part, input, operations));
    return all;
  }

  @Override
  public String words() {
    return branches.stream()
        .map(branch -> "(" + branch.words() + ")")
        .collect(Collectors.joining(" ", "concat ", ""));
  }
}
