package dev.bellows.image;

import java.util.Arrays;

/**
 * Resizing with a triangle filter as wide as the reduction, so that no pixel is left out: Pillow's
 * {@code BILINEAR}, which torchvision resizes pictures with, in its whole numbers (Resample.c:
 * weights of 22 bits, rounded to 8 bits between the two directions), so that pixels are the same.
 */
final class BilinearResize {
  private static final int BITS = 22;
  private static final int HALF = 1 << BITS - 1;

  private BilinearResize() {}

  /** The picture at another size. */
  static Pixels resize(Pixels in, int width, int height) {
    Pixels narrow = width == in.width() ? in : horizontal(in, width);
    return height == in.height() ? narrow : vertical(narrow, height);
  }

  /**
   * The weights of one direction.
   *
   * @param first for each new pixel the first old one that counts
   * @param count for each new pixel how many count
   * @param weights {@code most} for each new pixel
   */
  private record Weights(int[] first, int[] count, int[] weights, int most) {

    static Weights of(int from, int to) {
      double scale = (double) from / to;
      double support = Math.max(scale, 1);
      int most = (int) Math.ceil(support) * 2 + 1;
      Weights made = new Weights(new int[to], new int[to], new int[to * most], most);
      double[] exact = new double[most];
      for (int x = 0; x < to; x++) {
        double centre = (x + 0.5) * scale;
        int first = Math.max(0, (int) (centre - support + 0.5));
        int count = Math.min(from, (int) (centre + support + 0.5)) - first;
        double sum = 0;
        for (int i = 0; i < count; i++) {
          double distance = Math.abs((first + i - centre + 0.5) * (1 / support));
          exact[i] = distance < 1 ? 1 - distance : 0;
          sum += exact[i];
        }
        made.first[x] = first;
        made.count[x] = count;
        for (int i = 0; i < count; i++) {
          double weight = sum == 0 ? exact[i] : exact[i] / sum;
          made.weights[x * most + i] = (int) (0.5 + weight * (1 << BITS));
        }
      }
      return made;
    }
  }

  private static Pixels horizontal(Pixels in, int width) {
    Weights weights = Weights.of(in.width(), width);
    byte[] old = in.rgb();
    byte[] made = new byte[width * in.height() * Pixels.CHANNELS];
    for (int y = 0, to = 0; y < in.height(); y++) {
      for (int x = 0; x < width; x++, to += Pixels.CHANNELS) {
        int at = (y * in.width() + weights.first[x]) * Pixels.CHANNELS;
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        int w = x * weights.most;
        for (int end = w + weights.count[x]; w < end; w++, at += Pixels.CHANNELS) {
          int weight = weights.weights[w];
          red += (old[at] & 0xff) * weight;
          green += (old[at + 1] & 0xff) * weight;
          blue += (old[at + 2] & 0xff) * weight;
        }
        made[to] = clip(red);
        made[to + 1] = clip(green);
        made[to + 2] = clip(blue);
      }
    }
    return new Pixels(width, in.height(), made);
  }

  private static Pixels vertical(Pixels in, int height) {
    Weights weights = Weights.of(in.height(), height);
    int row = in.width() * Pixels.CHANNELS;
    byte[] old = in.rgb();
    byte[] made = new byte[row * height];
    int[] sums = new int[row];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, HALF);
      for (int i = 0; i < weights.count[y]; i++) {
        int weight = weights.weights[y * weights.most + i];
        int at = (weights.first[y] + i) * row;
        for (int x = 0; x < row; x++) {
          sums[x] += (old[at + x] & 0xff) * weight;
        }
      }
      for (int x = 0; x < row; x++) {
        made[y * row + x] = clip(sums[x]);
      }
    }
    return new Pixels(in.width(), height, made);
  }

  private static byte clip(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> BITS));
  }
}
