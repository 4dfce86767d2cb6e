package dev.bellows.app;

import java.nio.file.Path;

/** Paths as a shell takes them. */
final class ShellWord {
  private ShellWord() {}

  /** The path, in quotes where it needs them. */
  static String of(Path path) {
    String text = path.toString();
    boolean plain = text.matches("[\\w./+=:@%,-]+");
    return plain ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
