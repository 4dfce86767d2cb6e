package dev.bellows.train.checkpoint;

import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a file system did not do what it was asked to, in one line of words. */
final class Reasons {
  private static final Pattern OF_SYSTEM = Pattern.compile(".* \\(([^()]+)\\)");

  private Reasons() {}

  static String of(Throwable failure) {
    Throwable told = failure;
    while (told.getCause() != null && saysNothing(told)) {
      told = told.getCause(); // Hadoop's local file systems wrap it in an Error, for example
    }
    if (told instanceof UnknownHostException) {
      return "unknown host " + told.getMessage();
    }
    if (told instanceof AccessDeniedException || told.getMessage() == null) {
      return words(told.getClass().getSimpleName());
    }
    String line = told.getMessage().strip().lines().findFirst().orElse("");
    Matcher ofSystem = OF_SYSTEM.matcher(line);
    boolean named = told instanceof FileNotFoundException && ofSystem.matches();
    return named ? ofSystem.group(1) : line;
  }

  /** Whether a failure has no words but those of its cause. */
  private static boolean saysNothing(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.equals(failure.getCause().toString());
  }

  /** {@code access denied} for an AccessDeniedException. */
  private static String words(String type) {
    return type.replaceAll("(Exception|Error)$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
