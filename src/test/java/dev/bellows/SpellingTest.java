package dev.bellows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
  private static final List<String> WORDS =
      List.of("the", "intel", "computer", "commuter", "Compute", "東京都", "a");

  @Test
  void theNearestCandidatesComeFirstAndOfEquallyNearOnesTheEarlier() {
    assertThat(Spelling.nearest("compter", WORDS, 3))
        .containsExactly("computer", "commuter", "Compute");
    assertThat(Spelling.nearest("compter", WORDS, 1)).containsExactly("computer");
    assertThat(Spelling.nearest("INTEL", WORDS, 3)).containsExactly("intel");
    assertThat(Spelling.nearest("東京", WORDS, 3)).containsExactly("東京都");
  }

  @Test
  void noneIsNamedThatIsFar() {
    assertThat(Spelling.nearest("zebra", WORDS, 3)).isEmpty();
    assertThat(Spelling.hint("zebra", WORDS, 3)).isEmpty();
    assertThat(Spelling.nearest("x", List.of(), 3)).isEmpty();
  }

  @Test
  void theHintNamesAllOfThem() {
    assertThat(Spelling.hint("comuter", WORDS, 2))
        .isEqualTo(" (did you mean 'computer', 'commuter'?)");
  }
}
