package dev.bellows.deep.layer;

/**
 * Every {@code stride}-th pixel, with channels of zeros before and behind until there are so many:
 * the shortcut without parameters of He and others, "Deep residual learning for image recognition",
 * 2015, option A.
 *
 * @param channels the channels behind it
 * @param stride the step from pixel to pixel
 */
public record PadChannels(int channels, int stride) implements Layer {

  /** Checks the numbers. */
  public PadChannels {
    if (channels < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "pad-channels %d stride %d; both are at least 1".formatted(channels, stride));
    }
  }

  @Override
  public RowShape output(RowShape input) {
    input.requireImage();
    if (input.channels() > channels) {
      throw new IllegalArgumentException("it takes at most %d channels".formatted(channels));
    }
    return RowShape.image(
        channels, (input.height() - 1) / stride + 1, (input.width() - 1) / stride + 1);
  }

  @Override
  public <T> T forward(T input, String path, Operations<T> operations) {
    return operations.padChannels(input, channels, stride);
  }

  @Override
  public String words() {
    return "pad-channels " + channels + (stride == 1 ? "" : " stride " + stride);
  }
}
