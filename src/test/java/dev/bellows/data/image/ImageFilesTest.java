package dev.bellows.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.RealData;
import dev.bellows.TestSpark;
import dev.bellows.data.PackedBlock;
import dev.bellows.image.Golden;
import dev.bellows.image.ImageDecoder;
import dev.bellows.image.ImageLimits;
import dev.bellows.image.ImagePipeline;
import dev.bellows.image.ImageTransform;
import dev.bellows.image.ImageWords;
import dev.bellows.image.Pixels;
import dev.bellows.linalg.EncodedImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
  private static final BrokenImages NONE_BROKEN = new BrokenImages(0);

  @TempDir private Path folder;

  private void put(String path, byte[] bytes) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private void put(String path) throws IOException {
    put(path, Golden.file("subsampled.jpg"));
  }

  private ImageFiles find() {
    return ImageFiles.find(new Configuration(), "data.path", folder.toString());
  }

  private static ImageLoader.Loaded load(ImageFiles files, int blocks, BrokenImages policy) {
    return ImageLoader.load(TestSpark.context(), files, blocks, ImageLimits.DEFAULT, policy);
  }

  /** Names and labels in the order of the rows. */
  private static List<String> rows(ImageLoader.Loaded loaded) {
    List<String> rows = new ArrayList<>();
    for (PackedBlock block : loaded.dataset().collect()) {
      block.visitAll(
          (piece, chosen, count) -> {
            EncodedImages images = (EncodedImages) piece;
            for (int i = 0; i < count; i++) {
              String name = images.names().get(chosen[i]);
              rows.add((int) images.labels()[chosen[i]] + " " + name.replaceAll(".*/", ""));
            }
          });
    }
    return rows;
  }

  @Test
  void classesAreNumberedByNameAndImagesByPathWhateverTheNumberOfBlocks() throws IOException {
    put("dog/b.jpg");
    put("dog/a.PNG", Golden.file("rgb.png"));
    put("cat/deep/er/z.jpeg");
    put("cat/y.jpg");
    put("cat/notes.txt", new byte[3]);
    put("cat/.hidden.jpg", new byte[3]);
    put(".git/x.jpg");
    put("_tmp/x.jpg");
    put("readme.jpg");

    ImageFiles files = find();

    assertThat(files.classes()).containsExactly("cat", "dog");
    assertThat(files.counts()).containsExactly(2, 2);
    for (int blocks : new int[] {1, 3}) {
      ImageLoader.Loaded loaded = load(files, blocks, NONE_BROKEN);
      assertThat(rows(loaded)).containsExactly("0 z.jpeg", "0 y.jpg", "1 a.PNG", "1 b.jpg");
      assertThat(loaded.dataset().rows()).isEqualTo(4);
      loaded.dataset().unpersist();
    }
  }

  @Test
  void theBytesInTheBlocksAreThoseOfTheFiles() throws Exception {
    put("a/1.jpg");
    put("b/1.png", Golden.file("palette.png"));

    ImageLoader.Loaded loaded = load(find(), 2, NONE_BROKEN);
    List<byte[]> files = new ArrayList<>();
    for (PackedBlock block : loaded.dataset().blocks().collect()) {
      block.visitAll((piece, rows, count) -> files.add(((EncodedImages) piece).file(rows[0])));
    }

    assertThat(files).containsExactly(Golden.file("subsampled.jpg"), Golden.file("palette.png"));
    loaded.dataset().unpersist();
  }

  @Test
  void anEmptyClassFolderIsRefusedByItsName() throws IOException {
    put("cat/a.jpg");
    put("dog/a.txt");

    assertThatThrownBy(this::find)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("data.path = " + folder)
        .hasMessageContaining("the class folder 'dog' has no image in it");
  }

  @Test
  void oneClassOrNoneIsRefused() throws IOException {
    assertThatThrownBy(this::find)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no class folder in it");
    put("cat/a.jpg");
    assertThatThrownBy(this::find)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has the only class folder 'cat'");
    assertThatThrownBy(() -> ImageFiles.find(new Configuration(), "data.path", folder + "/nowhere"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no such folder");
  }

  @Test
  void imagesToEvaluateWithHaveTheClassesOfTraining() throws IOException {
    put("dog/a.jpg");
    Configuration configuration = new Configuration();
    List<String> classes = List.of("cat", "dog");

    ImageFiles files = ImageFiles.find(configuration, "p", folder.toString(), classes);
    assertThat(files.files().get(0).label()).isEqualTo(1);

    put("dig/a.jpg");
    assertThatThrownBy(() -> ImageFiles.find(configuration, "p", folder.toString(), classes))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'dig' is none of the 2 classes (did you mean 'dog'?): cat, dog");
  }

  @Test
  void brokenImagesAreLeftOutAndNamedUpToALimit() throws IOException {
    for (int i = 0; i < 4; i++) {
      put("cat/" + i + ".jpg");
      put("dog/" + i + ".jpg");
    }
    put("cat/2.jpg", "a text".getBytes(StandardCharsets.UTF_8));
    put("dog/0.jpg", new byte[0]);
    ImageFiles files = find();

    ImageLoader.Loaded loaded = load(files, 2, new BrokenImages(2));
    assertThat(rows(loaded))
        .containsExactly("0 0.jpg", "0 1.jpg", "0 3.jpg", "1 1.jpg", "1 2.jpg", "1 3.jpg");
    assertThat(loaded.used().files()).hasSize(6);
    assertThat(loaded.broken().count()).isEqualTo(2);
    assertThat(loaded.broken().named())
        .containsExactly(
            folder + "/cat/2.jpg: it is neither a JPEG nor a PNG file",
            folder + "/dog/0.jpg: it is empty");
    loaded.dataset().unpersist();

    assertThatThrownBy(() -> load(files, 2, new BrokenImages(1)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder
                + "/cat/2.jpg: it is neither a JPEG nor a PNG file (and 1 more of 8 images cannot"
                + " be used; 1 may be left out)");
  }

  @Test
  void aClassOfBrokenImagesOnlyIsRefused() throws IOException {
    put("cat/a.jpg");
    put("dog/a.jpg", new byte[9]);

    assertThatThrownBy(() -> load(find(), 1, new BrokenImages(5)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("class 'dog' has no image that can be used");
  }

  @Test
  void aLongHeadIsReadToItsEnd() throws IOException {
    byte[] jpeg = Golden.file("subsampled.jpg");
    byte[] comment = new byte[2 + 65_000]; // a segment, before the size
    comment[0] = (byte) 0xff;
    comment[1] = (byte) 0xfe;
    comment[2] = (byte) (65_000 >> 8);
    comment[3] = (byte) 65_000;
    byte[] longHead = new byte[jpeg.length + 2 * comment.length];
    System.arraycopy(jpeg, 0, longHead, 0, 2);
    System.arraycopy(comment, 0, longHead, 2, comment.length);
    System.arraycopy(comment, 0, longHead, 2 + comment.length, comment.length);
    System.arraycopy(jpeg, 2, longHead, 2 + 2 * comment.length, jpeg.length - 2);
    put("cat/a.jpg", longHead);
    put("dog/a.jpg");

    ImageLoader.Loaded loaded = load(find(), 1, NONE_BROKEN);

    assertThat(loaded.broken().count()).isZero();
    loaded.dataset().unpersist();
  }

  @Test
  void imagesOfSparksBinaryFileSourceHaveTheFolderAsClass() throws IOException {
    put("dog/b.jpg");
    put("cat/a.jpg");
    put("cat/x.txt", new byte[2]);

    ImageFiles files =
        ImageFiles.of(
            TestSpark.session()
                .read()
                .format("binaryFile")
                .option("recursiveFileLookup", "true")
                .load(folder.toString()));
    ImageLoader.Loaded loaded = load(files, 1, NONE_BROKEN);

    assertThat(files.classes()).containsExactly("cat", "dog");
    assertThat(rows(loaded)).containsExactly("0 a.jpg", "1 b.jpg");
    loaded.dataset().unpersist();
  }

  @Test
  void imagesAreHeldOutByTheSeed() throws IOException {
    for (int i = 0; i < 10; i++) {
      put("cat/" + i + ".jpg");
      put("dog/" + i + ".jpg");
    }

    ImageFiles.Split split = find().split(0.25, 3);

    assertThat(split.held().files()).hasSize(5);
    assertThat(split.training().files())
        .hasSize(15)
        .doesNotContainAnyElementsOf(split.held().files());
    assertThat(find().split(0.25, 3)).isEqualTo(split);
    assertThat(find().split(0.25, 4)).isNotEqualTo(split);
  }

  @Test
  void aSampleIsOfAllClassesAndDrawnByTheSeed() throws IOException {
    for (int i = 0; i < 20; i++) {
      put("cat/" + i + ".jpg");
      put("dog/" + i + ".jpg");
    }

    ImageFiles sample = find().sample(10, 3);

    assertThat(sample.files()).hasSize(10);
    assertThat(sample.counts()).doesNotContain(0);
    assertThat(find().sample(10, 3)).isEqualTo(sample);
    assertThat(find().sample(10, 4)).isNotEqualTo(sample);
    assertThat(find().sample(99, 3)).isEqualTo(find());
  }

  @Test
  void picturesWithoutClassesLieAnywhereInAFolder() throws IOException {
    put("b.jpg");
    put("a/deep/c.png");
    put("a/notes.txt", new byte[3]);
    Configuration configuration = new Configuration();

    ImageFiles files = ImageFiles.unlabelled(configuration, "in", folder.toString());

    assertThat(files.files()).hasSize(2).allSatisfy(file -> assertThat(file.label()).isZero());
    assertThat(ImageFiles.unlabelled(configuration, "in", folder + "/b.jpg").files()).hasSize(1);
    assertThatThrownBy(() -> ImageFiles.unlabelled(configuration, "in", folder + "/nowhere"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no such file or folder");
  }

  @Test
  void theHotDogsAreReadAndDecoded() throws Exception {
    Path test = RealData.file("hotdog/test");
    ImageFiles files =
        ImageFiles.find(new Configuration(), "data.path", test.toAbsolutePath().toString());

    assertThat(files.classes()).containsExactly("hotdog", "not-hotdog");
    assertThat(files.counts()).containsExactly(200, 200);
    ImageLoader.Loaded loaded = load(files, 4, NONE_BROKEN);
    ImagePipeline pipeline =
        ImageWords.parse("t", List.of("resize 256", "center-crop 224", "normalize imagenet"));
    List<ImageTransform.Size> sizes =
        loaded
            .dataset()
            .blocks()
            .map(
                block -> {
                  EncodedImages[] first = new EncodedImages[1];
                  block.visitAll((piece, rows, count) -> first[0] = (EncodedImages) piece);
                  Pixels pixels = ImageDecoder.decode(first[0].file(0), ImageLimits.DEFAULT);
                  return pipeline.write(pixels, 1, 1, new float[3 * 224 * 224], 0);
                })
            .collect();
    assertThat(sizes).hasSize(4).containsOnly(pipeline.size().orElseThrow());
    loaded.dataset().unpersist();
  }
}
