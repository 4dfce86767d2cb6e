package dev.bellows.deep.layer;

/** One number of units in place of channels × height × width. */
public record Flatten() implements Layer {

  @Override
  public RowShape output(RowShape input) {
    return RowShape.units(input.size());
  }

  @Override
  public <T> T forward(T input, String path, Operations<T> operations) {
    return operations.flatten(input);
  }

  @Override
  public String words() {
    return "flatten";
  }
}
