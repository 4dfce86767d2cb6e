package dev.bellows.train.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.OtherJvm;
import dev.bellows.TestSpark;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import dev.bellows.model.LinearRegression;
import dev.bellows.model.Objective;
import dev.bellows.train.exchange.BatchGradients;
import dev.bellows.train.exchange.JobExchange;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.exchange.Workload;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks of Spark jobs that fail and are run again. In local mode Spark gives a job up with the
 * first failure unless the master says otherwise, so this is a process of its own.
 */
class JobRetryTest {
  private static final String MASTER = "local[2,3]"; // two threads, three attempts

  @Test
  void aTaskThatFailsInAJobCostsARetryAndNoBits(@TempDir Path folder) throws Exception {
    OtherJvm.run(
        folder, 0, Retried.class, List.of("-Xmx512m", "-D" + TestSpark.MASTER + "=" + MASTER));
  }

  /** The process. */
  public static final class Retried {
    private static final AtomicInteger CALLS = new AtomicInteger();

    /** Ends with code 0 where the bits are those of a training without failures. */
    public static void main(String[] words) {
      assertThat(TestSpark.context().master()).isEqualTo(MASTER);
      new RoundsTest().aTaskThatFailsInTheMiddleOfARoundCostsARetryAndNoBits(RoundsTest.Way.JOBS);
      for (int call : new int[] {1, 3, 6, 9}) {
        CALLS.set(0);
        double[][] failing = gradients(new FailingOnce(call));
        assertThat(CALLS.get()).as("some work was done again").isGreaterThan(3 * 5);
        assertThat(Arrays.deepEquals(failing, gradients(new FailingOnce(0)))).isTrue();
      }
      TestSpark.session().stop();
    }

    /** Those of three batches that are all rows of five blocks. */
    private static double[][] gradients(Objective objective) {
      Dataset rows = RoundsTest.rows(new TaskRanges(5, 2));
      BatchPlan plan = new BatchPlan(rows.rows(), rows.rows(), false, 1);
      Workload workload = new Workload(objective, plan, rows, Optional.empty(), Optional.empty());
      double[][] sums = new double[3][];
      try (BatchGradients exchange = new JobExchange(workload, Precision.DOUBLE)) {
        exchange.start();
        for (int i = 0; i < sums.length; i++) {
          sums[i] = exchange.sums(new double[] {0.1 * i, -0.2, 0.3, 0.4}, 1 + i, 0);
        }
      }
      return sums;
    }
  }

  /** Linear regression that fails at one call, counted over all tasks of the process. */
  private record FailingOnce(int at) implements Objective {
    private static final LinearRegression REGRESSION = new LinearRegression(ToyReplicas.COLUMNS);

    @Override
    public Layout layout() {
      return REGRESSION.layout();
    }

    @Override
    public double[] initialParameters(long seed) {
      return REGRESSION.initialParameters(seed);
    }

    @Override
    public double addLossAndGradient(
        Examples examples, int[] chosen, int count, double[] parameters, double[] gradient) {
      if (Retried.CALLS.incrementAndGet() == at) {
        throw new IllegalStateException("the objective fails");
      }
      return REGRESSION.addLossAndGradient(examples, chosen, count, parameters, gradient);
    }

    @Override
    public double loss(Examples examples, int[] chosen, int count, double[] parameters) {
      return REGRESSION.loss(examples, chosen, count, parameters);
    }
  }
}
