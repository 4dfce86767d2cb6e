package dev.bellows.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final int WIDTH = 23; // by golden.py
  private static final int HEIGHT = 17;

  private static Pixels decode(byte[] file) throws BrokenImageException {
    return ImageDecoder.decode(file, ImageLimits.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "subsampled.jpg",
        "whole-chroma.jpg",
        "half-chroma.jpg",
        "progressive.jpg",
        "rgb.jpg",
        "grey.jpg",
        "cmyk.jpg",
        "ycck.jpg",
        "sideways.jpg",
        "rgb.png",
        "alpha.png",
        "grey.png",
        "grey-alpha.png",
        "palette.png",
        "bilevel.png",
        "sixteen.png"
      })
  void everyKindOfImageHasThePixelsThatPillowHas(String name) throws Exception {
    Pixels pixels = decode(Golden.file(name));

    assertThat(pixels.width()).isEqualTo(WIDTH);
    assertThat(pixels.height()).isEqualTo(HEIGHT);
    assertThat(pixels.rgb()).isEqualTo(Golden.bytes("images", name));
  }

  @Test
  void aTextIsNoImageWhateverItsName() {
    assertThatThrownBy(() -> decode("not a picture".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(BrokenImageException.class)
        .hasMessage("it is neither a JPEG nor a PNG file");
    assertThatThrownBy(() -> decode(new byte[0]))
        .isInstanceOf(BrokenImageException.class)
        .hasMessage("it is empty");
  }

  @Test
  void anImageTooSmallOrTooLargeIsRefusedByItsHead() throws IOException {
    byte[] png = Golden.file("rgb.png");
    ByteBuffer.wrap(png).putInt(16, 20_000).putInt(20, 20_000);
    assertThatThrownBy(() -> decode(png))
        .isInstanceOf(BrokenImageException.class)
        .hasMessage("it is 20,000 × 20,000 pixels, and at most 67,108,864 are decoded");
    ByteBuffer.wrap(png).putInt(16, 1).putInt(20, 1);
    assertThatThrownBy(() -> decode(png))
        .isInstanceOf(BrokenImageException.class)
        .hasMessage("it is 1 × 1 pixels, and each side takes at least 8");
    ByteBuffer.wrap(png).putInt(16, -1).putInt(20, -1);
    assertThatThrownBy(() -> decode(png)).isInstanceOf(BrokenImageException.class);

    byte[] jpeg = Golden.file("grey.jpg");
    int frame = 0;
    while (jpeg[frame] != (byte) 0xff || jpeg[frame + 1] != (byte) 0xc0) {
      frame++;
    }
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 20_000).putShort(frame + 7, (short) 20_000);
    assertThatThrownBy(() -> decode(jpeg))
        .isInstanceOf(BrokenImageException.class)
        .hasMessageContaining("20,000 × 20,000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"subsampled.jpg", "progressive.jpg", "cmyk.jpg", "rgb.png", "palette.png"})
  void aTornFileIsBrokenAndNotGreyInItsLowerHalf(String name) throws IOException {
    byte[] whole = Golden.file(name);

    for (int length = 0; length < whole.length - 40; length += 7) {
      byte[] torn = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decode(torn))
          .as("torn at %d of %d", length, whole.length)
          .isInstanceOf(BrokenImageException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"subsampled.jpg", "progressive.jpg", "ycck.jpg", "rgb.png", "palette.png"})
  void aFileWithOtherBytesIsDecodedOrBroken(String name) throws IOException {
    byte[] whole = Golden.file(name);
    Random random = new Random(3);

    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        assertThat(decode(damaged).rgb()).isNotEmpty();
      } catch (BrokenImageException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      }
    }
  }
}
