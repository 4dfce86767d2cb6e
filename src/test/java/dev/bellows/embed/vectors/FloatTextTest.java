package dev.bellows.embed.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatTextTest {
  private static String text(float value) {
    StringBuilder text = new StringBuilder();
    FloatText.append(value, text);
    return text.toString();
  }

  private static float parse(String text) {
    byte[] bytes = ("x" + text + "y").getBytes(StandardCharsets.UTF_8);
    return FloatText.parse(bytes, 1, bytes.length - 1);
  }

  /** As NumPy 1.24 prints them: {@code repr(numpy.float32(…))}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0",
        "-0.0",
        "1.0",
        "0.1",
        "-0.25",
        "1e-05",
        "1.5e-07",
        "123456.79",
        "3.4e+38",
        "1.1754944e-38",
        "16777216.0",
        "1e-04",
        "0.00010001",
        "9.999e-05",
        "1e+16",
        "0.33333334",
        "1e-45",
        "1e+22",
        "1e+23",
        "100.0",
        "0.3",
        "0.29999998",
        "8388609.0",
        "3.4028235e+38"
      })
  void numbersAreWrittenAsNumPyWritesThem(String python) {
    assertThat(text(parse(python))).isEqualTo(python);
  }

  @Test
  void everyFloatIsReadAsItWasWrittenAndInNoMoreLettersThanJavaTakes() {
    Random random = new Random(1);
    for (int i = 0; i < 300_000; i++) {
      float any =
          i % 2 == 0
              ? Float.intBitsToFloat(random.nextInt())
              : (float) (random.nextGaussian() * 0.1);
      if (Float.isFinite(any)) {
        String text = text(any);
        assertThat(parse(text)).as(text).isEqualTo(any);
        if (Math.abs(any) >= 1e-3 && Math.abs(any) < 1e7) { // where Java writes no exponent
          assertThat(text.length()).isLessThanOrEqualTo(Float.toString(any).length());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "-", ".", "1f", "0x1p3", "nan", "NaN", "inf", "1e", "1,5", "--1", "é", "1.2.3"
      })
  void whatIsNoNumberIsNone(String text) {
    assertThat(parse(text)).isNaN();
  }

  @Test
  void otherWaysToWriteAreReadToo() {
    assertThat(parse("+1.5")).isEqualTo(1.5f);
    assertThat(parse("-.5")).isEqualTo(-0.5f);
    assertThat(parse("2.")).isEqualTo(2f);
    assertThat(parse("1E3")).isEqualTo(1000f);
    assertThat(parse("0.1000000000000000055511151231257827")).isEqualTo(0.1f);
  }
}
