package dev.bellows.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A picture without compression among those that have some: a word, width and height in four bytes
 * each, and the RGB of each pixel. Sources whose pictures have no files, such as CIFAR's, are
 * turned into it. It never stands on disk.
 */
public final class RawPicture {
  static final byte[] MAGIC = "RGB of Bellows".getBytes(StandardCharsets.US_ASCII);

  private static final int HEAD = MAGIC.length + 2 * Integer.BYTES;

  private RawPicture() {}

  /** The bytes of such a picture. */
  public static byte[] encode(Pixels pixels) {
    return ByteBuffer.allocate(HEAD + pixels.rgb().length)
        .put(MAGIC)
        .putInt(pixels.width())
        .putInt(pixels.height())
        .put(pixels.rgb())
        .array();
  }

  static ImageHead head(byte[] file) throws BrokenImageException {
    if (file.length < HEAD) {
      throw new BrokenImageException("it is torn within its head");
    }
    ByteBuffer size = ByteBuffer.wrap(file, MAGIC.length, 2 * Integer.BYTES);
    return new ImageHead(ImageHead.Format.RAW, size.getInt(), size.getInt());
  }

  static Pixels decode(byte[] file, ImageHead head) {
    return new Pixels(head.width(), head.height(), Arrays.copyOfRange(file, HEAD, file.length));
  }
}
