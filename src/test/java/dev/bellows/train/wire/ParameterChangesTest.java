package dev.bellows.train.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.train.exchange.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ParameterChangesTest {
  private static final int LENGTH = 2 * Chunks.LENGTH + 100;

  /** What happens to the parameters between two requests. */
  enum Change {
    NONE,
    FEW,
    MANY,
    NOT_NUMBERS,
    NEGATIVE_ZEROS,
    ONE_CHUNK,
    ALL_ZERO
  }

  private static ParameterChanges doubles() {
    return new ParameterChanges(Precision.DOUBLE);
  }

  private static ParameterChanges floats() {
    return new ParameterChanges(Precision.SINGLE);
  }

  private static void apply(Change change, double[] parameters, boolean single, Random random) {
    int n = parameters.length;
    switch (change) {
      case NONE -> {}
      case FEW -> {
        for (int i = 0; i < 10; i++) {
          parameters[random.nextInt(n)] = random.nextFloat();
        }
      }
      case MANY -> {
        for (int i = 0; i < n; i++) {
          parameters[i] = single ? random.nextFloat() : random.nextDouble();
        }
      }
      case NOT_NUMBERS -> {
        parameters[random.nextInt(n)] = Double.NaN;
        parameters[random.nextInt(n)] = Double.NEGATIVE_INFINITY;
        parameters[random.nextInt(n)] =
            single
                ? Float.intBitsToFloat(0x7fc00001)
                : Double.longBitsToDouble(0x7ff8000000000001L);
      }
      case NEGATIVE_ZEROS -> {
        for (int i = 0; i < 100; i++) {
          int at = random.nextInt(n);
          parameters[at] = parameters[at] == 0 ? -parameters[at] : -0.0;
        }
      }
      case ONE_CHUNK ->
          Arrays.fill(parameters, Math.min(n - 1, Chunks.LENGTH), n, random.nextFloat());
      case ALL_ZERO -> Arrays.fill(parameters, 0);
      default -> throw new AssertionError(change);
    }
  }

  /** Sends what has changed to a receiver; returns how many bytes that took. */
  private static int travel(ParameterChanges changes, double[] parameters, double[] receiver) {
    return travel(changes, parameters, Optional.empty(), receiver);
  }

  private static int travel(
      ParameterChanges changes, double[] parameters, Optional<int[]> hint, double[] receiver) {
    changes.begin(parameters, hint);
    Elements elements = new Elements();
    for (int chunk = 0; chunk < Chunks.count(parameters.length); chunk++) {
      ByteBuffer changed = changes.of(chunk);
      int count = Chunks.length(chunk, parameters.length);
      if (changed == null) {
        elements.add(chunk, parameters, Chunks.offset(chunk), count, changes.whole());
      } else if (changed.hasRemaining()) {
        assertThat(changed.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        elements.add(chunk, changed, changes.sparse());
      }
    }
    byte[] bytes = elements.nioByteBuffer().array();
    Travel.readInto(receiver, Travel.header(elements), bytes, false, new Random(1), 50_000);
    return bytes.length;
  }

  private static long[] bits(double[] array) {
    return Arrays.stream(array).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @Property(tries = 40)
  void theReceiverAlwaysHasTheBitsOfTheParameters(
      @ForAll @Size(min = 1, max = 12) List<Change> sequence,
      @ForAll @IntRange(min = 1, max = LENGTH) int length,
      @ForAll boolean single,
      @ForAll long seed) {
    Random random = new Random(seed);
    ParameterChanges changes = single ? floats() : doubles();
    double[] parameters = new double[length];
    double[] receiver = new double[length];
    Arrays.fill(receiver, Double.MAX_VALUE);

    for (Change change : sequence) {
      apply(change, parameters, single, random);
      travel(changes, parameters, receiver);
      assertThat(bits(receiver)).isEqualTo(bits(parameters));
    }
  }

  @Property(tries = 40)
  void whoeverIsToldWhatCanHaveChangedNeedNotLookAtTheRest(
      @ForAll @Size(min = 1, max = 12) List<Change> sequence,
      @ForAll @IntRange(min = 1, max = LENGTH) int length,
      @ForAll long seed) {
    Random random = new Random(seed);
    ParameterChanges changes = doubles();
    double[] parameters = new double[length];
    double[] receiver = new double[length];
    travel(changes, parameters, receiver);
    for (Change change : sequence) {
      double[] before = parameters.clone();
      apply(change, parameters, false, random);
      int[] hint =
          IntStream.rangeClosed(0, length)
              .filter(
                  i ->
                      i == length // behind the last one
                          || random.nextInt(100) == 0
                          || Double.doubleToRawLongBits(before[i])
                              != Double.doubleToRawLongBits(parameters[i]))
              .toArray();
      boolean told = random.nextInt(3) > 0;
      travel(changes, parameters, told ? Optional.of(hint) : Optional.empty(), receiver);
      assertThat(Arrays.equals(bits(receiver), bits(parameters))).isTrue();
    }
  }

  @Property(tries = 20)
  void theReceiverIsRightHoweverOftenAllHasChanged(
      @ForAll @IntRange(min = 0, max = 150) int times, @ForAll long seed) {
    // The sender looks ever more rarely, and must not believe that it knows more than it does.
    Random random = new Random(seed);
    ParameterChanges changes = doubles();
    double[] parameters = new double[50];
    double[] receiver = new double[50];
    for (int i = 0; i < times; i++) {
      apply(Change.MANY, parameters, false, random);
      travel(changes, parameters, receiver);
    }
    int quiet = 0;
    for (int i = 0; i < 150; i++) {
      if (i % 3 == 1) {
        parameters[i % 50]++;
      }
      quiet = travel(changes, parameters, receiver) < 50 * 8 ? quiet + 1 : 0;
      assertThat(bits(receiver)).isEqualTo(bits(parameters));
    }
    assertThat(quiet).as("requests in a row after which little was sent").isGreaterThan(80);
  }

  @Test
  void unchangedParametersSendNothing() {
    ParameterChanges changes = doubles();
    double[] parameters = Travel.array(Travel.Content.ODD, LENGTH, new Random(1));
    double[] receiver = new double[LENGTH];
    assertThat(travel(changes, parameters, receiver)).isEqualTo(LENGTH * Double.BYTES);

    assertThat(travel(changes, parameters, receiver)).isZero();
    assertThat(travel(changes, parameters.clone(), receiver)).isZero();
  }

  @Test
  void aFewChangesSendAFewElements() {
    for (ParameterChanges changes : List.of(doubles(), floats())) {
      double[] parameters = new double[LENGTH];
      double[] receiver = new double[LENGTH];
      travel(changes, parameters, receiver);
      parameters[5] = -0.0;
      parameters[Chunks.LENGTH] = Double.NaN;

      assertThat(travel(changes, parameters, receiver))
          .isEqualTo(2 * (4 + 4 + changes.whole().width()));
      assertThat(travel(changes, parameters, receiver)).isZero();
    }
  }
}
