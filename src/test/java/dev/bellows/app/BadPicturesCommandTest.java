package dev.bellows.app;

import static dev.bellows.app.Ended.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.TestSpark;
import dev.bellows.linalg.weights.WeightsFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures and weights that cannot be used, through the commands: one line, and nothing run. */
class BadPicturesCommandTest {
  private static final String GOLDEN = "/dev/bellows/linalg/weights/";

  @TempDir private Path folder;
  private Pictures pictures;

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  @BeforeEach
  void makePictures() throws IOException {
    pictures = new Pictures(folder.resolve("pictures")).fill(4);
  }

  private Path job(String... more) throws IOException {
    return pictures.job(folder.resolve("run.conf"), String.join("\n", more));
  }

  private void refusedByTrainAndPreview(Path job, String... words) {
    Ended trained = run("train", job);
    Path sheet = folder.resolve("sheet.png");
    Ended drawn = run("preview", job, "--out", sheet);
    for (Ended ended : List.of(trained, drawn)) {
      assertThat(ended.err()).startsWith("bellows: ").contains(words).hasLineCount(1);
      assertThat(ended.code()).isEqualTo(2);
    }
    assertThat(folder.resolve("run")).doesNotExist();
    assertThat(sheet).doesNotExist();
  }

  /** One picture cannot be used; with {@code broken-images = 1} it is left out. */
  private void leftOutUpToALimit(Path file, String why) throws IOException {
    refusedByTrainAndPreview(job(), file + ": " + why);
    Path tolerant = job("data.broken-images = 1", "epochs = 1");
    Ended trained = run("train", tolerant);
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.err())
        .contains("1 broken image left out: %s: %s".formatted(file, why))
        .contains("8 pictures and 2 classes");
    pictures.put("blue/another.jpg", new byte[0]);
    Path second = pictures.job(folder.resolve("second.conf"), "data.broken-images = 1");
    Ended refused = run("train", second);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("and 1 more of 10 images cannot be used; 1 may be left out")
        .hasLineCount(1);
    assertThat(folder.resolve("second")).doesNotExist();
  }

  @Test
  void anEmptyClassFolder() throws IOException {
    Files.createDirectory(pictures.folder().resolve("green"));
    refusedByTrainAndPreview(job(), "the class folder 'green' has no image in it");
  }

  @Test
  void oneClassOnly() throws IOException {
    Pictures alone = new Pictures(folder.resolve("alone"));
    alone.put("cat/1.jpg", new byte[3]);
    refusedByTrainAndPreview(
        alone.job(folder.resolve("run.conf"), ""), "has the only class folder 'cat'");
  }

  @Test
  void aClassOfTheTestPicturesThatTrainingDoesNotKnow() throws IOException {
    Pictures others = new Pictures(folder.resolve("others")).fill(1);
    others.put("rad/1.png", new byte[3]);
    refusedByTrainAndPreview(
        job("data.validation-path = \"%s\"".formatted(others.folder())),
        "data.validation-path = " + others.folder(),
        "the folder 'rad' is none of the 2 classes (did you mean 'red'?)");
  }

  @Test
  void aTextNamedJpg() throws IOException {
    Path file = pictures.put("red/a.jpg", "no picture".getBytes(StandardCharsets.UTF_8));
    leftOutUpToALimit(file, "it is neither a JPEG nor a PNG file");
  }

  @Test
  void aPictureOfOnePixel() throws IOException {
    BufferedImage one = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Path file = pictures.put("red/a.png", Pictures.encoded(one, "png"));
    leftOutUpToALimit(file, "it is 1 × 1 pixels, and each side takes at least 8");
  }

  @Test
  void aPictureOfFourHundredMillionPixels() throws IOException {
    int side = 20_000;
    BufferedImage large = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
    Path file = pictures.put("red/a.png", Pictures.encoded(large, "png"));
    leftOutUpToALimit(file, "it is 20,000 × 20,000 pixels, and at most 67,108,864 are decoded");
  }

  @Test
  void theLimitsMayBeMoved() throws IOException {
    refusedByTrainAndPreview(
        job("data.most-pixels = 450"), "it is 20 × 23 pixels, and at most 450 are decoded");
  }

  @Test
  void aTornPictureIsLeftOutOrTheEnd() throws IOException {
    byte[] whole = Files.readAllBytes(pictures.folder().resolve("blue/1.jpg"));
    Path file = pictures.put("blue/torn.jpg", Arrays.copyOf(whole, whole.length * 2 / 3));

    Ended ended = run("train", job());
    assertThat(ended.err()).contains("bellows: " + file + ": it is damaged: ");
    assertThat(ended.code()).isEqualTo(2);
    Path tolerant = pictures.job(folder.resolve("tolerant.conf"), "data.broken-images = 1");
    Ended trained = run("train", tolerant);
    assertThat(trained.code()).as(trained.err()).isZero();
    Path run = folder.resolve("tolerant");
    Ended evaluated = run("evaluate", run, pictures.folder());
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("pictures  8");
    assertThat(evaluated.err()).contains("1 broken image left out: " + file);
    Ended predicted = run("predict", run, pictures.folder(), folder.resolve("out.csv"));
    assertThat(predicted.code()).as(predicted.err()).isZero();
    assertThat(predicted.err()).contains("pictures left out that cannot be decoded: 1");
    assertThat(Files.readAllLines(folder.resolve("out.csv"))).hasSize(9);
    Ended strict = run("evaluate", run, pictures.folder(), "--set", "data.broken-images=0");
    assertThat(strict.code()).isEqualTo(2);
    assertThat(strict.err()).contains(file + ": it is damaged: ").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil-old-1.13.pth", "evil-zip-1.13.pth", "evil-zip-2.13.pth"})
  void aPickleThatCallsTheSystemIsNotRun(String name) throws IOException {
    Path evil = folder.resolve(name);
    try (InputStream in = WeightsFile.class.getResourceAsStream(GOLDEN + name)) {
      Files.copy(in, evil);
    }
    refusedWeights(evil, "wants to make 'posix.system'", "nothing was run");
    assertThat(Path.of("ran-by-a-pickle")).doesNotExist();
  }

  /** Only training reads the weights. */
  private void refusedWeights(Path weights, String... words) throws IOException {
    Ended ended = run("train", job("model.pretrained = \"%s\"".formatted(weights)));
    assertThat(ended.err())
        .startsWith("bellows: model.pretrained: ")
        .contains(words)
        .hasLineCount(1);
    assertThat(ended.code()).isEqualTo(2);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private byte[] weights() throws IOException {
    Ended trained = run("train", pictures.job(folder.resolve("first.conf"), "epochs = 1"));
    assertThat(trained.code()).as(trained.err()).isZero();
    return Files.readAllBytes(folder.resolve("first/model.safetensors"));
  }

  @Test
  void tornSafetensors() throws IOException {
    byte[] whole = weights();
    for (int length : new int[] {3, 40, whole.length / 2, whole.length - 1}) {
      Path torn = Files.write(folder.resolve("torn.safetensors"), Arrays.copyOf(whole, length));
      refusedWeights(torn, torn.toString());
    }
  }

  @Test
  void aHeaderThatLiesAboutItsLength() throws IOException {
    byte[] whole = weights();
    for (long lie : new long[] {0, 7, whole.length, 1L << 40, Long.MAX_VALUE, -1}) {
      byte[] lying = whole.clone();
      for (int i = 0; i < Long.BYTES; i++) {
        lying[i] = (byte) (lie >>> Byte.SIZE * i);
      }
      Path file = Files.write(folder.resolve("lie.safetensors"), lying);
      refusedWeights(file, file.toString());
    }
  }
}
