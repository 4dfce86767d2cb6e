package dev.bellows.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The machine's own BLAS, which dev.ludovic.netlib reaches through JNI as {@code libblas.so.3}.
 *
 * @param blas the library
 * @param file the file of a library that is known to be fast; empty where there is no such, as with
 *     the reference implementation, which is ten times slower than Java
 */
record NativeBlas(BLAS blas, Optional<String> file) {
  // It warns where there is none. Which one is used we say ourselves, in one line.
  private static final Logger NETLIB = Logger.getLogger("dev.ludovic.netlib.blas.InstanceBuilder");

  private static final Path MAPPED_FILES = Path.of("/proc/self/maps");
  private static final Pattern FAST =
      Pattern.compile(".*/(lib(?:openblas|mkl|blis|flexiblas|[st]?atlas|armpl|nvpl)[^/ ]*)");

  /** What says how many threads a call may take; the first that is set counts. */
  private static final List<String> THREADS =
      List.of("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "OMP_NUM_THREADS");

  /** The machine's BLAS, where it can be loaded. */
  static Optional<NativeBlas> load() {
    NETLIB.setLevel(Level.SEVERE);
    try {
      return Optional.of(new NativeBlas(NativeBLAS.getInstance(), fastLibrary()));
    } catch (RuntimeException e) {
      return Optional.empty(); // as netlib says that there is none
    }
  }

  private static Optional<String> fastLibrary() {
    try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
      return lines.map(FAST::matcher).filter(Matcher::matches).map(m -> m.group(1)).findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** {@code native BLAS (libopenblasp-r0.3.21.so), 1 thread a call}. */
  String describe() {
    String threads =
        THREADS.stream()
            .map(System::getenv)
            .filter(value -> value != null && !value.isEmpty())
            .findFirst()
            .map(value -> value + (value.equals("1") ? " thread a call" : " threads a call"))
            .orElse("any number of threads a call: set OPENBLAS_NUM_THREADS=1");
    return "native BLAS (%s), %s".formatted(file.orElse("libblas.so.3"), threads);
  }
}
