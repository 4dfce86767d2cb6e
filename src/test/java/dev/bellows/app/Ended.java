package dev.bellows.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A command that was run in this process, as its user sees its end. */
record Ended(int code, String out, String err) {

  /** Runs a command. */
  static Ended run(Object... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            Arrays.stream(words).map(String::valueOf).toArray(String[]::new),
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    return new Ended(code, out.toString(), err.toString());
  }

  /** Writes 60 rows of {@code level = 3 speed − 2 angle + 1} for it. */
  static Path rows(Path folder) throws IOException {
    StringBuilder rows = new StringBuilder("speed,angle,level\n");
    for (int r = 0; r < 60; r++) {
      double speed = 30 + r % 7;
      double angle = r % 11 * 0.5;
      rows.append("%s,%s,%s%n".formatted(speed, angle, 3 * speed - 2 * angle + 1));
    }
    return Files.writeString(folder.resolve("rows.csv"), rows);
  }
}
