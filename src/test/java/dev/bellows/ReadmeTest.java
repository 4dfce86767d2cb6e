package dev.bellows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.app.JobKeys;
import dev.bellows.optim.OptimizerTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README tells what the tables in the code say. */
class ReadmeTest {
  private final String readme = read();

  private static String read() {
    try {
      return Files.readString(Path.of("README.md"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String row(String start) {
    return readme
        .lines()
        .filter(line -> line.startsWith("| `" + start + "` |"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the README has no row for " + start));
  }

  @Test
  void everyOptimizerHasItsRowWithItsSettings() {
    for (OptimizerTable.Entry entry : OptimizerTable.ENTRIES) {
      String row = row(entry.name());
      Matcher base = Pattern.compile("as (\\w+)").matcher(row);
      while (base.find()) {
        row += row(base.group(1));
        base = Pattern.compile("as (\\w+)").matcher(row.substring(row.lastIndexOf("| `")));
      }
      for (Setting<?> setting : entry.settings()) {
        assertThat(row).as(entry.name()).contains("`" + setting.name() + "`");
      }
    }
  }

  @Test
  void everyKeyOfAJobFileHasItsRowWithItsDefault() {
    for (String key : JobKeys.all()) {
      row(key);
    }
  }

  @Test
  void everyFileThatTheReadmeNamesIsThere() {
    List<String> named =
        Pattern.compile("(?:conf|src|submit)/[\\w./-]+\\w")
            .matcher(readme)
            .results()
            .map(result -> result.group())
            .distinct()
            .toList();
    assertThat(named).contains("conf/airfoil/adam.conf", "src/docs/loss.png", "submit/fetch-data");
    assertThat(named).allSatisfy(name -> assertThat(Path.of(name)).exists());
  }
}
