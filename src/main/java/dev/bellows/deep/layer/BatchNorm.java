package dev.bellows.deep.layer;

import java.util.List;

/**
 * Batch normalisation of channels, or of units (Ioffe and Szegedy, "Batch normalization", 2015), as
 * PyTorch does it: the variance that rows are divided by is that over all rows, the running one the
 * unbiased one. Its tensors are {@code weight}, {@code bias}, {@code running_mean} and {@code
 * running_var}; PyTorch's {@code num_batches_tracked}, which it does not need, is not kept.
 *
 * @param momentum the part of the running statistics that a batch replaces, above 0 to 1
 * @param epsilon added to the variance, above 0
 */
public record BatchNorm(double momentum, double epsilon) implements Layer {
  /** PyTorch's own. */
  static final BatchNorm USUAL = new BatchNorm(0.1, 1e-5);

  /** The name of the running mean, behind the path. */
  public static final String MEAN = "running_mean";

  /** The name of the running variance, behind the path. */
  public static final String VARIANCE = "running_var";

  /** Checks the numbers. */
  public BatchNorm {
    if (!(momentum > 0 && momentum <= 1)) {
      throw new IllegalArgumentException("momentum %s; it is above 0 to 1".formatted(momentum));
    }
    if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("epsilon %s; it is above 0".formatted(epsilon));
    }
  }

  @Override
  public RowShape output(RowShape input) {
    return input;
  }

  @Override
  public List<LayerTensor> tensors(RowShape input) {
    Integer channels = input.channels();
    LayerTensor.Start zero = new LayerTensor.Constant(0);
    LayerTensor.Start one = new LayerTensor.Constant(1);
    return List.of(
        new LayerTensor("weight", one, channels),
        new LayerTensor("bias", zero, channels),
        new LayerTensor(MEAN, List.of(channels), zero, momentum),
        new LayerTensor(VARIANCE, List.of(channels), one, momentum));
  }

  @Override
  public <T> T forward(T input, String path, Operations<T> operations) {
    return operations.batchNorm(input, path, this);
  }

  @Override
  public String words() {
    String words = "batch-norm";
    words += momentum == USUAL.momentum ? "" : " momentum " + momentum;
    return epsilon == USUAL.epsilon ? words : words + " epsilon " + epsilon;
  }
}
