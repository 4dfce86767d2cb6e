package dev.bellows.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.WordWindows;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddingObjectivesTest {
  private static final int WORDS = 9;
  private static final int DIMENSIONS = 11;

  /** Ragged windows, with repeated words, and one without negatives. */
  static WordWindows windows() {
    int[][] contexts = {{1, 2, 1}, {0}, {8, 7, 6, 5}, {3}, {4, 4}};
    int[][] negatives = {{5, 5, 0, 3}, {2, 1}, {0}, {}, {8, 7, 6}};
    int[] centres = {0, 1, 2, 3, 4};
    int[] starts = new int[centres.length + 1];
    int[] begins = new int[centres.length];
    IntStream.Builder words = IntStream.builder();
    for (int e = 0; e < centres.length; e++) {
      words.add(centres[e]);
      Arrays.stream(contexts[e]).forEach(words);
      Arrays.stream(negatives[e]).forEach(words);
      begins[e] = starts[e] + 1 + contexts[e].length;
      starts[e + 1] = begins[e] + negatives[e].length;
    }
    return new WordWindows(starts, begins, words.build().toArray(), WORDS);
  }

  static Stream<Objective> both() {
    return Stream.of(new SkipGram(WORDS, DIMENSIONS), new Cbow(WORDS, DIMENSIONS));
  }

  @ParameterizedTest
  @MethodSource("both")
  void theGradientIsTheSlopeOfTheLoss(Objective objective) {
    WordWindows windows = windows();
    int[] rows = {4, 0, 2, 3, 0, 1};
    double[] parameters = objective.initialParameters(5);
    double[] gradient = new double[parameters.length + 1];

    double loss = objective.addLossAndGradient(windows, rows, 6, parameters, gradient);

    assertThat(loss).isEqualTo(objective.loss(windows, rows, 6, parameters));
    GradientCheck check = GradientCheck.of(objective, windows, rows, parameters);
    assertThat(check.passes(1e-6)).as("%s", check).isTrue();
    assertThat(gradient[parameters.length]).as("behind the parameters").isZero();
  }

  @ParameterizedTest
  @MethodSource("both")
  void gradientsAreAddedToWhatIsThere(Objective objective) {
    double[] parameters = objective.initialParameters(5);
    double[] once = new double[parameters.length];
    double[] twice = new double[parameters.length];
    int[] rows = {0, 1, 2, 3, 4};
    objective.addLossAndGradient(windows(), rows, 5, parameters, once);
    objective.addLossAndGradient(windows(), rows, 5, parameters, twice);
    objective.addLossAndGradient(windows(), rows, 5, parameters, twice);

    for (int i = 0; i < once.length; i++) {
      assertThat(twice[i]).isEqualTo(2 * once[i], within(1e-14));
    }
  }

  @Test
  void theLossOfOneWindowIsTheBooks() {
    // v = 2 of word 0; u = 1 of the context, −3 of the negative: logits 2 and −6.
    WordWindows one = new WordWindows(new int[] {0, 3}, new int[] {2}, new int[] {0, 1, 2}, 3);
    double[] parameters = {2, 0.5, 0, 0, 1, -3};
    double skipGram = (Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(-6))) / 2;
    // CBOW: h = 0.5 of word 1; u = 0 of the centre, −3 of the negative.
    double cbow = (Math.log(2) + Math.log1p(Math.exp(-1.5))) / 2;

    assertThat(new SkipGram(3, 1).loss(one, new int[] {0}, 1, parameters))
        .isEqualTo(skipGram, within(1e-15));
    assertThat(new Cbow(3, 1).loss(one, new int[] {0}, 1, parameters))
        .isEqualTo(cbow, within(1e-15));
  }

  @ParameterizedTest
  @MethodSource("both")
  void onlyTheRowsOfTheWindowsHaveAGradient(Objective objective) {
    double[] parameters = objective.initialParameters(5);
    double[] gradient = new double[parameters.length];
    objective.addLossAndGradient(windows(), new int[] {1}, 1, parameters, gradient);

    List<Integer> skipGram = List.of(1, WORDS, WORDS + 1, WORDS + 2);
    List<Integer> cbow = List.of(0, WORDS + 1, WORDS + 2);
    List<Integer> found =
        IntStream.range(0, 2 * WORDS)
            .filter(
                row ->
                    Arrays.stream(gradient, row * DIMENSIONS, (row + 1) * DIMENSIONS)
                        .anyMatch(g -> g != 0))
            .boxed()
            .toList();
    assertThat(found).isEqualTo(objective instanceof SkipGram ? skipGram : cbow);
  }

  @ParameterizedTest
  @MethodSource("both")
  void hugeLogitsGiveFiniteLossesAndGradients(Objective objective) {
    double[] parameters = new double[objective.layout().size()];
    Random random = new Random(1);
    Arrays.setAll(parameters, i -> 1e3 * random.nextGaussian());
    double[] gradient = new double[parameters.length];

    double loss =
        objective.addLossAndGradient(windows(), new int[] {0, 2}, 2, parameters, gradient);

    assertThat(loss).isFinite().isGreaterThan(1e4);
    assertThat(gradient).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
  }

  @Test
  void theTablesHaveNamesAndShapes() {
    Layout layout = new SkipGram(4, 3).layout();

    assertThat(layout).isEqualTo(new Cbow(4, 3).layout());
    assertThat(layout.get("vectors").shape()).containsExactly(4, 3);
    assertThat(layout.get("contexts").offset()).isEqualTo(12);
  }

  @Test
  void parametersBeginNormalWithTheDeviation() {
    double[] standard = new SkipGram(100, 50).initialParameters(1);
    double[] narrow = new Cbow(100, 50, 0.1).initialParameters(1);

    assertThat(standard).isEqualTo(new SkipGram(100, 50).initialParameters(1));
    assertThat(standard).isNotEqualTo(new SkipGram(100, 50).initialParameters(2));
    double squares = Arrays.stream(standard).map(x -> x * x).sum();
    assertThat(squares / standard.length).isEqualTo(1, within(0.05)); // 3.5 deviations
    for (int i = 0; i < narrow.length; i++) {
      assertThat(narrow[i]).isEqualTo(0.1 * standard[i], within(1e-15));
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new SkipGram(0, 3)).hasMessageContaining("0 words");
    assertThatThrownBy(() -> new Cbow(2_000_000, 1000)).hasMessageContaining("2000000 words");
    assertThatThrownBy(() -> new SkipGram(1, 1, Double.NaN)).hasMessageContaining("deviation");
    Examples windows = windows();
    assertThatThrownBy(() -> new SkipGram(10, 1).loss(windows, new int[] {0}, 1, new double[20]))
        .hasMessage("windows over 9 words, and tables of 10");
  }
}
