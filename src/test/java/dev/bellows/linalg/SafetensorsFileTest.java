package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
  private static final int ROWS = 20_011;
  private static final int COLUMNS = 5;

  @TempDir private Path folder;

  private static FloatTable table() {
    FloatTable table = new FloatTable(ROWS, COLUMNS);
    for (int row = 0; row < ROWS; row++) {
      table.setRow(row, new float[] {row, -row, 1f / (row + 1), Float.MIN_VALUE, 7}, 0);
    }
    return table;
  }

  private static TensorSource text(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new TensorSource(
        name, TensorType.U8, List.of((long) bytes.length), out -> out.write(bytes));
  }

  private static byte[] bytes(TensorSource... tensors) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.stream(out, Map.of("who", "tests"), List.of(tensors));
    return out.toByteArray();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("t.safetensors"), bytes);
  }

  @Test
  void tensorsOfEveryTypeAreReadOneByOne() throws IOException {
    long[] longs = new long[30_001];
    Arrays.setAll(longs, i -> Long.MAX_VALUE - i);
    Path path =
        file(
            bytes(
                TensorSource.of("table", table()),
                TensorSource.of(Tensor.vector("doubles", 1.5)),
                TensorSource.of("longs", longs),
                text("text", "naïve")));

    SafetensorsFile file = SafetensorsFile.open(path);

    assertThat(file.metadata()).containsEntry("who", "tests");
    FloatTable read = file.floats("table");
    assertThat(read.rows()).isEqualTo(ROWS);
    assertThat(read.columns()).isEqualTo(COLUMNS);
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        assertThat(read.get(row, column)).isEqualTo(table().get(row, column));
      }
      if (row == 10) {
        row = ROWS - 10; // the first and the last
      }
    }
    assertThat(read.array(1)[read.offset(1) + COLUMNS]).as("padding").isZero();
    assertThat(file.longs("longs")).isEqualTo(longs);
    assertThat(file.length("text")).isEqualTo(6);
    try (InputStream in = file.bytes("text")) {
      assertThat(new String(in.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("naïve");
    }
    assertThat(file.has("table")).isTrue();
    assertThat(file.has("tables")).isFalse();
  }

  @Test
  void aTableIsReadAsAWholeAsWell() throws IOException {
    Path path = file(bytes(TensorSource.of("table", table())));

    Tensor tensor = Safetensors.read(path).tensors().get("table");

    assertThat(tensor.shape()).containsExactly(ROWS, COLUMNS);
    assertThat(tensor.values()[COLUMNS + 1]).isEqualTo(-1);
  }

  @Test
  void aTornFileIsRefusedAtOnce() throws IOException {
    byte[] whole = bytes(TensorSource.of("longs", new long[] {1, 2}));
    for (int length = 0; length < whole.length; length++) {
      Path torn = file(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SafetensorsFile.open(torn))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("t.safetensors is not a whole safetensors file");
    }
  }

  @Test
  void whatIsMissingOrOfAnotherTypeIsTold() throws IOException {
    SafetensorsFile file =
        SafetensorsFile.open(file(bytes(TensorSource.of("longs", new long[] {1, 2}))));

    assertThatThrownBy(() -> file.floats("vectors"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it has no tensor 'vectors'");
    assertThatThrownBy(() -> file.floats("longs"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tensor 'longs' is I64 [2]; wanted is F32 of 2 dimensions");
  }

  @Test
  void aTypeThatWeDoNotKnowHindersNobodyElse() throws IOException {
    String header =
        "{\"h\":{\"dtype\":\"F8_E5M2\",\"shape\":[4],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[4,5]}}";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Safetensors.little(8).putLong(header.length()).array());
    out.write(header.getBytes(StandardCharsets.UTF_8));
    out.write(new byte[] {0, 0, 0, 0, 42});
    Path path = file(out.toByteArray());

    try (InputStream in = SafetensorsFile.open(path).bytes("b")) {
      assertThat(in.read()).isEqualTo(42);
    }
    assertThatThrownBy(() -> Safetensors.read(path))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "tensor 'h' is of type 'F8_E5M2'; read are F64, F32, F16, BF16, I64,");
  }

  @Test
  void aBodyOfAnotherLengthIsABug() {
    TensorSource liar =
        new TensorSource("liar", TensorType.F32, List.of(2L), out -> out.write(new byte[7]));

    assertThatThrownBy(
            () -> Safetensors.stream(OutputStream.nullOutputStream(), Map.of(), List.of(liar)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'liar' of 8 bytes has written 7");
  }
}
