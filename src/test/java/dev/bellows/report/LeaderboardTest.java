package dev.bellows.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderboardTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void onATerminalTheBoardIsDrawnInItsPlaceAndCutToItsWidth() {
    try (Leaderboard board = new Leaderboard(err, true, 8)) {
      board.show(() -> List.of("one", "a long line"), () -> "unseen");
      board.say("stays");
      board.show(() -> List.of("too soon"), () -> "unseen");
      board.show(() -> List.of("last"), () -> "unseen");
    }

    assertThat(shown())
        .startsWith("one\u001b[K\na long…\u001b[K\n\u001b[J\u001b[2A\r\u001b[Jstays")
        .endsWith("one\u001b[K\na long…\u001b[K\n\u001b[J\u001b[2A\rlast\u001b[K\n\u001b[J")
        .doesNotContain("unseen", "too soon");
  }

  @Test
  void elsewhereThereIsALineFromTimeToTime() {
    try (Leaderboard board = new Leaderboard(err, false, 80)) {
      board.say("begins");
      board.show(() -> List.of("unseen"), () -> "not before ten seconds");
    }

    assertThat(shown().lines()).containsExactly("begins");
  }
}
