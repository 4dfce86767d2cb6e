package dev.bellows.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bellows.InputException;
import dev.bellows.image.Golden;
import dev.bellows.image.ImageDecoder;
import dev.bellows.image.ImageLimits;
import dev.bellows.image.ImagePipeline;
import dev.bellows.image.ImageWords;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.EncodedImages;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import dev.bellows.model.GradientSum;
import dev.bellows.model.Measures;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Networks that are given pictures in files. */
class PictureObjectiveTest {
  private static final String SHAPE = "3x16x16";
  private static final int COLUMNS = 3 * 16 * 16;
  private static final String PLAIN =
      "conv 4 3x3 padding 1, relu, max-pool 4, flatten, dropout 0.2, linear 8, tanh, linear 2";
  private static final List<String> FILES =
      List.of("rgb.jpg", "rgb.png", "grey.jpg", "cmyk.jpg", "palette.png", "progressive.jpg");
  private static final ImageInput INPUT = input(0);

  private static ImagePipeline pipeline(String... words) {
    return ImageWords.parse("data.transforms", List.of(words));
  }

  private static ImageInput input(int broken) {
    return new ImageInput(
        pipeline("random-resized-crop 16", "flip", "normalize imagenet"),
        pipeline("resize 16x16", "normalize imagenet"),
        ImageLimits.DEFAULT,
        broken);
  }

  private static NetworkClassification network(String layers, ImageInput input) {
    return Network.of(SHAPE, layers).classification(input);
  }

  /** A file whose head is whole and whose picture is not. */
  private static byte[] torn() throws Exception {
    byte[] whole = Golden.file("rgb.jpg");
    return Arrays.copyOf(whole, whole.length * 2 / 3);
  }

