package dev.bellows.linalg.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.RealData;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden files are made by golden.py beside them, with real PyTorch. */
class WeightsFileTest {
  @TempDir private Path folder;

  private Path golden(String name) throws IOException {
    return file(name, bytes(name));
  }

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = WeightsFileTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"golden-old-1.13.pth", "golden-zip-1.13.pth", "golden-zip-2.13.pth"})
  void tensorsOfEveryTypeAndLayoutAreReadAsPyTorchHasThem(String name) throws IOException {
    Map<String, Tensor> tensors = WeightsFile.read(golden(name)).tensors();

    assertThat(tensors.keySet())
        .containsExactly(
            "f64",
            "f32",
            "f16",
            "bf16",
            "i64",
            "i32",
            "i16",
            "i8",
            "u8",
            "bool",
            "scalar",
            "empty",
            "whole",
            "transposed",
            "part",
            "diagonal",
            "parameter",
            "tied.a",
            "tied.b",
            "naïve.重み");
    assertThat(tensors.get("f64").values()).containsExactly(0.1, -1e300, 1 / 0.0);
    assertThat(tensors.get("f32").values()).containsExactly(0.1f, Float.MIN_VALUE, 3.4e38f, -0.0);
    assertThat(tensors.get("f32").shape()).containsExactly(2, 2);
    // of half precision: the nearest numbers to 0.1, 6e-8 and 6.1e-5, the latter two subnormal
    assertThat(tensors.get("f16").values())
        .containsExactly(0.0999755859375, 65504, 0x1p-24, -2, 1 / 0.0, 0x3FFp-24);
    assertThat(tensors.get("bf16").values())
        .containsExactly(0.10009765625, 3.3895313892515355e38, -0x1p-133);
    assertThat(tensors.get("i64").values()).containsExactly(0x1p53, -0x1p53, 7);
    assertThat(tensors.get("i32").values()).containsExactly(Integer.MAX_VALUE, Integer.MIN_VALUE);
    assertThat(tensors.get("i16").values()).containsExactly(-32768, 32767);
    assertThat(tensors.get("i8").values()).containsExactly(-128, 127);
    assertThat(tensors.get("u8").values()).containsExactly(0, 255);
    assertThat(tensors.get("bool").values()).containsExactly(1, 0, 1);
    assertThat(tensors.get("scalar").shape()).isEmpty();
    assertThat(tensors.get("scalar").values()).containsExactly(42);
    assertThat(tensors.get("empty").shape()).containsExactly(0, 5);
    assertThat(tensors.get("parameter").values()).containsExactly(3);
    assertThat(tensors.get("naïve.重み").values()).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"golden-old-1.13.pth", "golden-zip-1.13.pth", "golden-zip-2.13.pth"})
  void viewsOfOneStorageAreReadByTheirStrides(String name) throws IOException {
    Map<String, Tensor> tensors = WeightsFile.read(golden(name)).tensors();

    assertThat(tensors.get("whole").shape()).containsExactly(2, 3, 4);
    assertThat(tensors.get("whole").values())
        .containsExactly(IntStream.range(0, 24).asDoubleStream().toArray());
    assertThat(tensors.get("transposed").shape()).containsExactly(4, 2, 3);
    assertThat(tensors.get("transposed").values())
        .startsWith(0, 4, 8, 12, 16, 20, 1, 5, 9)
        .endsWith(11, 15, 19, 23);
    assertThat(tensors.get("part").shape()).containsExactly(2, 2);
    assertThat(tensors.get("part").values()).containsExactly(16, 18, 20, 22);
    assertThat(tensors.get("diagonal").values()).containsExactly(0, 5, 10);
    assertThat(tensors.get("tied.a").values())
        .containsExactly(1.5, -2.5)
        .isSameAs(tensors.get("tied.b").values());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nested-old-1.13.pth", "nested-zip-1.13.pth"})
  void aDictionaryWithinADictionaryIsFoundAndDataParallelsPrefixTakenOff(String name)
      throws IOException {
    Map<String, Tensor> tensors = WeightsFile.read(golden(name)).tensors();

    assertThat(tensors.keySet()).containsExactly("w", "b");
    assertThat(tensors.get("w").name()).isEqualTo("w");
    assertThat(tensors.get("w").values()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"layers-old-1.13.pth", "layers-zip-1.13.pth"})
  void aStateDictionaryOfLayersIsReadWithItsBuffers(String name) throws IOException {
    assertThat(WeightsFile.read(golden(name)).tensors().keySet())
        .containsExactly(
            "0.weight",
            "0.bias",
            "1.weight",
            "1.bias",
            "1.running_mean",
            "1.running_var",
            "1.num_batches_tracked");
  }

  @Test
  void resnet20EqualsItsSafetensorsTwinBitForBit() throws IOException {
    WeightsFile old = WeightsFile.read(RealData.file("weights/resnet20-12fca82f.th"));
    WeightsFile twin = WeightsFile.read(RealData.file("weights/resnet20-cifar10.safetensors"));

    assertThat(old.tensors().keySet()).isEqualTo(twin.tensors().keySet()).hasSize(97);
    twin.tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(old.tensors().get(name).shape()).isEqualTo(tensor.shape());
              assertThat(old.tensors().get(name).values()).isEqualTo(tensor.values());
            });
    assertThat(twin.metadata()).containsEntry("format", "pt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil-old-1.13.pth", "evil-zip-1.13.pth", "evil-zip-2.13.pth"})
  void aPickleThatCallsTheSystemIsRefusedAndNotRun(String name) throws IOException {
    Path evil = golden(name);

    assertThatThrownBy(() -> WeightsFile.read(evil))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("wants to make 'posix.system'")
        .hasMessageContaining("nothing was run");
    assertThat(Path.of("ran-by-a-pickle")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"module-old-1.13.pth", "module-zip-1.13.pth", "module-zip-2.13.pth"})
  void aWholeModuleIsRefusedWithTheWayToSaveItsWeights(String name) throws IOException {
    Path module = golden(name);

    assertThatThrownBy(() -> WeightsFile.read(module))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("torch.save(model.state_dict(), file)");
  }

  @Test
  void aBarePickleIsRefusedUnread() throws IOException {
    Path pickle =
        file("x.pth", "\u0080\u0002cposix\nsystem\n.".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> WeightsFile.read(pickle))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("x.pth is a pickle, but not one that torch.save has written");
  }

  @Test
  void whatAFileIsIsToldByItsBytesAndNotByItsName() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, Map.of("who", "me"), List.of(Tensor.vector("module.x", 1, 2)));

    WeightsFile read = WeightsFile.read(file("weights.pth", out.toByteArray()));

    assertThat(read.tensors().get("x").values()).containsExactly(1, 2);
    assertThat(read.metadata()).containsEntry("who", "me");
    Path torch = file("weights.safetensors", bytes("layers-zip-1.13.pth"));
    assertThat(WeightsFile.read(torch).tensors()).hasSize(7);
  }

  @Test
  void whatIsNoFileOfWeightsIsSaid() throws IOException {
    assertThatThrownBy(() -> WeightsFile.read(folder.resolve("none.pth")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("none.pth is missing");
    assertThatThrownBy(() -> WeightsFile.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not a file");
    Path text = file("t.pth", "just a text of some length".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> WeightsFile.read(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no weights");
    Path empty = file("e.pth", new byte[0]);
    assertThatThrownBy(() -> WeightsFile.read(empty)).isInstanceOf(InputException.class);
    Path zip = zip("z.zip", false, Map.of("a/notes.txt", new byte[3]));
    assertThatThrownBy(() -> WeightsFile.read(zip))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("not one of torch.save");
    Path script =
        zip("s.pt", false, Map.of("a/data.pkl", new byte[3], "a/constants.pkl", new byte[3]));
    assertThatThrownBy(() -> WeightsFile.read(script))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("TorchScript program");
  }

  @Test
  void aZipBombIsRefusedBeforeItIsUnpacked() throws IOException {
    Path bomb = zip("bomb.pth", true, Map.of("a/data.pkl", new byte[100_000_000]));

    assertThat(Files.size(bomb)).isLessThan(200_000);
    assertThatThrownBy(() -> WeightsFile.read(bomb))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'a/data.pkl' in it is compressed or longer than the file");
  }

  @Test
  void aTensorOfManyTimesItsStorageIsRefused() throws IOException {
    // ('storage', FloatStorage, '0', 'cpu', 1) as a tensor of 2^30 elements with stride 0
    assertThatThrownBy(() -> WeightsFile.read(withTensor(1, 0, 1 << 30, 0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a tensor lies outside its storage '0'");
  }

  @Test
  void aTensorOutsideItsStorageIsRefused() throws IOException {
    int[][] lies = {
      {1, 1, 1, 1},
      {1, 0, 2, 1},
      {2, 1, 2, 1},
      {2, 0, 2, 2},
      {2, 0, 2, Integer.MAX_VALUE},
      {1, -1, 1, 1},
      {1, 0, -1, 1},
      {2, 1, 2, -1},
      {-1, 0, 1, 1}
    };
    for (int[] lie : lies) {
      Path file = withTensor(lie[0], lie[1], lie[2], lie[3]);
      assertThatThrownBy(() -> WeightsFile.read(file))
          .as(Arrays.toString(lie))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("is not a whole PyTorch file");
    }
    assertThat(WeightsFile.read(withTensor(1, 0, 1, 1)).tensors().get("w").values())
        .containsExactly(1.5);
  }

  @Test
  void aStorageOfAnotherSizeThanThePickleSaysIsRefused() throws IOException {
    for (int elements : new int[] {0, 2, 1 << 30, Integer.MAX_VALUE}) {
      Path file = withTensor(elements, 0, Math.min(1, elements), 1);
      assertThatThrownBy(() -> WeightsFile.read(file))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("storage '0' has another size than it should");
    }
  }

  @Test
  void aTextLongerThanTheFileIsRefused() throws IOException {
    byte[] pickle = {(byte) 0x80, 2, 'X', -1, -1, -1, 0x7f, 'a', '.'};

    assertThatThrownBy(() -> WeightsFile.read(zip("t.pth", false, Map.of("a/data.pkl", pickle))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("t.pth is not a whole PyTorch file");
  }

  @Test
  void aPickleOfNothingButEmptyListsEndsBeforeTheMemoryDoes() throws IOException {
    byte[] pickle = new byte[20_000_000];
    Arrays.fill(pickle, (byte) '}');
    Path file = zip("lists.pth", false, Map.of("a/data.pkl", pickle));

    assertThatThrownBy(() -> WeightsFile.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("4,000,000 pickle operations");
  }

  @Test
  void aDictionaryThatHoldsItselfEnds() throws IOException {
    byte[] pickle =
        "\u0080\u0002}q\u0000X\n\u0000\u0000\u0000state_dicth\u0000s."
            .getBytes(StandardCharsets.ISO_8859_1);
    Path file = zip("self.pth", false, Map.of("a/data.pkl", pickle));

    assertThatThrownBy(() -> WeightsFile.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no dictionary of tensors");
  }

  @Test
  void numbersOfABigEndianMachineAreReadWhereTheFileSaysSo() throws IOException {
    Map<String, byte[]> entries =
        Map.of(
            "a/data.pkl", pickle(1, 0, 1, 1),
            "a/data/0", new byte[] {0x3f, (byte) 0xc0, 0, 0},
            "a/byteorder", "big".getBytes(StandardCharsets.US_ASCII));

    assertThat(WeightsFile.read(zip("big.pth", false, entries)).tensors().get("w").values())
        .containsExactly(1.5);
  }

  @Test
  void theOldFormIsLittleEndianWhateverItSaysOfItsMachine() throws IOException {
    String old = new String(bytes("layers-old-1.13.pth"), StandardCharsets.ISO_8859_1);
    int flag = old.indexOf('\u0088', old.indexOf("little_endian"));
    byte[] ofBigEndian = old.getBytes(StandardCharsets.ISO_8859_1);
    ofBigEndian[flag] = (byte) 0x89; // False

    assertThat(WeightsFile.read(file("x.pth", ofBigEndian)).tensors().get("1.weight").values())
        .containsExactly(1, 1, 1); // batch norm begins with it
  }

  private Path withTensor(int storage, int first, int size, int stride) throws IOException {
    byte[] number = {0, 0, (byte) 0xc0, 0x3f}; // 1.5
    return zip(
        "w.pth",
        false,
        Map.of("a/data.pkl", pickle(storage, first, size, stride), "a/data/0", number));
  }

  /** A pickle of {'w': a tensor of one dimension}. */
  private static byte[] pickle(int storage, int first, int size, int stride) {
    String text =
        "\u0080\u0002}X\u0001\u0000\u0000\u0000wctorch._utils\n_rebuild_tensor_v2\n(("
            + "X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\n"
            + "X\u0001\u0000\u0000\u00000X\u0003\u0000\u0000\u0000cpuJ"
            + four(storage)
            + "tQ"
            + "J"
            + four(first)
            + "J"
            + four(size)
            + "\u0085J"
            + four(stride)
            + "\u0085"
            + "\u0089}tRs.";
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String four(int value) {
    byte[] bytes = {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private Path zip(String name, boolean compressed, Map<String, byte[]> entries)
      throws IOException {
    Path path = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(path))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry header = new ZipEntry(entry.getKey());
        if (!compressed) {
          CRC32 crc = new CRC32();
          crc.update(entry.getValue());
          header.setMethod(ZipEntry.STORED);
          header.setSize(entry.getValue().length);
          header.setCrc(crc.getValue());
        }
        out.putNextEntry(header);
        out.write(entry.getValue());
      }
    }
    return path;
  }
}
