package dev.bellows.search.estimator;

/** Why something failed, for people. */
final class Causes {
  private Causes() {}

  /** The first line of what lies at the bottom of an exception. */
  static String line(Throwable failure) {
    Throwable bottom = failure;
    while (bottom.getCause() != null) {
      bottom = bottom.getCause();
    }
    String message = String.valueOf(bottom.getMessage()).strip();
    return bottom.getMessage() == null || message.isEmpty()
        ? bottom.getClass().getSimpleName()
        : message.lines().findFirst().orElseThrow();
  }
}
