package dev.bellows.optim.transform;

/**
 * The three forms of momentum that the sources disagree on; with a constant rate they walk alike.
 */
public enum MomentumForm {
  /** PyTorch: {@code v ← μv + g; x ← x − ηv}. */
  PYTORCH,
  /** "Dive into Deep Learning": {@code v ← μv + ηg; x ← x − v}. */
  BOOKS,
  /** The leaky average: {@code v ← μv + (1−μ)g; x ← x − η/(1−μ)·v}. */
  AVERAGE
}
