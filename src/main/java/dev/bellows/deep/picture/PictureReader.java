package dev.bellows.deep.picture;

import dev.bellows.image.BrokenImageException;
import dev.bellows.image.ImageDecoder;
import dev.bellows.image.ImageLimits;
import dev.bellows.image.ImagePipeline;
import dev.bellows.linalg.EncodedImages;
import java.nio.FloatBuffer;

/**
 * Decodes, transforms and normalises pictures. For all threads.
 *
 * @param pipeline what becomes of a picture: always {@code size} numbers
 * @param limits on what is decoded
 * @param broken is told of those that cannot be used
 */
public record PictureReader(ImagePipeline pipeline, ImageLimits limits, BrokenPictures broken) {

  /**
   * Reads a picture.
   *
   * @param key what is drawn depends on
   * @param number what is drawn depends on, too: the picture's number in its data set
   * @param to gets its numbers, from {@code at} on; its own position stays as it is
   * @param size how many they are
   * @return whether it could be used; else {@code to} is left as it is
   */
  public boolean read(
      EncodedImages images, int image, long key, long number, FloatBuffer to, int at, int size) {
    try {
      float[] values = new float[size];
      pipeline.write(ImageDecoder.decode(images.file(image), limits), key, number, values, 0);
      to.put(at, values);
      return true;
    } catch (BrokenImageException e) {
      broken.add(images.names().get(image), e.getMessage());
      return false;
    }
  }
}
