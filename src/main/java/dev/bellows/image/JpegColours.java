package dev.bellows.image;

import java.util.stream.IntStream;

/**
 * From the channels of a JPEG file to RGB, in the whole numbers of libjpeg (jdcolor.c) and, for
 * CMYK, of Pillow (Convert.c), so that pixels are the same as theirs.
 */
final class JpegColours {
  private static final int BITS = 16;
  private static final int HALF = 1 << BITS - 1;
  private static final int MOST = 255;
  private static final int MIDDLE = 128;
  private static final int[] RED = table(1.40200, HALF, true);
  private static final int[] BLUE = table(1.77200, HALF, true);
  private static final int[] GREEN_OF_RED = table(-0.71414, 0, false);
  private static final int[] GREEN_OF_BLUE = table(-0.34414, HALF, false);

  private JpegColours() {}

  private static int[] table(double factor, int plus, boolean whole) {
    long scaled = Math.round(Math.abs(factor) * (1 << BITS)) * (factor < 0 ? -1 : 1);
    return IntStream.rangeClosed(0, MOST)
        .map(c -> (int) (scaled * (c - MIDDLE)) + plus)
        .map(value -> whole ? value >> BITS : value)
        .toArray();
  }

  /**
   * Turns channels, pixel by pixel, into RGB.
   *
   * @param channels 1, 3 or 4 bytes a pixel, as the colour says; changed
   */
  static byte[] rgb(byte[] channels, JpegHead.Colour colour) {
    return switch (colour) {
      case GREY -> grey(channels);
      case RGB -> channels;
      case YCBCR -> {
        fromYcc(channels, 3);
        yield channels;
      }
      case CMYK -> fromCmyk(channels);
      case YCCK -> {
        // CMY upside down twice: by Adobe, and by the formula of YCCK.
        fromYcc(channels, 4);
        for (int i = 0; i < channels.length; i++) {
          channels[i] = i % 4 == 3 ? channels[i] : (byte) (MOST - channels[i]);
        }
        yield fromCmyk(channels);
      }
    };
  }

  private static byte[] grey(byte[] channels) {
    byte[] rgb = new byte[channels.length * Pixels.CHANNELS];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = channels[i / Pixels.CHANNELS];
    }
    return rgb;
  }

  private static void fromYcc(byte[] values, int step) {
    for (int i = 0; i < values.length; i += step) {
      int y = Byte.toUnsignedInt(values[i]);
      int cb = Byte.toUnsignedInt(values[i + 1]);
      int cr = Byte.toUnsignedInt(values[i + 2]);
      values[i] = clip(y + RED[cr]);
      values[i + 1] = clip(y + (GREEN_OF_BLUE[cb] + GREEN_OF_RED[cr] >> BITS));
      values[i + 2] = clip(y + BLUE[cb]);
    }
  }

  /** Of channels upside down: 255 is no ink. */
  private static byte[] fromCmyk(byte[] channels) {
    byte[] rgb = new byte[channels.length / 4 * Pixels.CHANNELS];
    for (int from = 0, to = 0; from < channels.length; from += 4) {
      int white = Byte.toUnsignedInt(channels[from + 3]);
      for (int c = 0; c < Pixels.CHANNELS; c++) {
        int ink = MOST - Byte.toUnsignedInt(channels[from + c]);
        rgb[to++] = clip(white - dividedBy255(ink * white));
      }
    }
    return rgb;
  }

  private static int dividedBy255(int product) {
    int plus = product + MIDDLE;
    return (plus >> Byte.SIZE) + plus >> Byte.SIZE;
  }

  private static byte clip(int value) {
    return (byte) Math.max(0, Math.min(MOST, value));
  }
}
