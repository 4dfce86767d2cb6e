package dev.bellows.train.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IncomingStatesTest {
  private static final int LENGTH = Chunks.LENGTH + 3;
  private final AtomicInteger done = new AtomicInteger();
  private final IncomingStates states = new IncomingStates(4, 6, LENGTH, done::incrementAndGet);

  private static double[] random(int seed) {
    return new Random(seed).doubles(LENGTH).toArray();
  }

  private static ChunkHeader header(long request, int block) {
    return new ChunkHeader(
        request, 0, block, 0, Elements.exact(random(1)).header(0, 0, 0, 0).chunks());
  }

  private void receive(long request, int block, double[] state) {
    ChunkReader reader = states.reader(header(request, block), 4, 6);
    reader.onData("", Elements.exact(state).nioByteBuffer());
    reader.onComplete("");
  }

  @Test
  void statesAreCompleteWhenAllChunksOfAllBlocksAreThere() {
    states.expect(7);
    receive(7, 5, random(5));
    assertThat(states.complete(7)).isFalse();
    assertThat(done).hasValue(0);
    receive(7, 4, random(4));

    assertThat(done).hasValue(1);
    assertThat(states.complete(7)).isTrue();
    assertThat(states.complete(6)).isFalse();
    assertThat(states.states()).isDeepEqualTo(new double[][] {random(4), random(5)});
    double[] first = states.states()[0];
    assertThat(states.take(4)).isSameAs(first);
  }

  @Test
  void everyRequestHasArraysOfItsOwnAndOlderOnesAreLate() {
    states.expect(7);
    receive(7, 4, random(4));
    double[][] before = states.states();
    states.expect(9);
    states.expect(8);

    assertThat(states.reader(header(7, 5), 4, 6)).isNull();
    assertThat(states.reader(header(8, 5), 4, 6)).isNull();
    receive(9, 4, random(40));
    assertThat(before[0]).isEqualTo(random(4));
    assertThat(states.states()[0]).isEqualTo(random(40));
  }

  @Test
  void aStateOfABlockThatIsNotTheSendersIsRefused() {
    states.expect(7);
    for (int block : new int[] {Integer.MIN_VALUE, -1, 3, 5, 6}) {
      assertThatThrownBy(() -> states.reader(header(7, block), 4, 5))
          .isInstanceOf(IllegalArgumentException.class);
    }
    ChunkHeader notALeaf = new ChunkHeader(7, 1, 4, 0, header(7, 4).chunks());
    assertThatThrownBy(() -> states.reader(notALeaf, 4, 6))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aChunkThatThereIsNotOrThatHasBegunIsRefused() {
    states.expect(7);
    receive(7, 4, random(4));
    assertThatThrownBy(() -> receive(7, 4, random(4))).isInstanceOf(IllegalArgumentException.class);
    double[] three = {1, 2, 3};
    for (int chunk : new int[] {-1, 0, 2}) { // and one that has another length
      Elements elements = new Elements();
      elements.add(chunk, three, 0, 3, Encoding.DOUBLES);
      ChunkReader reader = states.reader(elements.header(7, 0, 5, 0), 4, 6);
      assertThatThrownBy(() -> reader.onData("", elements.nioByteBuffer()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whereThereAreNoStatesNoneIsTaken() {
    IncomingStates none = new IncomingStates(4, 6, 0, done::incrementAndGet);
    none.expect(7);
    assertThatThrownBy(() -> none.reader(header(7, 4), 4, 6))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Arrays.deepToString(none.states())).isEqualTo("[[], []]");
  }
}
