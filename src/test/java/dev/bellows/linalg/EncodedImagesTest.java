package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncodedImagesTest {
  private static final byte[] BYTES = {1, 2, 3, 4, 5};

  private static EncodedImages images(double[] weights, int... starts) {
    return new EncodedImages(BYTES, starts, new double[] {1, 0}, weights, List.of("a", "b"));
  }

  @Test
  void everyImageHasItsOwnBytes() throws IOException {
    EncodedImages images = images(new double[0], 0, 2, 5);

    assertThat(images.count()).isEqualTo(2);
    assertThat(images.file(1)).containsExactly(3, 4, 5);
    assertThat(images.weight(1)).isEqualTo(1);
    assertThat(images(new double[] {1, 0.5}, 0, 2, 5).weight(1)).isEqualTo(0.5);
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    assertThatThrownBy(() -> images(new double[0], 0, 2, 4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> images(new double[0], 0, 6, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> images(new double[0], 0, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> images(new double[1], 0, 2, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
