package dev.bellows.image;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From bytes to the numbers that a network takes: {@code (value / unit − mean) / deviation} of
 * every channel, in float as torchvision has it, channel after channel (CHW).
 *
 * @param unit what values are divided by first: 255, or 1 for networks that take 0 to 255
 * @param means one for each channel of RGB
 * @param deviations one for each channel of RGB, greater than 0
 * @param blueFirst whether the channels come out as BGR
 */
public record Normalization(
    float unit, List<Float> means, List<Float> deviations, boolean blueFirst)
    implements Serializable {
  private static final int LEVELS = 256;

  /** 0 to 1, what is there without any normalisation. */
  public static final Normalization UNIT = of(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

  /** Of torchvision's networks, by the pictures of ImageNet. */
  public static final Normalization IMAGENET =
      of(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  /** By the pictures of CIFAR-10. */
  public static final Normalization CIFAR10 =
      of(List.of(0.4914f, 0.4822f, 0.4465f), List.of(0.2470f, 0.2435f, 0.2616f));

  /** Of networks that come from Caffe: BGR, 0 to 255, minus the mean of ImageNet. */
  public static final Normalization CAFFE =
      new Normalization(1, List.of(123.68f, 116.779f, 103.939f), List.of(1f, 1f, 1f), true);

  /** Those that have a name, by it. */
  static final Map<String, Normalization> NAMED = named();

  /** Checks the numbers. */
  public Normalization {
    means = List.copyOf(means);
    deviations = List.copyOf(deviations);
    boolean positive = deviations.stream().allMatch(d -> d > 0 && Float.isFinite(d));
    if (means.size() != Pixels.CHANNELS || deviations.size() != Pixels.CHANNELS || !positive) {
      throw new IllegalArgumentException("means %s and deviations %s".formatted(means, deviations));
    }
  }

  /** Values from 0 to 1, minus the mean, over the deviation. */
  public static Normalization of(List<Float> means, List<Float> deviations) {
    return new Normalization(255, means, deviations, false);
  }

  private static Map<String, Normalization> named() {
    Map<String, Normalization> named = new LinkedHashMap<>();
    named.put("imagenet", IMAGENET);
    named.put("cifar10", CIFAR10);
    named.put("caffe", CAFFE);
    return Collections.unmodifiableMap(named);
  }

  /**
   * As {@link ImageWords} reads it.
   *
   * @throws IllegalArgumentException if no words say it: none do of one that was made by hand and
   *     takes 0 to 255, or BGR
   */
  String words() {
    for (Map.Entry<String, Normalization> entry : NAMED.entrySet()) {
      if (entry.getValue().equals(this)) {
        return "normalize " + entry.getKey();
      }
    }
    if (!equals(of(means, deviations))) {
      throw new IllegalArgumentException("no words say " + this);
    }
    return Stream.concat(means.stream(), deviations.stream())
        .map(String::valueOf)
        .collect(Collectors.joining(" ", "normalize ", ""));
  }

  /** What every byte becomes in every channel. */
  float[] table() {
    float[] table = new float[Pixels.CHANNELS * LEVELS];
    for (int c = 0; c < Pixels.CHANNELS; c++) {
      for (int value = 0; value < LEVELS; value++) {
        table[c * LEVELS + value] = (value / unit - means.get(c)) / deviations.get(c);
      }
    }
    return table;
  }

  /** Writes a picture by the table of this normalisation. */
  void write(Pixels in, float[] table, float[] to, int at) {
    byte[] rgb = in.rgb();
    int plane = in.width() * in.height();
    for (int c = 0; c < Pixels.CHANNELS; c++) {
      int out = at + (blueFirst ? Pixels.CHANNELS - 1 - c : c) * plane;
      for (int i = c; i < rgb.length; i += Pixels.CHANNELS) {
        to[out++] = table[c * LEVELS + (rgb[i] & 0xff)];
      }
    }
  }
}
