package dev.bellows.train.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.OrderedFold;
import dev.bellows.linalg.OrderedFold.Node;
import dev.bellows.linalg.OrderedSum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TaskTreeTest {

  record Shape(int blocks, int tasks, int fanIn) {
    TaskRanges ranges() {
      return new TaskRanges(blocks, tasks);
    }

    TaskTree tree() {
      return new TaskTree(ranges(), fanIn);
    }

    /** How often groups are split until they are single tasks. */
    int levels() {
      int levels = 0;
      int group = tasks;
      do {
        int size = 1;
        while ((long) size * fanIn < group) {
          size *= 2;
        }
        group = size;
        levels++;
      } while (group > 1);
      return levels;
    }
  }

  @Provide
  static Arbitrary<Shape> shapes() {
    Arbitrary<Integer> blocks =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 40), Arbitraries.integers().between(1, 600));
    return blocks.flatMap(
        b ->
            Combinators.combine(
                    Arbitraries.integers().between(1, b), Arbitraries.integers().between(2, 40))
                .as((tasks, fanIn) -> new Shape(b, tasks, fanIn)));
  }

  @Property(tries = 300)
  void everyTaskHasOneParentAndTheWayFromItEndsAtTheDriver(@ForAll("shapes") Shape shape) {
    TaskTree tree = shape.tree();
    int[] heard = new int[shape.tasks()];
    for (int place = TaskTree.DRIVER; place < shape.tasks(); place++) {
      for (int child : tree.children(place)) {
        assertThat(tree.parent(child)).isEqualTo(place);
        heard[child]++;
      }
    }
    assertThat(heard).containsOnly(1);
    for (int task = 0; task < shape.tasks(); task++) {
      int steps = 0;
      for (int at = task; at != TaskTree.DRIVER; at = tree.parent(at)) {
        assertThat(++steps).as("steps from task %d", task).isLessThanOrEqualTo(shape.levels());
      }
    }
  }

  @Property(tries = 300)
  void nobodyHearsMoreThanTheFanInOfALevel(@ForAll("shapes") Shape shape) {
    TaskTree tree = shape.tree();
    assertThat(tree.children(TaskTree.DRIVER)).isNotEmpty().hasSizeLessThanOrEqualTo(shape.fanIn());
    for (int task = 0; task < shape.tasks(); task++) {
      assertThat(tree.children(task))
          .hasSizeLessThanOrEqualTo((shape.fanIn() - 1) * shape.levels());
    }
  }

  @Property(tries = 200)
  void asManySumsArriveAsAreExpectedAndTheDriverEndsWithTheOneTotal(
      @ForAll("shapes") Shape shape, @ForAll long seed) {
    Random random = new Random(seed);
    double[][] values = new double[shape.blocks()][];
    OrderedSum plain = new OrderedSum(shape.blocks());
    for (int block = 0; block < shape.blocks(); block++) {
      values[block] = random.doubles(3, -1, 1).toArray();
      plain.add(block, values[block].clone());
    }

    List<Node<double[]>> atDriver = sent(TaskTree.DRIVER, shape, values, random);

    assertThat(atDriver).hasSize(1);
    assertThat(atDriver.get(0).value()).isEqualTo(plain.total());
  }

  /** What a place would send on, after all below it has arrived there in any order. */
  private static List<Node<double[]>> sent(
      int place, Shape shape, double[][] values, Random random) {
    TaskTree tree = shape.tree();
    List<Node<double[]>> arriving = new ArrayList<>();
    if (place != TaskTree.DRIVER) {
      OrderedFold<double[]> own = new OrderedFold<>(shape.blocks(), TaskTreeTest::plus);
      for (int b = shape.ranges().first(place); b < shape.ranges().end(place); b++) {
        own.add(b, values[b]);
      }
      arriving.addAll(own.take());
    }
    for (int child : tree.children(place)) {
      arriving.addAll(sent(child, shape, values, random));
    }
    assertThat(arriving).as("arrivals at %d", place).hasSize(tree.arrivals(place));
    Collections.shuffle(arriving, random);
    OrderedFold<double[]> fold = new OrderedFold<>(shape.blocks(), TaskTreeTest::plus);
    arriving.forEach(node -> fold.add(node.level(), node.number(), node.value()));
    return fold.take();
  }

  private static double[] plus(double[] left, double[] right) {
    double[] sum = new double[left.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = left[i] + right[i];
    }
    return sum;
  }
}
