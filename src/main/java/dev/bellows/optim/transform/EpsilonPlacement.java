package dev.bellows.optim.transform;

/** Where the small number that keeps a division from failing stands. */
public enum EpsilonPlacement {
  /** {@code g / (√s + ε)}, as PyTorch has it. */
  OUTSIDE,
  /** {@code g / √(s + ε)}, as the books have it. */
  INSIDE;

  /** The divisor. */
  double divisor(double s, double epsilon) {
    return this == OUTSIDE ? Math.sqrt(s) + epsilon : Math.sqrt(s + epsilon);
  }
}
