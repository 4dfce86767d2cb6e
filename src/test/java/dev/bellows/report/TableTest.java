package dev.bellows.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.report.Table.Column;
import dev.bellows.report.Table.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void csvHasShortestNumbersQuotesWhereNeededAndEmptyFields() throws IOException {
    Table table =
        new Table(
            List.of(
                Column.of("a,b", Arrays.asList(1L, null)),
                Column.of("x", Arrays.asList(0.1 + 0.2, 2L)),
                Column.of("text", Arrays.asList("say \"no\"", "[8,4]"))));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    table.writeCsv(out);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("\"a,b\",x,text\n1,0.30000000000000004,\"say \"\"no\"\"\"\n,2.0,\"[8,4]\"\n");
  }

  @Test
  void aColumnHasTheNarrowestTypeThatHoldsItsValues() {
    assertThat(Column.of("a", Arrays.asList(1L, null)).type()).isEqualTo(Type.WHOLE);
    assertThat(Column.of("a", List.of(1L, 0.5)).type()).isEqualTo(Type.NUMBER);
    assertThat(Column.of("a", List.of(true, false)).type()).isEqualTo(Type.FLAG);
    Column mixed = Column.of("a", List.of(10L, "all"));
    assertThat(mixed.type()).isEqualTo(Type.TEXT);
    assertThat(mixed.values()).containsExactly("10", "all");
  }

  @Test
  void columnsHaveOneLength() {
    assertThatThrownBy(
            () -> new Table(List.of(Column.of("a", List.of(1L)), Column.of("b", List.of()))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
