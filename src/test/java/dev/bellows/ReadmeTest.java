package dev.bellows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.app.JobKeys;
import dev.bellows.optim.schedule.ScheduleTable;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
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
      String row = rowWithItsBases(entry.name());
      for (Setting<?> setting : entry.own()) {
        assertThat(row).as(entry.name()).contains("`" + setting.name() + "`");
      }
    }
  }

  /** A row, and those that it refers to: "as sgd". */
  private String rowWithItsBases(String name) {
    String row = row(name);
    Matcher base = Pattern.compile("\\bas (\\w+)\\b").matcher(row);
    return base.find() ? row + rowWithItsBases(base.group(1)) : row;
  }

  @Test
  void whatStandsAroundARuleHasItsRows() {
    for (Setting<?> setting : OptimizerSettings.AROUND) {
      row(setting.name());
    }
  }

  @Test
  void everyScheduleHasItsRowWithItsSettings() {
    for (ScheduleTable.Entry entry : ScheduleTable.ENTRIES) {
      for (Setting<?> setting : entry.settings()) {
        assertThat(row(entry.name())).contains("`" + setting.name() + "`");
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
