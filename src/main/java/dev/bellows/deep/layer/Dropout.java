package dev.bellows.deep.layer;

/**
 * Drops elements in training, and scales the others by {@code 1/(1 − probability)} (Srivastava and
 * others, "Dropout", 2014, in its inverted form). Which ones is a function of the batch's key, the
 * row's global number, the layer and the element, so that a repeated task drops the same.
 *
 * @param probability that an element is dropped, 0 to below 1
 */
public record Dropout(double probability) implements Layer {

  /** Checks the probability. */
  public Dropout {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout %s; it takes 0 to below 1".formatted(probability));
    }
  }

  @Override
  public RowShape output(RowShape input) {
    return input;
  }

  @Override
  public <T> T forward(T input, String path, Operations<T> operations) {
    return operations.drop(input, probability);
  }

  @Override
  public String words() {
    return "dropout " + probability;
  }
}
