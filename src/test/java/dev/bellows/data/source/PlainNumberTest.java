package dev.bellows.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PlainNumberTest {

  @Property
  void aNumberIsReadToTheSameBitsAsJavaReadsIt(
      @ForAll double number, @ForAll @IntRange(max = 20) int decimals) {
    for (String text :
        new String[] {
          String.valueOf(number),
          String.format(Locale.ROOT, "%." + decimals + "f", number % 1e6),
          String.format(Locale.ROOT, "%.0f", number % 1e18)
        }) {
      assertThat(PlainNumber.parse("x" + text + ":", 1, text.length() + 1))
          .as(text)
          .isEqualTo(Double.parseDouble(text));
    }
  }

  @Test
  void oddSpellingsAreReadAsJavaReadsThem() {
    for (String text :
        new String[] {"1.", ".5", "-.5", "-0", "+1", "1e3", "007", "0.1", "1E-400"}) {
      assertThat(PlainNumber.parse(text, 0, text.length()))
          .as(text)
          .isEqualTo(Double.parseDouble(text));
    }
    for (String text : new String[] {"", ".", "-", "-.", "1.2.3", "1,5", "x"}) {
      assertThatThrownBy(() -> PlainNumber.parse(text, 0, text.length()))
          .as(text)
          .isInstanceOf(NumberFormatException.class);
    }
  }

  @Test
  void wholeNumbersAreShownWithoutAPoint() {
    assertThat(PlainNumber.text(7)).isEqualTo("7");
    assertThat(PlainNumber.text(-1)).isEqualTo("-1");
    assertThat(PlainNumber.text(-0.0)).isEqualTo("0");
    assertThat(PlainNumber.text(0.1)).isEqualTo("0.1");
    assertThat(PlainNumber.text(1e300)).isEqualTo("1.0E300");
    assertThat(PlainNumber.parse("1d")).isEmpty();
    assertThat(PlainNumber.parse("0x1p3")).isEmpty();
    assertThat(PlainNumber.parse(" 2.5")).hasValue(2.5);
  }
}
