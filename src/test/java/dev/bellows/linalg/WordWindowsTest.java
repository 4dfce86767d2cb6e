package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WordWindowsTest {
  @Test
  void aWindowIsItsCentreItsContextsAndItsNegatives() {
    // 4 between 1 and 2, with negative 3; then 2 beside 4, with none.
    WordWindows windows =
        new WordWindows(new int[] {0, 4, 6}, new int[] {3, 6}, new int[] {4, 1, 2, 3, 2, 4}, 5);

    assertThat(windows.count()).isEqualTo(2);
    assertThat(windows.centre(0)).isEqualTo(4);
    assertThat(windows.contexts(0)).isEqualTo(1);
    assertThat(windows.negatives()[0]).isEqualTo(3);
    assertThat(windows.end(0)).isEqualTo(4);
    assertThat(windows.centre(1)).isEqualTo(2);
    assertThat(windows.negatives()[1]).isEqualTo(windows.end(1)).isEqualTo(6);
  }

  @Test
  void arraysThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> windows(new int[] {0, 3}, new int[] {2}, 0, 1))
        .hasMessageContaining("do not make windows");
    assertThatThrownBy(() -> windows(new int[] {0, 2}, new int[] {1}, 0, 1))
        .hasMessage("window 0 has no context");
    assertThatThrownBy(() -> windows(new int[] {0, 2}, new int[] {3}, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> windows(new int[] {0, 2}, new int[] {2}, 0, 7))
        .hasMessage("word 7 is not in a vocabulary of 7");
    assertThatThrownBy(() -> windows(new int[] {0, 2}, new int[] {2}, 0, -1))
        .hasMessageContaining("word -1");
  }

  private static WordWindows windows(int[] starts, int[] negatives, int... words) {
    return new WordWindows(starts, negatives, words, 7);
  }
}
