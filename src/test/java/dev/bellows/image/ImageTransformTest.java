package dev.bellows.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bellows.image.ImageTransform.CentreCrop;
import dev.bellows.image.ImageTransform.RandomCrop;
import dev.bellows.image.ImageTransform.RandomFlip;
import dev.bellows.image.ImageTransform.RandomResizedCrop;
import dev.bellows.image.ImageTransform.ResizeShorter;
import dev.bellows.linalg.KeyedRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTransformTest {
  private static Pixels picture() throws Exception {
    return ImageDecoder.decode(Golden.file("rgb.png"), ImageLimits.DEFAULT); // 23 × 17
  }

  /** A picture whose red says the column and whose green the row. */
  private static Pixels numbered(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        rgb[(y * width + x) * 3] = (byte) (x + 1);
        rgb[(y * width + x) * 3 + 1] = (byte) (y + 1);
      }
    }
    return new Pixels(width, height, rgb);
  }

  private static KeyedRandom random(long key) {
    return new KeyedRandom(key, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"11x8", "46x34", "5x40", "23x9", "37x17", "1x1"})
  void resizedPicturesHaveThePixelsThatPillowHas(String size) throws Exception {
    String[] sides = size.split("x");

    Pixels resized =
        BilinearResize.resize(picture(), Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));

    assertThat(resized.rgb()).isEqualTo(Golden.bytes("resized", size));
  }

  @Test
  void theShorterSideIsResizedToAndTheFormKept() {
    Pixels wide = new ResizeShorter(256).apply(numbered(50, 30), random(1));
    Pixels high = new ResizeShorter(10).apply(numbered(30, 47), random(1));

    assertThat(List.of(wide.width(), wide.height())).containsExactly(426, 256); // 426.67, cut
    assertThat(List.of(high.width(), high.height())).containsExactly(10, 15);
  }

  @Test
  void theMiddleIsCutOutAndHalvesGoToTheEvenNumber() {
    // torchvision: int(round(2.5)) = 2 columns before, int(round(1.5)) = 2 rows before
    Pixels middle = new CentreCrop(10, 10).apply(numbered(15, 13), random(1));

    assertThat(middle.get(0, 0, 0)).isEqualTo(2 + 1);
    assertThat(middle.get(0, 0, 1)).isEqualTo(2 + 1);
  }

  @Test
  void aPictureSmallerThanItsCropStandsInBlack() {
    Pixels padded = new CentreCrop(8, 6).apply(numbered(4, 2), random(1));

    assertThat(padded.get(0, 0, 0)).isZero();
    assertThat(padded.get(2, 2, 0)).isEqualTo(1);
    assertThat(padded.get(5, 3, 0)).isEqualTo(4);
    assertThat(padded.get(6, 3, 0)).isZero();
    // and where black cannot be the same on both sides, as torchvision has it
    Pixels odd = new CentreCrop(10, 11).apply(numbered(7, 6), random(1));
    assertThat(odd.get(5, 5, 0)).isEqualTo(5);
    assertThat(odd.get(5, 5, 1)).isEqualTo(4);
  }

  @Test
  void aFlippedPictureIsItsMirrorImage() {
    Pixels flipped = new RandomFlip(1).apply(numbered(5, 2), random(1));

    assertThat(flipped.get(0, 1, 0)).isEqualTo(5);
    assertThat(flipped.get(4, 0, 0)).isEqualTo(1);
    assertThat(new RandomFlip(0).apply(flipped, random(1))).isSameAs(flipped);
    int count = 0;
    for (int key = 0; key < 1000; key++) {
      count += new RandomFlip(0.5).apply(flipped, random(key)) == flipped ? 0 : 1;
    }
    assertThat(count).isBetween(430, 570); // more than four deviations around the half
  }

  @Test
  void partsOfRandomAreaAndFormLieInThePictureAndHaveBoth() {
    RandomResizedCrop crop = new RandomResizedCrop(32);
    double areas = 0;
    double least = 1;
    int draws = 4000;
    for (int key = 0; key < draws; key++) {
      RandomResizedCrop.Box box = crop.box(200, 150, random(key));
      assertThat(box.left()).isBetween(0, 200 - box.width());
      assertThat(box.top()).isBetween(0, 150 - box.height());
      assertThat((double) box.width() / box.height()).isBetween(0.72, 1.38); // rounded sides
      double area = box.width() * box.height() / (200.0 * 150);
      areas += area / draws;
      least = Math.min(least, area);
    }
    // torchvision's own get_params: mean 0.436, deviation 0.217 (20,000 draws, same picture)
    assertThat(areas).isBetween(0.436 - 4 * 0.0034, 0.436 + 4 * 0.0034);
    assertThat(least).isBetween(0.075, 0.1);
    assertThat(crop.apply(numbered(200, 150), random(1)).width()).isEqualTo(32);
  }

  @Test
  void whereNoPartFitsTheMiddleIsTaken() {
    RandomResizedCrop crop = new RandomResizedCrop(8, 1, 1, 3.0 / 4, 4.0 / 3);

    assertThat(crop.box(100, 10, random(1)))
        .isEqualTo(new RandomResizedCrop.Box(43, 0, 13, 10)); // 10 · 4/3 = 13.3
    assertThat(crop.box(10, 100, random(1))).isEqualTo(new RandomResizedCrop.Box(0, 43, 10, 13));
  }

  @Test
  void aRandomCropOfAPaddedPictureReachesEveryPlace() {
    RandomCrop crop = new RandomCrop(4, 4, 1);
    boolean[] seen = new boolean[3];
    for (int key = 0; key < 100; key++) {
      Pixels part = crop.apply(numbered(4, 4), random(key));
      int left = part.get(1, 1, 0); // 1, 2 or 3
      seen[left - 1] = true;
    }
    assertThat(seen).containsExactly(true, true, true);
  }

  @Test
  void normalizedNumbersAreThoseOfPyTorch() throws Exception {
    Pixels corner = picture().crop(0, 0, 2, 2);
    float[] numbers = new float[12];
    Normalization.IMAGENET.write(corner, Normalization.IMAGENET.table(), numbers, 0);

    JsonNode golden = Golden.of("normalized", "imagenet");
    for (int i = 0; i < numbers.length; i++) {
      assertThat(numbers[i]).isEqualTo((float) golden.get(i).asDouble());
    }
  }

  @Test
  void networksFromCaffeGetBlueFirst() {
    float[] numbers = new float[3];
    Pixels one = new Pixels(1, 1, new byte[] {10, 20, 30});
    Normalization.CAFFE.write(one, Normalization.CAFFE.table(), numbers, 0);

    assertThat(numbers).containsExactly(30 - 103.939f, 20 - 116.779f, 10 - 123.68f);
  }
}
