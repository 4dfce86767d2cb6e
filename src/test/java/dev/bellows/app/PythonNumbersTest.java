package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonNumbersTest {

  /** Seen in Python 3. */
  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "1, 1.0",
    "-0.0, -0.0",
    "1e-4, 0.0001",
    "1e-5, 1e-05",
    "1e15, 1000000000000000.0",
    "1e16, 1e+16",
    "-1.5e-300, -1.5e-300",
    "5.684341886080802E-14, 5.684341886080802e-14",
    "2e-3, 0.002",
    "123456.789, 123456.789",
    "NaN, nan",
    "-Infinity, -inf"
  })
  void printsAsPythonDoes(double value, String text) {
    assertThat(PythonNumbers.repr(value)).isEqualTo(text);
  }

  @Property
  void readsBackToTheSameNumber(@ForAll double value) {
    assertThat(Double.parseDouble(PythonNumbers.repr(value))).isEqualTo(value);
  }
}
