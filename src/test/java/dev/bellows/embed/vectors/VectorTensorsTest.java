package dev.bellows.embed.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.linalg.FloatTable;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import dev.bellows.linalg.TensorSource;
import dev.bellows.linalg.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorTensorsTest {
  private static final Map<String, String> OURS =
      Map.of("bellows.format", "1", "bellows.model", "word-vectors");

  @TempDir private Path folder;

  private static WordVectors vectors() {
    return ToyVectors.of(
        List.of("the", "naïve", "new york", "", "東京"),
        new float[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {-1, -2, -3}, {0, 0, 0.1f}},
        Optional.of(ToyVectors.table(new float[5][3])),
        Map.of("bellows.objective", "skip-gram"));
  }

  private Path file() {
    return folder.resolve("model.safetensors");
  }

  private Path written(Map<String, String> metadata, TensorSource... tensors) throws IOException {
    try (OutputStream out = Files.newOutputStream(file())) {
      Safetensors.stream(out, metadata, List.of(tensors));
    }
    return file();
  }

  private static TensorSource words(String words) {
    byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
    return new TensorSource(
        "words", TensorType.U8, List.of((long) bytes.length), out -> out.write(bytes));
  }

  @Test
  void allThereIsComesBackAlsoFromItsRunDirectory() throws IOException {
    WordVectorFiles.save(vectors(), file());

    for (Path path : List.of(file(), folder)) {
      WordVectors read = WordVectorFiles.load(path);
      assertThat(ToyVectors.same(read, vectors())).isTrue();
      assertThat(read.metadata()).isEqualTo(vectors().metadata());
    }
  }

  @Test
  void vectorsWithoutContextsStayWithout() throws IOException {
    WordVectorFiles.save(ToyVectors.royal(), file());

    assertThat(ToyVectors.same(WordVectorFiles.load(file()), ToyVectors.royal())).isTrue();
  }

  @Test
  void aFileTornAnywhereIsRefused() throws IOException {
    WordVectorFiles.save(vectors(), file());
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> WordVectorFiles.load(file()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("is not a whole safetensors file");
    }
  }

  @Test
  void aWordWithALineEndIsRefusedBeforeAnythingIsWritten() {
    WordVectors vectors = ToyVectors.of(List.of("a\nb"), new float[][] {{1}});

    assertThatThrownBy(() -> WordVectorFiles.save(vectors, file()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("word 1, 'a?b', holds a line end");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anotherModelIsToldByItsType() throws IOException {
    Path linear =
        written(
            Map.of("bellows.format", "1", "bellows.model", "linear"),
            TensorSource.of(Tensor.vector("weight", 1)));
    assertThatThrownBy(() -> WordVectorFiles.load(linear))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a model of the type 'linear', not of word vectors");

    Path foreign = written(Map.of(), TensorSource.of("vectors", new FloatTable(1, 1)));
    assertThatThrownBy(() -> WordVectorFiles.load(foreign))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("not word vectors that this version wrote");
  }

  @Test
  void partsThatDoNotFitAreRefused() throws IOException {
    FloatTable two = new FloatTable(2, 3);
    TensorSource vectors = TensorSource.of("vectors", two);
    TensorSource counts = TensorSource.of("counts", new long[] {2, 1});

    assertDamaged(written(OURS, vectors, counts, words("a\nb\nc")), "3 words, 2 counts, 2 vectors");
    assertDamaged(
        written(OURS, vectors, TensorSource.of("counts", new long[] {2}), words("a")),
        "1 words, 1 counts, 2 vectors");
    assertDamaged(
        written(
            OURS,
            vectors,
            TensorSource.of("contexts", new FloatTable(2, 4)),
            counts,
            words("a\nb")),
        "damaged");
    assertDamaged(written(OURS, vectors, counts), "it has no tensor 'words'");
    assertDamaged(
        written(OURS, vectors, counts, words("a\na")), "word 2: 'a' is there already, in word 1");
    assertDamaged(
        written(OURS, vectors, TensorSource.of("counts", new long[] {1, 2}), words("a\nb")),
        "word 2: the count of 'b' is 2");
    assertDamaged(
        written(OURS, TensorSource.of("vectors", new long[2]), counts, words("a\nb")),
        "tensor 'vectors' is I64 [2]");
  }

  private static void assertDamaged(Path file, String message) {
    assertThatThrownBy(() -> WordVectorFiles.load(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining(message);
  }
}
