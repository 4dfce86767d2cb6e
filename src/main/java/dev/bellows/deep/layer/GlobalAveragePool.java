package dev.bellows.deep.layer;

/** The mean of each channel, as an image of 1 × 1. */
public record GlobalAveragePool() implements Layer {

  @Override
  public RowShape output(RowShape input) {
    return RowShape.image(input.requireImage().channels(), 1, 1);
  }

  @Override
  public <T> T forward(T input, String path, Operations<T> operations) {
    return operations.meanOfChannels(input);
  }

  @Override
  public String words() {
    return "global-average-pool";
  }
}
