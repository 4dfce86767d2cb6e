package dev.bellows.embed.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the files that gensim wrote: src/test/resources/…/golden.py made them. */
class Word2vecFilesTest {
  private static final List<String> WORDS =
      List.of("the", "naïve", "東京", "it's", "a,b", "</script>", "🙂");
  private static final float[][] ROWS = {
    {0.1f, -0.25f, 1, 0, 1e-5f},
    {1.5e-7f, 123456.79f, -0f, 3.4e38f, Float.MIN_NORMAL},
    {16777216, 0.0001f, 9.999e-5f, 1e16f, 9.9999998e15f},
    {0.33333334f, 0.6666667f, -2.7182817f, 3.1415927f, Float.MIN_VALUE},
    {1e22f, 1e23f, -7, 1234.5f, 100},
    {0.30000001f, 0.3f, 0.29999998f, 0, 8388609},
    {-1, 2, -3, 4, -5},
  };

  @TempDir private Path folder;

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = Word2vecFilesTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private Path file(String name, String text) throws IOException {
    return file(name, text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"golden.txt", "golden.bin"})
  void whatGensimWroteIsReadToTheBit(String name) throws IOException {
    WordVectors read = WordVectorFiles.load(file(name, golden(name)));

    assertThat(ToyVectors.same(read, ToyVectors.of(WORDS, ROWS))).isTrue();
    assertThat(read.vocabulary().counts()).containsExactly(7, 6, 5, 4, 3, 2, 1);
    assertThat(read.metadata()).containsEntry(WordVectorFiles.COUNTS, WordVectorFiles.MADE_UP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"golden.txt", "golden.bin"})
  void weWriteTheBytesThatGensimWrites(String name) throws IOException {
    Path file = folder.resolve(name);

    WordVectorFiles.save(ToyVectors.of(WORDS, ROWS), file);

    assertThat(Files.readAllBytes(file)).isEqualTo(golden(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v.txt.gz", "v.vec.gz", "v.bin.gz", "v.vec"})
  void compressedFilesAreWrittenAndRead(String name) throws IOException {
    Path file = folder.resolve(name);
    WordVectorFiles.save(ToyVectors.of(WORDS, ROWS), file);

    assertThat(ToyVectors.same(WordVectorFiles.load(file), ToyVectors.of(WORDS, ROWS))).isTrue();
  }

  @Test
  void theBlanksAndLineEndsOfWord2vecItselfAreRead() throws IOException {
    Path text = file("c.txt", "2 2\na 1.000000 2.000000 \r\nb 3.000000 4.000000 \n\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("1 1\na ".getBytes(UTF_8));
    bytes.write(new byte[] {0, 0, (byte) 0x80, 0x3F, '\n'}); // 1.0
    WordVectors read = WordVectorFiles.load(text);

    assertThat(read.vector("b")).containsExactly(3, 4);
    assertThat(WordVectorFiles.load(file("c.bin", bytes.toByteArray())).vector("a"))
        .containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "''|line 1: '' is not the numbers of words and of dimensions",
        "the 0.1 0.2|line 1: 'the 0.1 0.2' is not the numbers",
        "2|line 1: '2' is not",
        "0 2|line 1",
        "2 -2|line 1",
        "99999999999 2|line 1",
        "900000000 900|ends too early for the 900,000,000 words of 900 dimensions",
        "2 2~a 1 2|ends with line 2; its first line says 2 words",
        "2 2~a 1 2~b 3|line 3: behind the word are 1 numbers, where the first line says 2",
        "2 2~a 1 2~b 3 4 5|line 3: behind the word are 3 numbers",
        "2 2~a 1 2~b c 3 4|line 3: behind the word are 3 numbers",
        "2 2~a 1 2~b 3 x4|line 3: 'x4' is not a finite number",
        "2 2~a 1 2~b 3 nan|line 3: 'nan' is not a finite number",
        "2 2~a 1 2~b 3 1e39|line 3: '1e39' is not a finite number",
        "2 2~a 1 2~b  4|line 3: '' is not a finite number",
        "2 2~a 1 2~a 3 4|line 3: 'a' is there already, in line 2",
        "1 2~a 1 2~b 3 4|line 3: behind the 1 words that the first line says there is more"
      })
  void aTextThatIsNoneIsToldByItsLine(String text, String message) throws IOException {
    Path bad = file("bad.txt", text.replace("''", "").replace("~", "\n") + "\n");

    assertThatThrownBy(() -> WordVectorFiles.load(bad))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bad.txt")
        .hasMessageContaining(message)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }

  @Test
  void aWordThatIsNotUtf8IsToldByItsLine() throws IOException {
    Path text = file("bad.txt", new byte[] {'1', ' ', '1', '\n', (byte) 0xC3, ' ', '1', '\n'});
    assertThatThrownBy(() -> WordVectorFiles.load(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bad.txt, line 2: the word is not UTF-8");
  }

  @Test
  void aBinaryFileTornAnywhereIsRefused() throws IOException {
    byte[] whole = golden("golden.bin");
    for (int length = 0; length < whole.length; length++) {
      Path torn = file("torn.bin", Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> WordVectorFiles.load(torn))
          .as("length %d", length)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("torn.bin");
    }
    Path torn = file("torn.bin", Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> WordVectorFiles.load(torn))
        .hasMessageEndingWith("torn.bin ends too early, within row 7");
  }

  @Test
  void aBinaryFileThatIsNoneIsToldByItsRow() throws IOException {
    Path more = file("more.bin", Arrays.copyOf(golden("golden.bin"), 300));
    assertThatThrownBy(() -> WordVectorFiles.load(more))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("more.bin: behind the 7 words of 5 dimensions");
    Path twice = file("twice.bin", "2 1\na 1111a 2222");
    assertThatThrownBy(() -> WordVectorFiles.load(twice))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("twice.bin, row 2: 'a' is there already, in row 1");
    byte[] infinite = "1 1\na ....".getBytes(UTF_8);
    infinite[infinite.length - 1] = 0x7F;
    infinite[infinite.length - 2] = (byte) 0x80;
    infinite[infinite.length - 3] = 0;
    infinite[infinite.length - 4] = 0;
    Path notFinite = file("infinite.bin", infinite);
    assertThatThrownBy(() -> WordVectorFiles.load(notFinite))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("infinite.bin, row 1: the vector of 'a' has a number");
    Path text = file("text.bin", golden("golden.txt"));
    assertThatThrownBy(() -> WordVectorFiles.load(text)).isInstanceOf(InputException.class);
    Path binary = file("binary.txt", golden("golden.bin"));
    assertThatThrownBy(() -> WordVectorFiles.load(binary)).isInstanceOf(InputException.class);
    Path endless = file("endless.bin", "1 1\n" + "a".repeat(100_000) + " 1111");
    assertThatThrownBy(() -> WordVectorFiles.load(endless))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("row 1: the word does not end");
  }

  @Test
  void aCompressedFileThatIsNoneOrTornIsRefused() throws IOException {
    Path plain = file("plain.txt.gz", golden("golden.txt"));
    assertThatThrownBy(() -> WordVectorFiles.load(plain))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("plain.txt.gz is not a whole gzip file");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(golden("golden.bin"));
    }
    Path torn = file("torn.bin.gz", Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
    assertThatThrownBy(() -> WordVectorFiles.load(torn))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("torn.bin.gz ends too early");
  }

  @ParameterizedTest
  @CsvSource({"a b.txt,' '", "v.bin,' '", "v.txt,'\n'", "v.bin,'\n'"})
  void aWordThatTheFormatCannotKeepIsRefusedAndNothingIsWritten(String name, String between)
      throws IOException {
    WordVectors vectors =
        ToyVectors.of(List.of("the", "new" + between + "york"), new float[][] {{1}, {2}});
    Path file = file(name, "precious");

    assertThatThrownBy(() -> WordVectorFiles.save(vectors, file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "word 2, 'new" + (between.equals(" ") ? " " : "?") + "york', holds a");
    assertThat(file).hasContent("precious");
    assertThat(folder.toFile().list()).containsExactly(name);
  }

  @Test
  void aNameThatSaysNoFormatIsToldWithThoseThatDo() {
    for (String name : List.of("v.npy", "v", "v.safetensors.gz", "v.parquet.gz", "v.gz")) {
      assertThatThrownBy(() -> WordVectorFiles.requireFormat(folder.resolve(name)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("ends in .safetensors, .parquet, .txt or .vec");
    }
    assertThatThrownBy(() -> WordVectorFiles.load(folder.resolve("no.txt")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no such model");
  }
}
