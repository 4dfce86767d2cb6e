package dev.bellows.deep.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * A convolution over images, {@code conv 16 5x5}: {@code weight} (channels × channels before ÷
 * groups × height × width) and {@code bias} (channels).
 *
 * @param channels the channels that it makes
 * @param kernel the window
 * @param stride the step from window to window, pixels
 * @param padding zeros around the image, pixels
 * @param groups into so many groups are the channels divided, each apart from the others
 * @param bias whether it adds a number to each channel
 */
public record Convolution(
    int channels, Extent kernel, Extent stride, Extent padding, int groups, boolean bias)
    implements Layer {

  /** Checks the sizes. */
  public Convolution {
    kernel.require(1, "a kernel");
    stride.require(1, "a stride");
    padding.require(0, "a padding");
    if (channels < 1 || groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException(
          "%d channels in %d groups; both are at least 1, and the groups of one size"
              .formatted(channels, groups));
    }
  }

  @Override
  public RowShape output(RowShape input) {
    input.requireImage();
    if (input.channels() % groups != 0) {
      throw new IllegalArgumentException(
          "it takes channels that divide into %d groups".formatted(groups));
    }
    return RowShape.image(
        channels,
        Extent.windows(input.height(), kernel.height(), stride.height(), padding.height()),
        Extent.windows(input.width(), kernel.width(), stride.width(), padding.width()));
  }

  @Override
  public List<LayerTensor> tensors(RowShape input) {
    int before = input.channels() / groups;
    int window = kernel.height() * kernel.width();
    List<LayerTensor> tensors = new ArrayList<>();
    tensors.add(
        new LayerTensor(
            "weight",
            new LayerTensor.Weights(before * window, channels * window, true),
            channels,
            before,
            kernel.height(),
            kernel.width()));
    if (bias) {
      tensors.add(new LayerTensor("bias", new LayerTensor.Biases(before * window, true), channels));
    }
    return tensors;
  }

  @Override
  public <T> T forward(T input, String path, Operations<T> operations) {
    return operations.convolution(
        input,
        operations.tensor(path + "weight"),
        bias ? operations.tensor(path + "bias") : null,
        this);
  }

  @Override
  public String words() {
    return "conv %d %s".formatted(channels, kernel.window())
        + stride.words("stride", 1)
        + padding.words("padding", 0)
        + (groups == 1 ? "" : " groups " + groups)
        + (bias ? "" : " bias=false");
  }
}