  /** So many pictures, of which some are torn. */
  private static EncodedImages images(int count, Integer... torn) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int[] starts = new int[count + 1];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean whole = !List.of(torn).contains(i);
      bytes.writeBytes(whole ? Golden.file(FILES.get(i % FILES.size())) : torn());
      names.add("photos/%03d.jpg".formatted(i));
      starts[i + 1] = bytes.size();
    }
    double[] labels = IntStream.range(0, count).mapToDouble(i -> i % 2).toArray();
    return new EncodedImages(bytes.toByteArray(), starts, labels, new double[0], names);
  }

  /** The numbers that a pipeline makes of the pictures. */
  private static LabelledRows numbers(EncodedImages images, ImagePipeline pipeline, long key)
      throws Exception {
    double[] values = new double[images.count() * COLUMNS];
    float[] one = new float[COLUMNS];
    for (int i = 0; i < images.count(); i++) {
      pipeline.write(ImageDecoder.decode(images.file(i), ImageLimits.DEFAULT), key, i, one, 0);
      for (int c = 0; c < COLUMNS; c++) {
        values[i * COLUMNS + c] = one[c];
      }
    }
    return new LabelledRows(new DenseRows(values, COLUMNS), images.labels());
  }

  private record Sum(double loss, double[] gradient) {}

  private static Sum sum(
      NetworkClassification network,
      Examples examples,
      double[] parameters,
      long key,
      int... rows) {
    double[] gradient = new double[parameters.length];
    GradientSum sum = network.beginBatch(key, parameters, gradient);
    for (int from = 0; from < rows.length; from += 7) { // in pieces, as engines give them
      int[] chosen = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + 7));
      sum.add(examples, 0, chosen, chosen.length);
    }
    return new Sum(sum.finish(), gradient);
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  private static void assertClose(double[] actual, double[] expected) {
    double most = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isEqualTo(expected[i], within(1e-5 * most));
    }
  }

  @Test
  void inTrainingPicturesAreTheNumbersOfTrainingsTransforms() throws Exception {
    EncodedImages images = images(20);
    NetworkClassification network = network(PLAIN, INPUT);
    double[] parameters = network.initialParameters(1);
    Sum pictures = sum(network, images, parameters, 77, range(0, 20));
    Sum numbers = sum(network, numbers(images, INPUT.training(), 77), parameters, 77, range(0, 20));
    assertThat(pictures.gradient()).isEqualTo(numbers.gradient());
    assertThat(pictures.loss()).isEqualTo(numbers.loss());
    assertThat(sum(network, images, parameters, 78, range(0, 20)).loss())
        .isNotEqualTo(pictures.loss());
  }

  @Test
  void elsewhereTheyAreTheNumbersOfTheOtherTransforms() throws Exception {
    EncodedImages images = images(20);
    NetworkClassification network = network(PLAIN, INPUT);
    double[] parameters = network.initialParameters(1);
    LabelledRows numbers = numbers(images, INPUT.evaluation(), 0);
    int[] all = range(0, 20);
    double[] expected = new double[40];
    network.predict(numbers.features(), all, 20, parameters, expected);
    double[] outputs = new double[40];
    assertThat(network.predict(images, all, 20, parameters, outputs)).isEqualTo(new BitSet());
    assertThat(outputs).isEqualTo(expected);
    assertThat(network.loss(images, all, 20, parameters))
        .isEqualTo(network.loss(numbers, all, 20, parameters));
    Measures measures = network.measures();
    double[] sums = new double[measures.size()];
    double[] those = new double[measures.size()];
    measures.add(images, all, 20, parameters, sums);
    measures.add(numbers, all, 20, parameters, those);
    assertThat(sums).isEqualTo(those);
  }

  @Test
  void manyPassesGiveTheSameBitsWhateverThePaceOfTheThreads() throws Exception {
    EncodedImages images = images(300); // three passes, two of them decoded ahead
    NetworkClassification network = network(PLAIN, INPUT);
    double[] parameters = network.initialParameters(1);
    Sum expected = sum(network, numbers(images, INPUT.training(), 3), parameters, 3, range(0, 300));
    for (int i = 0; i < 10; i++) {
      Sum again = sum(network, images, parameters, 3, range(0, 300));
      assertThat(again.gradient()).isEqualTo(expected.gradient());
      assertThat(again.loss()).isEqualTo(expected.loss());
    }
  }

  @Test
  void twoSharesGiveTheGradientOfOne() throws Exception {
    EncodedImages images = images(40);
    NetworkClassification network = network(PLAIN, INPUT);
    double[] parameters = network.initialParameters(1);
    Sum whole = sum(network, images, parameters, 3, range(0, 40));
    Sum first = sum(network, images, parameters, 3, range(0, 15));
    Sum second = sum(network, images, parameters, 3, range(15, 40));
    double[] both = first.gradient().clone();
    Arrays.setAll(both, i -> both[i] + second.gradient()[i]);
    assertClose(both, whole.gradient());
    assertThat(first.loss() + second.loss()).isEqualTo(whole.loss(), within(1e-5 * whole.loss()));
  }

  @Test
  void brokenPicturesAddNothing() throws Exception {
    EncodedImages images = images(20, 0, 7, 19);
    String layers = "conv 4 3x3, batch-norm, relu, flatten, dropout 0.2, linear 2";
    NetworkClassification network = network(layers, input(3));
    double[] parameters = network.initialParameters(1);
    Sum all = sum(network, images, parameters, 3, range(0, 20));
    int[] whole = IntStream.range(0, 20).filter(i -> i != 0 && i != 7 && i != 19).toArray();
    Sum others = sum(network, images, parameters, 3, whole);
    assertThat(all.gradient()).isEqualTo(others.gradient());
    assertThat(all.loss()).isEqualTo(others.loss());
    Sum none = sum(network, images, parameters, 3, 0, 7);
    assertThat(none.loss()).isZero();
    assertThat(none.gradient()).containsOnly(0);
  }

  @Test
  void nothingIsPredictedForBrokenPicturesAndTheyAreNotMeasured() throws Exception {
    EncodedImages images = images(6, 0, 4);
    NetworkClassification network = network(PLAIN, input(2));
    double[] parameters = network.initialParameters(1);
    double[] outputs = new double[12];
    Arrays.fill(outputs, 5);
    BitSet without = network.predict(images, range(0, 6), 6, parameters, outputs);
    assertThat(without.stream().toArray()).containsExactly(0, 4);
    assertThat(outputs[0]).isEqualTo(5);
    assertThat(outputs[9]).isEqualTo(5);
    assertThat(outputs[2]).isNotEqualTo(5);
    Measures measures = network.measures();
    double[] sums = new double[measures.size()];
    measures.add(images, range(0, 6), 6, parameters, sums);
    double[] those = new double[measures.size()];
    measures.add(images, new int[] {1, 2, 3, 5}, 4, parameters, those);
    assertThat(sums).isEqualTo(those);
    assertThat(measures.figures(sums, 6)).containsEntry("log-loss", those[0] / 4);
  }

  @Test
  void moreBrokenPicturesThanAllowedAreTheEndButOneCountsOnce() throws Exception {
    EncodedImages images = images(9, 2, 5);
    NetworkClassification network = network(PLAIN, input(1));
    double[] parameters = network.initialParameters(1);
    sum(network, images, parameters, 1, range(0, 4));
    sum(network, images, parameters, 2, range(0, 4));
    assertThatThrownBy(() -> sum(network, images, parameters, 3, range(0, 9)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("photos/005.jpg: it is damaged: ")
        .hasMessageEndingWith("(and 1 more images turned out broken; 1 may be left out)");
    assertThatThrownBy(() -> sum(network(PLAIN, INPUT), images, parameters, 3, range(0, 4)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("photos/002.jpg: it is damaged: ");
  }

  @Test
  void transformsFitTheNetwork() {
    Network network = Network.of(SHAPE, PLAIN);
    ImagePipeline fits = pipeline("resize 16x16");
    assertThatThrownBy(
            () ->
                network.classification(
                    new ImageInput(pipeline("resize 16"), fits, ImageLimits.DEFAULT)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the transforms of training leave pictures of many sizes; the network takes 16x16"
                + " (height x width): end them with a crop or with resize WxH");
    assertThatThrownBy(
            () ->
                network.classification(
                    new ImageInput(fits, pipeline("resize 16x8"), ImageLimits.DEFAULT)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the transforms of evaluation make pictures of 8x16 (height x width); the network"
                + " takes 16x16");
    assertThatThrownBy(() -> Network.of("1x16x16", PLAIN).classification(INPUT))
        .isInstanceOf(InputException.class)
        .hasMessage("the network takes rows of 1x16x16; pictures have 3 channels x height x width");
    assertThatThrownBy(
            () -> new ImageInput(fits, pipeline("resize 16x16", "flip"), ImageLimits.DEFAULT))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("the transforms of evaluation draw at random");
  }

  @Test
  void aNetworkOfNumbersTakesNoPictures() throws Exception {
    NetworkClassification network = Network.of(SHAPE, PLAIN).classification();
    double[] parameters = network.initialParameters(1);
    EncodedImages images = images(2);
    assertThatThrownBy(() -> sum(network, images, parameters, 1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a network of rows of numbers is given pictures in files; it needs an ImageInput");
  }

  @Test
  void frozenTensorsHaveNoGradientAndTheOthersTheSame() throws Exception {
    EncodedImages images = images(12);
    NetworkClassification network = network(PLAIN, INPUT);
    double[] parameters = network.initialParameters(1);
    Sum free = sum(network, images, parameters, 1, range(0, 12));
    NetworkClassification frozen = network.freeze(Set.of("0.weight", "0.bias", "5.bias"));
    Sum part = sum(frozen, images, parameters, 1, range(0, 12));
    assertThat(part.loss()).isEqualTo(free.loss());
    Layout layout = network.layout();
    for (Layout.Slot slot : layout.tensors()) {
      double[] gradient = layout.read(slot.name(), part.gradient());
      if (frozen.frozen().contains(slot.name())) {
        assertThat(gradient).containsOnly(0);
      } else {
        assertThat(gradient).isEqualTo(layout.read(slot.name(), free.gradient()));
      }
    }
    assertThatThrownBy(() -> network.freeze(Set.of("0.weigth")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no tensor '0.weigth' to freeze")
        .hasMessageContaining("0.weight");
    Set<String> all = Set.copyOf(layout.tensors().stream().map(Layout.Slot::name).toList());
    assertThatThrownBy(() -> network.freeze(all))
        .isInstanceOf(InputException.class)
        .hasMessage("all tensors of the network are frozen; nothing is left to train");
  }

  @Test
  void manyStepsLeaveNoMemoryBehind() throws Exception {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "only Linux tells what a process has in memory");
    EncodedImages images = images(200);
    NetworkClassification network =
        Network.of("3x64x64", "conv 8 3x3 stride 2, relu, global-average-pool, flatten, linear 2")
            .classification(
                new ImageInput(
                    pipeline("resize 64x64", "flip"),
                    pipeline("resize 64x64"),
                    ImageLimits.DEFAULT));
    double[] parameters = network.initialParameters(1);
    for (int step = 0; step < 10; step++) {
      sum(network, images, parameters, step, range(0, 200));
    }
    long least = Long.MAX_VALUE; // a leak is in every round; other tests' memory is not
    for (int round = 0; round < 4 && least > 250_000; round++) {
      long before = residentKilobytes(status);
      for (int step = 0; step < 50; step++) {
        sum(network, images, parameters, step, range(0, 200));
      }
      least = Math.min(least, residentKilobytes(status) - before);
    }
    // The pictures of one step are 10 MB: those of fifty that nobody frees are 500 MB.
    assertThat(least).isLessThan(250_000);
  }

  private static long residentKilobytes(Path status) throws Exception {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
