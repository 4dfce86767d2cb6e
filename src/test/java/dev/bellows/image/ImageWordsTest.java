package dev.bellows.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.image.ImageTransform.CentreCrop;
import dev.bellows.image.ImageTransform.RandomCrop;
import dev.bellows.image.ImageTransform.RandomFlip;
import dev.bellows.image.ImageTransform.RandomResizedCrop;
import dev.bellows.image.ImageTransform.ResizeShorter;
import dev.bellows.image.ImageTransform.ResizeTo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageWordsTest {
  private static ImagePipeline parse(String... words) {
    return ImageWords.parse("data.transforms", List.of(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resize 256, center-crop 224, normalize imagenet",
        "random-resized-crop 224, flip, normalize caffe",
        "random-resized-crop 96 area 0.25 0.5 ratio 0.5 1.5, flip 0.3",
        "random-crop 32 padding 4, flip, normalize cifar10",
        "resize 64x48, random-crop 32x24, normalize 0.1 0.2 0.3 1.0 0.7 0.123456",
        "resize 7x9, center-crop 7x8"
      })
  void aPipelineTellsTheWordsThatItWasMadeOf(String words) {
    ImagePipeline pipeline = parse(words.split(", "));

    assertThat(String.join(", ", pipeline.words())).isEqualTo(words);
    ImagePipeline again = parse(pipeline.words().toArray(new String[0]));
    assertThat(again.transforms()).isEqualTo(pipeline.transforms());
    assertThat(again.normalization()).isEqualTo(pipeline.normalization());
  }

  @Test
  void transformsAreReadFromTheirWords() {
    assertThat(parse("random-resized-crop 224", "flip", "normalize imagenet").transforms())
        .containsExactly(
            new RandomResizedCrop(224, 0.08, 1, 3.0 / 4, 4.0 / 3), new RandomFlip(0.5));
    assertThat(parse("resize 256", "center-crop 224").transforms())
        .containsExactly(new ResizeShorter(256), new CentreCrop(224, 224));
    assertThat(
            parse(
                    "resize 64x48",
                    "random-crop 32 padding 4",
                    "random-resized-crop 8 ratio 1 1 area 0.5 0.9",
                    "center-crop 30x20",
                    "flip 0.25")
                .transforms())
        .containsExactly(
            new ResizeTo(64, 48),
            new RandomCrop(32, 32, 4),
            new RandomResizedCrop(8, 0.5, 0.9, 1, 1),
            new CentreCrop(30, 20),
            new RandomFlip(0.25));
  }

  @Test
  void theNormalizationIsTheLastOfThem() {
    assertThat(parse("flip").normalization()).isEqualTo(Normalization.UNIT);
    assertThat(parse("normalize imagenet").normalization()).isEqualTo(Normalization.IMAGENET);
    assertThat(parse("normalize caffe").normalization()).isEqualTo(Normalization.CAFFE);
    assertThat(parse("normalize 0.5 0.4 0.3 1 2 3").normalization())
        .isEqualTo(Normalization.of(List.of(0.5f, 0.4f, 0.3f), List.of(1f, 2f, 3f)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flop | 'flop' is no transform (did you mean 'flip'?); there are resize,",
        "resize | 'resize' lacks a side; it is written resize SHORTER-SIDE or resize WIDTHxHEIGHT",
        "resize 0 | 'resize 0' has '0' as a side; it takes 1 to 8192",
        "resize big | has 'big' as a side; it takes 1 to 8192",
        "resize 2.5 | has '2.5' as a side; it is a whole number",
        "center-crop 3xx | has no size such as 224x224",
        "center-crop 224 225 | has '225' too much",
        "random-resized-crop 224 area 0.5 0.4 | has '0.4' as a share of the area",
        "flip 1.5 | has '1.5' as a probability; it takes 0 to 1",
        "normalize imagenett | names no normalisation (did you mean 'imagenet'?)",
        "normalize 0.5 | lacks a mean",
        "normalize 0 0 0 1 1 0 | has '0' as a deviation"
      })
  void whatIsNoTransformIsSaidWithWhatIsAllowed(String written, String message) {
    assertThatThrownBy(() -> parse(written))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("data.transforms: '")
        .hasMessageContaining(message);
  }

  @Test
  void nothingComesBehindTheNormalization() {
    assertThatThrownBy(() -> parse("normalize imagenet", "flip"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'flip' stands behind the normalisation");
  }

  @Test
  void theSizeOfWhatComesOutIsKnownWhereItDoesNotDependOnThePicture() {
    assertThat(parse("resize 256", "center-crop 30x20", "flip").size())
        .contains(new ImageTransform.Size(20, 30));
    assertThat(parse("center-crop 20", "resize 256").size()).isEmpty();
    assertThat(parse("flip").size()).isEmpty();
    assertThat(parse("flip").isRandom()).isTrue();
    assertThat(parse("resize 256", "center-crop 30").isRandom()).isFalse();
  }

  @Test
  void aTaskThatIsRunAgainSeesTheSamePictureAndEveryEpochAnother() throws Exception {
    ImagePipeline pipeline = parse("random-resized-crop 16", "flip", "normalize imagenet");
    Pixels in = ImageDecoder.decode(Golden.file("rgb.png"), ImageLimits.DEFAULT);

    float[] first = new float[3 * 16 * 16];
    float[] again = new float[3 * 16 * 16];
    pipeline.write(in, 7, 1, first, 0);
    pipeline.write(in, 7, 1, again, 0);

    assertThat(again).isEqualTo(first);
    for (long[] other : new long[][] {{8, 1}, {7, 2}}) {
      pipeline.write(in, other[0], other[1], again, 0);
      assertThat(again).isNotEqualTo(first);
    }
  }
}
