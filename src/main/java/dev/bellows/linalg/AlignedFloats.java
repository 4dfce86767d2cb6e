package dev.bellows.linalg;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Arrays of floats whose element {@link #LEAD} begins a line of the cache, wherever the JVM makes
 * that possible: a vector that lies across two lines costs two loads, and vectors of 64 bytes that
 * do not begin with a line all do. Only G1 says where an array stands, and only of arrays of half a
 * region and more, which begin a region and are never moved.
 */
final class AlignedFloats {
  /** Behind an array's header of 16 bytes so many floats fill the first line of 64. */
  static final int LEAD = 12;

  private static final int LEAST = halfRegion();

  private AlignedFloats() {}

  /**
   * An array of zeros for {@code elements} floats behind the lead.
   *
   * @throws ArithmeticException if they are too many for an array
   */
  static float[] of(int elements) {
    return new float[Math.addExact(LEAD, elements)];
  }

  /** The same, at least as large as G1 wants it, for few floats that are used very often. */
  static float[] padded(int elements) {
    return of(Math.max(LEAST, elements));
  }

  private static int halfRegion() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      long bytes = Long.parseLong(jvm.getVMOption("G1HeapRegionSize").getValue());
      return (int) (bytes / 2 / Float.BYTES);
    } catch (RuntimeException e) { // another JVM, another collector
      return 0;
    }
  }
}
