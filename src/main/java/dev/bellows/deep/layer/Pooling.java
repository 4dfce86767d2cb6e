package dev.bellows.deep.layer;

/**
 * The largest or the mean of each window of each channel, {@code max-pool 2}, {@code average-pool 3
 * stride 2}. A mean counts the padding, as PyTorch's does.
 *
 * @param kind which of both
 * @param window the window
 * @param stride the step from window to window
 * @param padding pixels around the image, at most half a window
 * @param ceil whether a window that only begins in the image counts
 */
public record Pooling(Kind kind, Extent window, Extent stride, Extent padding, boolean ceil)
    implements Layer {
  /** What is taken of a window. */
  public enum Kind {
    /** The largest element. */
    MAX,
    /** The mean. */
    AVERAGE
  }

  /** Checks the sizes. */
  public Pooling {
    window.require(1, "a window");
    stride.require(1, "a stride");
    padding.require(0, "a padding");
    if (2 * padding.height() > window.height() || 2 * padding.width() > window.width()) {
      throw new IllegalArgumentException(
          "a padding of %s; it is at most half a window of %s"
              .formatted(padding.window(), window.window()));
    }
  }

  @Override
  public RowShape output(RowShape input) {
    input.requireImage();
    return RowShape.image(
        input.channels(),
        windows(input.height(), window.height(), stride.height(), padding.height()),
        windows(input.width(), window.width(), stride.width(), padding.width()));
  }

  private int windows(int pixels, int size, int step, int pad) {
    int whole = Extent.windows(pixels, size, step, pad);
    // As PyTorch: no window begins in the padding behind the image.
    boolean rest = (pixels + 2 * pad - size) % step != 0 && whole * step < pixels + pad;
    return ceil && rest ? whole + 1 : whole;
  }

  @Override
  public <T> T forward(T input, String path, Operations<T> operations) {
    return operations.pool(input, this);
  }

  @Override
  public String words() {
    String step = stride.equals(window) ? "" : " stride " + stride.window();
    String size =
        window.height() == window.width() ? String.valueOf(window.height()) : window.window();
    return (kind == Kind.MAX ? "max-pool " : "average-pool ")
        + size
        + (stride.height() == stride.width() && !step.isEmpty()
            ? " stride " + stride.height()
            : step)
        + padding.words("padding", 0)
        + (ceil ? " ceil=true" : "");
  }
}
