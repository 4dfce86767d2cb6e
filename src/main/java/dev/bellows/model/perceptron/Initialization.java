package dev.bellows.model.perceptron;

import dev.bellows.linalg.KeyedRandom;

/**
 * How the weights of a layer begin; biases are zero. Of n inputs and m outputs, and with the names
 * that PyTorch has for them.
 */
public enum Initialization {
  /** {@link #HE_UNIFORM} for ReLU and GELU, {@link #XAVIER_UNIFORM} for tanh and sigmoid. */
  AUTO,

  /**
   * Uniform within ±√(6/(n + m)) (Glorot and Bengio, "Understanding the difficulty of training deep
   * feedforward neural networks", 2010; {@code xavier_uniform_}).
   */
  XAVIER_UNIFORM,

  /** Normal with the deviation √(2/(n + m)) ({@code xavier_normal_}). */
  XAVIER_NORMAL,

  /**
   * Uniform within ±√(6/n) (He and others, "Delving deep into rectifiers", 2015; {@code
   * kaiming_uniform_} for ReLU).
   */
  HE_UNIFORM,

  /** Normal with the deviation √(2/n) ({@code kaiming_normal_} for ReLU). */
  HE_NORMAL;

  /** What it is for layers of that activation: itself, unless it is {@link #AUTO}. */
  Initialization with(Activation activation) {
    if (this != AUTO) {
      return this;
    }
    return switch (activation) {
      case RELU, GELU -> HE_UNIFORM;
      case TANH, SIGMOID -> XAVIER_UNIFORM;
    };
  }

  /** Fills in the weights of a layer (outputs × inputs) from {@code at} on. */
  void fill(KeyedRandom random, int inputs, int outputs, double[] weights, int at) {
    double fans =
        switch (this) {
          case XAVIER_UNIFORM, XAVIER_NORMAL -> ((double) inputs + outputs) / 2;
          case HE_UNIFORM, HE_NORMAL -> inputs / 2.0;
          case AUTO -> throw new IllegalStateException("what auto is depends on the activation");
        };
    double deviation = Math.sqrt(1 / fans);
    double bound = Math.sqrt(3) * deviation; // a uniform number's deviation is bound/√3
    boolean normal = this == XAVIER_NORMAL || this == HE_NORMAL;
    for (int i = at; i < at + inputs * outputs; i++) {
      weights[i] =
          normal ? deviation * random.nextGaussian() : bound * (2 * random.nextDouble() - 1);
    }
  }
}
