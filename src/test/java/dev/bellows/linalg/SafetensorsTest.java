package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.RealData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir private Path folder;

  private static byte[] bytes(Tensor... tensors) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, Map.of("who", "tests"), List.of(tensors));
    return out.toByteArray();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("t.safetensors"), bytes);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    double[] large = new double[20_011];
    Arrays.setAll(large, i -> Math.sin(i) * 1e-300);
    Tensor matrix = new Tensor("m", List.of(2, 3), new double[] {1, -0.0, 1e308, 4, 5, 1 / 3.0});

    Safetensors.Content content =
        Safetensors.read(file(bytes(matrix, Tensor.vector("large", large))));

    assertThat(content.metadata()).containsEntry("who", "tests");
    assertThat(content.tensors().get("m").shape()).containsExactly(2, 3);
    assertThat(content.tensors().get("m").values()).isEqualTo(matrix.values());
    assertThat(content.tensors().get("large").values()).isEqualTo(large);
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    byte[] bytes = bytes(Tensor.vector("x", 1.5));

    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = (int) buffer.getLong();
    String header = new String(bytes, 8, headerLength, StandardCharsets.UTF_8);
    assertThat(header.trim())
        .isEqualTo(
            "{\"__metadata__\":{\"who\":\"tests\"},"
                + "\"x\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}");
    assertThat(buffer.getDouble(8 + headerLength)).isEqualTo(1.5);
    assertThat(bytes).hasSize(8 + headerLength + 8);
  }

  @Test
  void aFileTornAtAnyLengthIsRefusedByName() throws IOException {
    byte[] whole = bytes(Tensor.vector("x", 1, 2, 3));

    for (int length = 0; length < whole.length; length++) {
      Path torn = file(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Safetensors.read(torn))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("t.safetensors");
    }
  }

  @Test
  void aHeaderThatLiesAboutItsLengthIsRefused() throws IOException {
    byte[] bytes = bytes(Tensor.vector("x", 1));
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
    Path file = file(bytes);

    assertThatThrownBy(() -> Safetensors.read(file)).hasMessageContaining("header would be");
  }

  @Test
  void aTensorOutsideTheFileIsRefused() throws IOException {
    String header = "{\"x\":{\"dtype\":\"F64\",\"shape\":[4],\"data_offsets\":[0,32]}}";
    ByteBuffer buffer = ByteBuffer.allocate(8 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
    Path file = file(buffer.array());

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'x' lies outside the file");
  }

  @Test
  void tensorsThatOverlapAreRefused() throws IOException {
    String header =
        "{\"x\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}";
    ByteBuffer buffer = ByteBuffer.allocate(8 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
    Path file = file(buffer.array());

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tensor 'y' overlaps the one before it");
  }

  @Test
  void aStreamIsReadInTheOrderOfTheFile() throws IOException {
    byte[] bytes = bytes(Tensor.vector("z", 1), Tensor.vector("a", 2, Double.NaN));
    byte[] more = Arrays.copyOf(bytes, bytes.length + 3); // the stream goes on
    ByteArrayInputStream in = new ByteArrayInputStream(more);

    Safetensors.Content content = Safetensors.read(in, bytes.length, "stream");

    assertThat(content.tensors().keySet()).containsExactly("z", "a");
    assertThat(content.tensors().get("a").values()).containsExactly(2, Double.NaN);
    assertThat(in.available()).isEqualTo(3);
    assertThatThrownBy(
            () -> Safetensors.read(new ByteArrayInputStream(bytes), bytes.length - 8, "stream"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("stream is not a whole safetensors file");
  }

  @Test
  void moreBytesThanAnArrayHoldsAreWrittenAndRead() throws IOException {
    double[] shared = new double[1 << 24]; // 128 MB
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      tensors.add(Tensor.vector("t" + i, shared));
    }
    long[] written = new long[1];
    ByteArrayOutputStream start = new ByteArrayOutputStream();
    Safetensors.write(
        new OutputStream() {
          @Override
          public void write(int one) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void write(byte[] bytes, int from, int count) {
            if (written[0] == 0) {
              start.write(bytes, from, count);
            }
            written[0] += count;
          }
        },
        Map.of(),
        tensors);
    assertThat(written[0]).isEqualTo(start.size() + 17 * ((long) Double.BYTES << 24));
    assertThat(start.toString(StandardCharsets.UTF_8)).contains("[2147483648,2281701376]");

    Path sparse = folder.resolve("sparse");
    long far = 3L << 30;
    String header =
        "{\"x\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[%d,%d]}}".formatted(far, far + 8);
    ByteBuffer first = ByteBuffer.allocate(8 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
    first.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.write(first.array());
      file.seek(first.capacity() + far);
      file.writeLong(Long.reverseBytes(Double.doubleToLongBits(Math.PI)));
    }
    assertThat(Safetensors.read(sparse).tensors().get("x").values()).containsExactly(Math.PI);
  }

  @Test
  void filesThatPyTorchUsersWroteAreRead() throws IOException {
    Path weights = RealData.file("weights/squeezenet1_1-imagenet-notop.safetensors");

    Safetensors.Content content = Safetensors.read(weights);

    // 722496 weights, by the README of the data
    assertThat(content.tensors().values().stream().mapToInt(t -> t.values().length).sum())
        .isEqualTo(722_496);
  }
}
