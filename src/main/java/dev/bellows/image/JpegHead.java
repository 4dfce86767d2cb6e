package dev.bellows.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What stands before the picture in a JPEG file.
 *
 * @param width in pixels
 * @param height in pixels
 * @param colour what the channels mean, told as libjpeg does (default_decompress_parms)
 */
record JpegHead(int width, int height, Colour colour) {
  private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0};
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final int ADOBE_TRANSFORM = 11;
  private static final int MARKER = 0xff;
  private static final int START_OF_SCAN = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;

  /** What the channels are. */
  enum Colour {
    GREY,
    YCBCR,
    RGB,
    /** Upside down, as Adobe writes it and everybody reads it. */
    CMYK,
    /** The same, of which CMY stands as YCbCr. */
    YCCK
  }

  /**
   * Reads it.
   *
   * @param file begins as JPEG does
   */
  static JpegHead of(byte[] file) throws BrokenImageException {
    boolean jfif = false;
    int transform = -1; // of Adobe; -1 where there is none
    int at = 2;
    while (at + 4 <= file.length) {
      if (unsigned(file, at) != MARKER) {
        throw new BrokenImageException("it is damaged: its head has no order");
      }
      int code = unsigned(file, at + 1);
      if (code == MARKER) {
        at++; // any number of them may stand before a marker
        continue;
      }
      int length = two(file, at + 2);
      int data = at + 4;
      if (code == START_OF_SCAN || length < 2) {
        break;
      }
      if (isFrame(code)) {
        return frame(file, data, jfif, transform);
      }
      jfif |= code == APP0 && has(file, data, JFIF);
      if (code == APP14 && has(file, data, ADOBE) && data + ADOBE_TRANSFORM < file.length) {
        transform = unsigned(file, data + ADOBE_TRANSFORM);
      }
      at += 2 + length;
    }
    throw new BrokenImageException("it is torn within its head");
  }

  private static boolean isFrame(int code) {
    // The others of this range are tables and a reserved word.
    return code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc;
  }

  private static JpegHead frame(byte[] file, int data, boolean jfif, int transform)
      throws BrokenImageException {
    int channels = data + 5 < file.length ? unsigned(file, data + 5) : 0;
    if (data + 6 + 3 * channels > file.length) {
      throw new BrokenImageException("it is torn within its head");
    }
    int bits = unsigned(file, data);
    if (bits != Byte.SIZE) {
      throw new BrokenImageException("it has %d bits a channel; read are 8".formatted(bits));
    }
    int[] names = new int[channels];
    for (int c = 0; c < channels; c++) {
      names[c] = unsigned(file, data + 6 + 3 * c);
    }
    return new JpegHead(two(file, data + 3), two(file, data + 1), colour(names, jfif, transform));
  }

  private static Colour colour(int[] names, boolean jfif, int transform)
      throws BrokenImageException {
    return switch (names.length) {
      case 1 -> Colour.GREY;
      case 3 -> {
        boolean namedRgb = Arrays.equals(names, new int[] {'R', 'G', 'B'});
        boolean rgb = !jfif && (transform < 0 ? namedRgb : transform == 0);
        yield rgb ? Colour.RGB : Colour.YCBCR;
      }
      case 4 -> transform == 2 ? Colour.YCCK : Colour.CMYK;
      default -> throw new BrokenImageException("it has " + names.length + " channels");
    };
  }

  private static boolean has(byte[] file, int at, byte[] word) {
    return at + word.length <= file.length
        && Arrays.equals(file, at, at + word.length, word, 0, word.length);
  }

  private static int two(byte[] file, int at) {
    return unsigned(file, at) << Byte.SIZE | unsigned(file, at + 1);
  }

  private static int unsigned(byte[] file, int at) {
    return Byte.toUnsignedInt(file[at]);
  }
}
