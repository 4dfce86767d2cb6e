package dev.bellows.bench;

import dev.bellows.linalg.FloatTable;
import dev.bellows.linalg.Vectors;
import dev.bellows.linalg.WindowStep;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What the step of one window costs, six contexts and six targets of a table of ten thousand words,
 * by either provider (JMH).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WindowCost {
  private static final int WORDS = 10_000;
  private static final int ROWS = 6;

  /** The length of vectors. */
  @Param({"100", "300"})
  private int dimensions;

  private FloatTable vectors;
  private FloatTable contexts;
  private WindowStep step;
  private Random random;

  /** Small random numbers. */
  @Setup
  public void fill() {
    random = new Random(1);
    vectors = table();
    contexts = table();
    step = new WindowStep(vectors.stride(), ROWS);
  }

  private FloatTable table() {
    FloatTable table = new FloatTable(WORDS, dimensions);
    float[] row = new float[dimensions];
    for (int r = 0; r < WORDS; r++) {
      for (int c = 0; c < dimensions; c++) {
        row[c] = (random.nextFloat() - 0.5f) / 10;
      }
      table.setRow(r, row, 0);
    }
    return table;
  }

  /** One window. */
  @Benchmark
  public double window() {
    for (int r = 0; r < ROWS; r++) {
      int word = random.nextInt(WORDS);
      step.input(r, vectors.array(word), vectors.offset(word));
      int target = random.nextInt(WORDS);
      step.target(r, contexts.array(target), contexts.offset(target));
    }
    return step.apply(ROWS, ROWS, true, 1e-4f);
  }

  /** Prints both providers, and their ratio. */
  public static void main(String[] args) throws RunnerException {
    String[] providers = {"simd", "scalar"};
    double[][] nanos = new double[2][2];
    for (int p = 0; p < 2; p++) {
      int d = 0;
      for (RunResult result :
          new Runner(
                  new OptionsBuilder()
                      .include(WindowCost.class.getName())
                      .forks(1)
                      .warmupIterations(3)
                      .warmupTime(TimeValue.seconds(2))
                      .measurementIterations(5)
                      .measurementTime(TimeValue.seconds(2))
                      .jvmArgsAppend(
                          "--add-modules=jdk.incubator.vector",
                          "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0",
                          "-D" + Vectors.PROPERTY + "=" + providers[p])
                      .build())
              .run()) {
        nanos[p][d++] = result.getPrimaryResult().getScore();
      }
    }
    for (int d = 0; d < 2; d++) {
      System.out.printf(
          Locale.ROOT,
          "%d dimensions: simd %.0f ns, scalar %.0f ns a window: %.1f times%n",
          d == 0 ? 100 : 300,
          nanos[0][d],
          nanos[1][d],
          nanos[1][d] / nanos[0][d]);
    }
  }
}
