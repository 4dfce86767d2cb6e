package dev.bellows.deep;

import dev.bellows.InputException;
import java.util.Optional;

/**
 * Whether what computes networks is there: DJL, and PyTorch's libraries, over 100 MB, which our jar
 * does not carry.
 */
public final class Natives {
  /** Of each of DJL's jars that are needed, something that only it has. */
  private static final String API = "ai/djl/engine/Engine.class";

  private static final String ENGINE = "ai/djl/pytorch/engine/PtEngine.class";
  private static final String BRIDGE = "jnilib/pytorch.properties";
  private static final String LIBRARIES = "native/lib/pytorch.properties";

  /** Where it is set, PyTorch's libraries lie in that folder, and not in a jar. */
  private static final String FOLDER = "PYTORCH_LIBRARY_PATH";

  private Natives() {}

  /** What is missing, as a word for a message; nothing where all is there. */
  public static Optional<String> missing() {
    if (!has(API) || !has(ENGINE)) {
      return Optional.of("DJL with its PyTorch engine");
    }
    if (!has(BRIDGE)) {
      return Optional.of("DJL's bridge to PyTorch (pytorch-jni)");
    }
    boolean folder = System.getenv(FOLDER) != null || System.getProperty(FOLDER) != null;
    return folder || has(LIBRARIES)
        ? Optional.empty()
        : Optional.of("PyTorch's libraries (pytorch-native-cpu)");
  }

  /**
   * Goes on where all is there.
   *
   * @throws InputException else, with what to do
   */
  public static void require() {
    missing()
        .ifPresent(
            what -> {
              throw new InputException(
                  "a network is computed by PyTorch, and %s is not on the class path: "
                          .formatted(what)
                      + "start the job by submit/bellows, which brings it, or give spark-submit the"
                      + " jars listed in target/network-jars.txt by --jars");
            });
  }

  private static boolean has(String resource) {
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    return own != null && own.getResource(resource) != null
        || Natives.class.getClassLoader().getResource(resource) != null;
  }
}
