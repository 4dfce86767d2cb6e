package dev.bellows.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.train.Interval.Mark;
import dev.bellows.train.Interval.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalTest {
  private static final Setting<Interval> ANY =
      Interval.setting("every", Interval.EPOCH, List.of(Unit.values()), "how often");

  @ParameterizedTest
  @CsvSource({
    "20 steps, 20 steps",
    "1 step, 1 step",
    "step, 1 step",
    "epoch, epoch",
    "1 epochs, epoch",
    "3 epochs, 3 epochs",
    "90 seconds, 90 seconds",
    "10 minutes, 10 minutes",
    "2 hours, 120 minutes",
    "0.5 hours, 30 minutes",
    "0.5 seconds, 0.5 seconds",
    "end, end",
    "none, none"
  })
  void anIntervalIsWrittenAsItIsRead(String written, String again) {
    Interval interval = ANY.parse(written);

    assertThat(interval.written()).isEqualTo(again);
    assertThat(ANY.parse(again)).isEqualTo(interval);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "20", "0 steps", "2.5 steps", "-1 epochs", "often", "3 weeks", "1e9"})
  void whatIsNoIntervalIsToldWithWhatIs(String written) {
    assertThatThrownBy(() -> ANY.parse(written))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it takes N steps | epoch | N epochs | N seconds | N minutes");
  }

  @Test
  void itPassesOncePerMultiple() {
    Interval three = Interval.steps(3);
    assertThat(three.passed(new Mark(0, 0, 0), new Mark(2, 0, 0))).isFalse();
    assertThat(three.passed(new Mark(2, 0, 0), new Mark(3, 0, 0))).isTrue();
    assertThat(three.passed(new Mark(3, 0, 0), new Mark(5, 0, 0))).isFalse();
    assertThat(three.passed(new Mark(5, 0, 0), new Mark(11, 0, 0))).isTrue();
    assertThat(Interval.EPOCH.passed(new Mark(9, 1, 0), new Mark(10, 1, 0))).isFalse();
    assertThat(Interval.EPOCH.passed(new Mark(9, 1, 0), new Mark(10, 2, 0))).isTrue();
    assertThat(Interval.seconds(0.5).passed(new Mark(1, 0, 0.4), new Mark(2, 0, 0.6))).isTrue();
    assertThat(Interval.END.passed(new Mark(0, 0, 0), new Mark(9, 9, 9))).isFalse();
  }
}
