package dev.bellows.deep.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear layer, {@code linear 10}: {@code weight} (units × units before) and {@code bias}
 * (units).
 *
 * @param units the units that it makes, at least 1
 * @param bias whether it adds a number to each
 */
public record Linear(int units, boolean bias) implements Layer {

  /** Checks the number. */
  public Linear {
    if (units < 1) {
      throw new IllegalArgumentException("linear %d; it takes at least 1 unit".formatted(units));
    }
  }

  @Override
  public RowShape output(RowShape input) {
    if (input.isImage()) {
      throw new IllegalArgumentException("it takes a number of units; write flatten before it");
    }
    return RowShape.units(units);
  }

  @Override
  public List<LayerTensor> tensors(RowShape input) {
    Integer before = input.size();
    List<LayerTensor> tensors = new ArrayList<>();
    tensors.add(
        new LayerTensor("weight", new LayerTensor.Weights(before, units, false), units, before));
    if (bias) {
      tensors.add(new LayerTensor("bias", new LayerTensor.Biases(before, false), units));
    }
    return tensors;
  }

  @Override
  public <T> T forward(T input, String path, Operations<T> operations) {
    return operations.linear(
        input, operations.tensor(path + "weight"), bias ? operations.tensor(path + "bias") : null);
  }

  @Override
  public String words() {
    return "linear " + units + (bias ? "" : " bias=false");
  }
}
