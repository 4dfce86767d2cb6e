package dev.bellows.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Turns the bytes of a JPEG or PNG file into RGB, whatever its colours: grey, palettes, alpha
 * (which is dropped), 16 bits (of which the upper 8 are kept), YCbCr, CMYK and YCCK. As Pillow's
 * {@code convert('RGB')}, which torchvision calls, it looks at no colour profile, mixes no
 * background in, and leaves lying a picture that lies on its side by its EXIF.
 *
 * <p>The JDK's readers decode; they only give away what stands in the file, and the colours are
 * made here, because the JDK knows no CMYK and looks at profiles.
 */
public final class ImageDecoder {
  private static final String OF_THE_JDK = "com.sun.imageio.";

  /** The JDK fills the rest with grey and goes on; Pillow does not, and we don't. */
  private static final String TORN = "Truncated File";

  private ImageDecoder() {}

  /**
   * Decodes a file.
   *
   * @throws BrokenImageException if it is no such file, damaged, or beyond the limits
   */
  public static Pixels decode(byte[] file, ImageLimits limits) throws BrokenImageException {
    ImageHead head = ImageHead.of(file);
    limits.require(head.width(), head.height());
    try {
      return switch (head.format()) {
        case JPEG -> jpeg(file);
        case PNG -> png(file);
        case RAW -> RawPicture.decode(file, head);
      };
    } catch (IOException | RuntimeException e) {
      // The JDK's readers throw many things for damaged files.
      throw new BrokenImageException("it is damaged: " + oneLine(e), e);
    }
  }

  /**
   * Looks at the head of a file only.
   *
   * @param file the file, or as much of it as has the head
   * @throws BrokenImageException if it is no such file or beyond the limits
   */
  public static void check(byte[] file, ImageLimits limits) throws BrokenImageException {
    ImageHead head = ImageHead.of(file);
    limits.require(head.width(), head.height());
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.replaceAll("\\p{Cntrl}+", " ");
  }

  private static Pixels jpeg(byte[] file) throws IOException, BrokenImageException {
    JpegHead head = JpegHead.of(file);
    Raster raster = read(file, "jpeg", reader -> reader.readRaster(0, null));
    byte[] channels = bytes(raster);
    return new Pixels(
        raster.getWidth(), raster.getHeight(), JpegColours.rgb(channels, head.colour()));
  }

  private static Pixels png(byte[] file) throws IOException {
    BufferedImage image = read(file, "png", reader -> reader.read(0));
    Raster raster = image.getRaster();
    int width = raster.getWidth();
    byte[] rgb = new byte[width * raster.getHeight() * Pixels.CHANNELS];
    int bands = raster.getNumBands();
    int surplus = Math.max(0, raster.getSampleModel().getSampleSize(0) - Byte.SIZE);
    int[] row = new int[width * bands];
    for (int y = 0, to = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < Pixels.CHANNELS; c++) {
          int sample = row[x * bands + (bands < Pixels.CHANNELS ? 0 : c)];
          rgb[to++] =
              (byte)
                  (image.getColorModel() instanceof IndexColorModel palette
                      ? palette.getRGB(sample) >> Byte.SIZE * (2 - c)
                      : sample >> surplus);
        }
      }
    }
    return new Pixels(width, raster.getHeight(), rgb);
  }

  /** The samples, pixel by pixel; not copied where they lie so, as large pictures fill memory. */
  private static byte[] bytes(Raster raster) {
    int count = raster.getWidth() * raster.getHeight() * raster.getNumBands();
    if (raster.getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getData().length == count) {
      return buffer.getData();
    }
    return (byte[])
        raster.getDataElements(
            raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), null);
  }

  /** Something that a reader of the JDK does. */
  @FunctionalInterface
  private interface Reading<T> {
    T with(ImageReader reader) throws IOException;
  }

  private static <T> T read(byte[] file, String format, Reading<T> reading) throws IOException {
    ImageReader reader = reader(format);
    // Not ImageIO's own streams, which may write to disk.
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      String[] torn = new String[1];
      reader.addIIOReadWarningListener(
          (source, warning) -> torn[0] = warning.startsWith(TORN) ? warning : torn[0]);
      reader.setInput(in, true, true);
      T read = reading.with(reader);
      if (torn[0] != null) {
        throw new IIOException(torn[0]);
      }
      return read;
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader(String format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith(OF_THE_JDK)) {
        return reader; // other programs' readers may know other colours
      }
    }
    throw new IllegalStateException("this Java has no reader for " + format);
  }
}
