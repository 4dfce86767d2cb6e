package dev.bellows.image;

import dev.bellows.linalg.KeyedRandom;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way of a picture to a network: transforms one after the other, then the normalisation. Words
 * for it are read by {@link ImageWords}. An object may be used by several threads.
 */
public final class ImagePipeline implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long PURPOSE = 0x696D61676573L;

  private final List<ImageTransform> transforms;
  private final Normalization normalization;
  private final float[] table;

  /** Transforms in their order; the last word on the numbers has the normalisation. */
  public ImagePipeline(List<ImageTransform> transforms, Normalization normalization) {
    this.transforms = List.copyOf(transforms);
    this.normalization = normalization;
    this.table = normalization.table();
  }

  /** The transforms in their order. */
  public List<ImageTransform> transforms() {
    return transforms;
  }

  /** What becomes of the pixels. */
  public Normalization normalization() {
    return normalization;
  }

  /**
   * One text for each transform, as {@link ImageWords#parse} reads them to an equal pipeline.
   *
   * @throws IllegalArgumentException if no words say its normalisation
   */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    transforms.forEach(transform -> words.add(transform.words()));
    if (!normalization.equals(Normalization.UNIT)) {
      words.add(normalization.words());
    }
    return words;
  }

  /** The size of every picture that comes out; empty where it depends on what goes in. */
  public Optional<ImageTransform.Size> size() {
    Optional<ImageTransform.Size> size = Optional.empty();
    for (ImageTransform transform : transforms) {
      size = transform.keepsSize() ? size : transform.size();
    }
    return size;
  }

  /** Whether anything is drawn. */
  public boolean isRandom() {
    return transforms.stream().anyMatch(ImageTransform::isRandom);
  }

  /**
   * The picture as people see it, before normalisation.
   *
   * @param key what is drawn depends on: the key of epoch and batch, such as {@code BatchPlan.key}
   * @param image the picture's number; what is drawn depends on it too
   */
  public Pixels transform(Pixels in, long key, long image) {
    KeyedRandom random = new KeyedRandom(KeyedRandom.key(key, image), PURPOSE);
    Pixels out = in;
    for (ImageTransform transform : transforms) {
      out = transform.apply(out, random);
    }
    return out;
  }

  /**
   * Writes a picture as the network takes it: channel after channel, row after row.
   *
   * @param key as {@link #transform} has it
   * @param image as {@link #transform} has it
   * @param to gets {@code 3·height·width} numbers
   * @param at where the first one goes
   * @return the size of the picture
   */
  public ImageTransform.Size write(Pixels in, long key, long image, float[] to, int at) {
    Pixels out = transform(in, key, image);
    normalization.write(out, table, to, at);
    return new ImageTransform.Size(out.height(), out.width());
  }
}
