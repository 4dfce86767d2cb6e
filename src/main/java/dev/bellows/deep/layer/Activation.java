package dev.bellows.deep.layer;

import java.util.Locale;

/** What units make of their input, each by itself. */
public enum Activation implements Layer {
  /** {@code max(x, 0)}. */
  RELU,
  /** The hyperbolic tangent. */
  TANH,
  /** {@code 1/(1 + e^(−x))}. */
  SIGMOID,
  /** {@code x·Φ(x)}, by the error function (Hendrycks and Gimpel, 2016). */
  GELU;

  @Override
  public RowShape output(RowShape input) {
    return input;
  }

  @Override
  public <T> T forward(T input, String path, Operations<T> operations) {
    return operations.activate(input, this);
  }

  @Override
  public String words() {
    return name().toLowerCase(Locale.ROOT);
  }
}
