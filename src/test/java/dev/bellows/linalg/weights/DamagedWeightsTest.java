package dev.bellows.linalg.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import dev.bellows.linalg.TensorSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a file of weights: it is read, or one line says what is wrong with it. */
class DamagedWeightsTest {
  private static final int FLIPS = 200;

  @TempDir private Path folder;

  private static byte[] safetensors() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(
        out,
        Map.of("format", "pt"),
        List.of(
            new Tensor("conv.weight", List.of(2, 3), new double[6]),
            Tensor.vector("conv.bias", 1, 2)));
    return out.toByteArray();
  }

  private static byte[] whole(String name) throws IOException {
    return name.equals("safetensors") ? safetensors() : WeightsFileTest.bytes(name);
  }

  /** Whether it is read; anything but a line on the file fails. */
  private boolean isRead(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("damaged.pth"), bytes);
    try {
      WeightsFile.read(file);
      return true;
    } catch (InputException e) {
      assertThat(e).hasMessageContaining("damaged.pth").message().doesNotContain("\n");
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "golden-old-1.13.pth",
        "golden-zip-1.13.pth",
        "golden-zip-2.13.pth",
        "safetensors"
      })
  void aFileTornAnywhereIsRefused(String name) throws IOException {
    byte[] whole = whole(name);

    for (int length = 0; length < whole.length; length += 1 + whole.length / 500) {
      assertThat(isRead(Arrays.copyOf(whole, length))).as("torn at %d", length).isFalse();
    }
    assertThat(isRead(whole)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "golden-old-1.13.pth",
        "nested-old-1.13.pth",
        "golden-zip-1.13.pth",
        "nested-zip-1.13.pth",
        "golden-zip-2.13.pth",
        "safetensors"
      })
  void aFileWithOtherBytesIsReadOrRefused(String name) throws IOException {
    byte[] whole = whole(name);
    Random random = new Random(7);

    for (int i = 0; i < FLIPS; i++) {
      byte[] damaged = whole.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] =
            random.nextBoolean() ? (byte) random.nextInt() : (byte) (random.nextInt(3) * 127);
      }
      isRead(damaged);
    }
  }

  @Test
  void headersOfSafetensorsThatLieAreRefused() throws IOException {
    String[] lies = {
      "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,16]}}", // longer than its shape
      "{'x':{'dtype':'F32','shape':[4],'data_offsets':[0,99]}}", // behind the end
      "{'x':{'dtype':'F32','shape':[4],'data_offsets':[-16,0]}}",
      "{'x':{'dtype':'F32','shape':[-4],'data_offsets':[0,16]}}",
      "{'x':{'dtype':'F32','shape':[-2,-2],'data_offsets':[0,16]}}",
      "{'x':{'dtype':'F32','shape':[4],'data_offsets':[16,0]}}",
      "{'x':{'dtype':'F32','shape':[4.0],'data_offsets':[0,16]}}",
      "{'x':{'dtype':'F32','shape':[4],'data_offsets':['0','16']}}",
      "{'x':{'dtype':'F32','shape':[4],'data_offsets':[0]}}",
      "{'x':{'dtype':'F32','shape':4,'data_offsets':[0,4]}}",
      "{'x':{'dtype':'F32','shape':[4294967296,4294967297],'data_offsets':[0,16]}}",
      "{'x':{'dtype':'F32','shape':[1e99],'data_offsets':[0,16]}}",
      "{'x':{'dtype':'F32','shape':[4],'data_offsets':[0,99999999999999999999]}}",
      "{'x':[1,2]}",
      "{'x':null}",
      "[1,2]",
      "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
          + "'y':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}", // overlap
      "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
          + "'x':{'dtype':'F32','shape':[2],'data_offsets':[8,16]}}", // twice
      "{'x':" + "[".repeat(20_000) + "]".repeat(20_000) + "}",
    };
    for (String lie : lies) {
      byte[] header = lie.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
      byte[] bytes = new byte[8 + header.length + 16];
      for (int i = 0; i < 8; i++) {
        bytes[i] = (byte) ((long) header.length >>> 8 * i);
      }
      System.arraycopy(header, 0, bytes, 8, header.length);
      assertThat(isRead(bytes)).as(lie.substring(0, Math.min(80, lie.length()))).isFalse();
    }
  }

  @Test
  void aWholeNumberThatNoDoubleIsIsRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.stream(
        out, Map.of(), List.of(TensorSource.of("steps", new long[] {(1L << 53) + 1})));
    Path file = Files.write(folder.resolve("long.safetensors"), out.toByteArray());

    assertThatThrownBy(() -> WeightsFile.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("long.safetensors: tensor 'steps': 9007199254740993 has more than");
  }

  @Test
  void emptyTensorsMayHaveAnyOtherSizes() throws IOException {
    byte[] header =
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[0,2000000000,3],\"data_offsets\":[0,0]}}"
            .getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[8 + header.length];
    bytes[0] = (byte) header.length;
    System.arraycopy(header, 0, bytes, 8, header.length);

    assertThat(isRead(bytes)).isTrue();
  }
}
