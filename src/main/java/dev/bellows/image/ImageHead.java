package dev.bellows.image;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the first bytes of an image file say of it.
 *
 * @param format of the file
 * @param width in pixels
 * @param height in pixels
 */
record ImageHead(Format format, int width, int height) {
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final int PNG_SIZE = 16; // behind the signature, a length and the word IHDR

  /** The formats. */
  enum Format {
    JPEG,
    PNG,
    /** Our own, see {@link RawPicture}. */
    RAW
  }

  /**
   * Reads it.
   *
   * @throws BrokenImageException if it is of none of the formats, or torn within its head
   */
  static ImageHead of(byte[] file) throws BrokenImageException {
    if (begins(file, JPEG)) {
      JpegHead head = JpegHead.of(file);
      return new ImageHead(Format.JPEG, head.width(), head.height());
    }
    if (begins(file, PNG)) {
      if (file.length < PNG_SIZE + 2 * Integer.BYTES) {
        throw new BrokenImageException("it is torn within its head");
      }
      ByteBuffer size = ByteBuffer.wrap(file, PNG_SIZE, 2 * Integer.BYTES);
      return new ImageHead(Format.PNG, size.getInt(), size.getInt());
    }
    if (begins(file, RawPicture.MAGIC)) {
      return RawPicture.head(file);
    }
    throw new BrokenImageException(
        file.length == 0 ? "it is empty" : "it is neither a JPEG nor a PNG file");
  }

  static boolean begins(byte[] file, byte[] with) {
    return file.length >= with.length && Arrays.equals(file, 0, with.length, with, 0, with.length);
  }
}
