package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LayoutTest {
  private final Layout layout = Layout.builder().add("weight", 2, 3).add("bias", 2).build();

  @Test
  void tensorsLieOneBehindTheOther() {
    assertThat(layout.size()).isEqualTo(8);
    assertThat(layout.get("bias").offset()).isEqualTo(6);
  }

  @Test
  void tensorsAreReadAndWrittenByName() {
    double[] flat = new double[8];

    layout.write("bias", new double[] {7, 8}, flat);

    assertThat(layout.read("bias", flat)).containsExactly(7, 8);
    assertThat(layout.read("weight", flat)).containsOnly(0);
    assertThatThrownBy(() -> layout.write("bias", new double[3], flat))
        .hasMessage("tensor 'bias' has 2 elements, not 3");
    assertThatThrownBy(() -> layout.get("wieght")).hasMessageContaining("wieght");
  }

  @Test
  void aNameIsUsedOnce() {
    assertThatThrownBy(() -> Layout.builder().add("a", 1).add("a", 2).build())
        .hasMessageContaining("two tensors");
  }
}
