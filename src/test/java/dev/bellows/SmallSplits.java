package dev.bellows;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes Hadoop cut files into small splits, until a test is over. For classes that are {@code
 * Isolated}: all tests share the settings of Hadoop.
 */
public final class SmallSplits implements AfterEachCallback {
  private static final String SIZE = "mapreduce.input.fileinputformat.split.maxsize";

  /** From here on, splits of so many bytes at most. */
  public void of(int bytes) {
    TestSpark.context().hadoopConfiguration().set(SIZE, Integer.toString(bytes));
  }

  /** From here on, no such splits. */
  public void end() {
    TestSpark.context().hadoopConfiguration().unset(SIZE);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end();
  }
}
