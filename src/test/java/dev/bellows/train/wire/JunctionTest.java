package dev.bellows.train.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.linalg.OrderedFold.Node;
import dev.bellows.linalg.OrderedSum;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.exchange.SumForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JunctionTest {
  private static final int LENGTH = Chunks.LENGTH + 50;
  private static final double[] NOTHING = new double[0];

  private static SumForm form(int length, int singles) {
    return new SumForm(length, singles, Precision.SINGLE, Precision.SINGLE);
  }

  /** Collects what leaves a junction. */
  private static final class Out implements Junction.Exit {
    final double[] total = new double[LENGTH];
    final ConcurrentLinkedQueue<String> left = new ConcurrentLinkedQueue<>();
    Junction junction;
    volatile long slowest;

    @Override
    public void chunk(long request, int chunk, List<Node<Segment>> sums, long nanos) {
      left.add(request + "/" + chunk + "/" + sums.size());
      Segment segment = sums.get(0).value();
      int count = Chunks.length(chunk, LENGTH);
      if (segment.isZeros()) {
        Arrays.fill(total, Chunks.offset(chunk), Chunks.offset(chunk) + count, 0);
      } else {
        System.arraycopy(segment.array(), segment.offset(), total, Chunks.offset(chunk), count);
      }
      junction.release(segment);
      slowest = nanos;
    }
  }

  private static double[][] arrays(int blocks, Random random) {
    double[][] arrays = new double[blocks][];
    for (int b = 0; b < blocks; b++) {
      boolean zeros = random.nextInt(4) == 0;
      arrays[b] = zeros ? NOTHING : random.doubles(LENGTH, -1, 1).toArray();
    }
    return arrays;
  }

  private static double[] sum(double[][] arrays, int singles) {
    OrderedSum sum = new OrderedSum(arrays.length, singles, array -> {});
    for (int b = 0; b < arrays.length; b++) {
      sum.add(b, arrays[b].clone());
    }
    double[] total = sum.total();
    return total.length == 0 ? new double[LENGTH] : total;
  }

  /** One chunk of a block on its way to a junction. */
  private static void add(Junction junction, double[] array, int block, int chunk) {
    if (array.length == 0) {
      junction.add(chunk, 0, block, Segment.ZEROS, block);
      return;
    }
    int offset = Chunks.offset(chunk);
    if (block % 3 == 0) { // a task's own
      junction.add(chunk, 0, block, new Segment(array, offset, false), block);
      return;
    }
    Segment room = junction.room();
    System.arraycopy(array, offset, room.array(), 0, Chunks.length(chunk, LENGTH));
    junction.add(chunk, 0, block, room, block);
  }

  /** Values of blocks, rounded as a task rounds them before it sends them. */
  private static double[] rounded(double[] array, int singles) {
    double[] copy = array.clone();
    for (int i = 0; i < Math.min(singles, copy.length); i++) {
      copy[i] = (float) copy[i];
    }
    return copy;
  }

  @Property(tries = 15)
  void manyThreadsInAnyOrderMakeTheBitsOfTheOrderedSum(
      @ForAll @IntRange(min = 1, max = 13) int blocks,
      @ForAll @IntRange(min = 0, max = 2) int precision,
      @ForAll long seed)
      throws InterruptedException, ExecutionException {
    int singles = new int[] {0, LENGTH - 1, Chunks.LENGTH - 9}[precision];
    Random random = new Random(seed);
    Out out = new Out();
    Junction junction = new Junction(blocks, form(LENGTH, singles), blocks, out);
    out.junction = junction;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int request = 1; request <= 6; request++) {
        double[][] arrays = arrays(blocks, random);
        double[] expected = sum(arrays, singles);
        List<Runnable> work = new ArrayList<>();
        for (int b = 0; b < blocks; b++) {
          int block = b;
          double[] mine = rounded(arrays[block], singles);
          for (int chunk = 0; chunk < junction.chunks(); chunk++) {
            int which = chunk;
            work.add(() -> add(junction, mine, block, which));
          }
        }
        Collections.shuffle(work, random);

        junction.expect(request);
        List<Future<?>> running = new ArrayList<>();
        work.forEach(each -> running.add(threads.submit(each)));
        for (Future<?> each : running) {
          each.get();
        }

        assertThat(out.left).containsExactlyInAnyOrder(request + "/0/1", request + "/1/1");
        assertThat(out.total).isEqualTo(expected);
        out.left.clear();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void onlyTheRequestUnderWayIsExpected() {
    Junction junction =
        new Junction(2, SumForm.exact(LENGTH), 2, (request, chunk, sums, nanos) -> {});

    junction.expect(5);

    assertThat(junction.expects(5)).isTrue();
    assertThat(junction.expects(4)).isFalse();
    assertThat(junction.expects(6)).isFalse();
  }

  @Test
  void zerosOfAllAreZerosAndTheSlowestCounts() {
    Out out = new Out();
    Junction junction = new Junction(3, SumForm.exact(LENGTH), 3, out);
    out.junction = junction;
    Arrays.fill(out.total, 7);
    junction.expect(1);

    for (int block : new int[] {1, 0, 2}) {
      for (int chunk = 0; chunk < junction.chunks(); chunk++) {
        junction.add(chunk, 0, block, Segment.ZEROS, block * 10L);
      }
    }

    assertThat(out.total).containsOnly(0);
    assertThat(out.slowest).isEqualTo(20);
    assertThat(out.left).containsExactly("1/0/1", "1/1/1");
  }

  @Test
  void whatCannotBeFoldedHereLeavesAsNodes() {
    List<Node<Segment>> left = new ArrayList<>();
    Junction junction =
        new Junction(5, SumForm.exact(10), 3, (request, chunk, sums, nanos) -> left.addAll(sums));
    junction.expect(1);

    for (int block : new int[] {4, 2, 1}) {
      junction.add(
          0, 0, block, new Segment(new double[] {block, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0, false), 0);
    }

    assertThat(left).extracting(Node::number).containsExactly(1, 2, 1);
    assertThat(left).extracting(Node::level).containsExactly(0, 0, 2);
  }

  @Test
  void roomIsUsedAgain() {
    Junction junction = new Junction(2, SumForm.exact(10), 2, (request, chunk, sums, nanos) -> {});
    Segment room = junction.room();
    junction.release(room);

    assertThat(junction.room().array()).isSameAs(room.array());
    assertThat(junction.room().array()).isNotSameAs(room.array());
    double[] own = new double[10];
    junction.release(new Segment(own, 0, false));
    assertThat(junction.room().array()).isNotSameAs(own);
  }
}
