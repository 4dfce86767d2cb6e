package dev.bellows.app;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Folders of pictures that tests make. */
record Pictures(Path folder) {
  private static final int SIDE = 20;

  /** A noisy picture of a colour. */
  static byte[] picture(Color colour, int seed, String format) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(SIDE, SIDE + seed % 5, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int noise = random.nextInt(100);
        image.setRGB(
            x,
            y,
            new Color(
                    Math.min(255, colour.getRed() + noise),
                    Math.min(255, colour.getGreen() + noise),
                    Math.min(255, colour.getBlue() + noise))
                .getRGB());
      }
    }
    return encoded(image, format);
  }

  static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  /** So many red and so many blue ones. */
  Pictures fill(int each) throws IOException {
    for (int i = 0; i < each; i++) {
      put("red/%d.png".formatted(i), picture(Color.RED.darker(), i, "png"));
      put("blue/%d.jpg".formatted(i), picture(Color.BLUE.darker(), i, "jpg"));
    }
    return this;
  }

  Path put(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  /** A job over them, whose run is beside its file. */
  Path job(Path file, String more) throws IOException {
    String text =
        """
        data { path = "%s", format = images, transforms = [random-resized-crop 12, flip] }
        model { type = network, layers = [conv 4 3x3, relu, max-pool 2, flatten, linear 2] }
        optimizer { name = adam, learning-rate = 0.02 }
        batch-size = 8
        epochs = 4
        output { dir = "%s" }
        %s
        """;
    String run = file.toString().replaceFirst("\\.conf$", "");
    return Files.writeString(file, text.formatted(folder, run, more));
  }
}
