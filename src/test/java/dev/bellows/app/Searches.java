package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher;
import dev.bellows.RealData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What tests of real searches have in common: their words, and what these leave. */
final class Searches {
  private static final String RECORD = "state/trials.jsonl";

  private Searches() {}

  /** The airfoil's search, on the real data; the test is skipped where they are missing. */
  static Path airfoil(Path folder) throws IOException {
    Path rows = RealData.file("airfoil_self_noise.dat").toAbsolutePath().normalize();
    String text =
        Files.readString(Launcher.HOME.resolve("conf/airfoil.conf"))
            + Files.readString(Launcher.HOME.resolve("conf/search-airfoil.conf"));
    return Files.writeString(
        folder.resolve("search-airfoil.conf"),
        text.replace("${BELLOWS_DATA}\"/airfoil_self_noise.dat\"", "\"" + rows + "\"")
            .replace("include \"airfoil.conf\"", ""));
  }

  /** The words that begin a search. */
  static List<Object> search(Path job, Path run, String... settings) {
    List<Object> words = new ArrayList<>(List.of("search", job, "--set", "output.dir=" + run));
    Arrays.stream(settings).forEach(setting -> words.addAll(List.of("--set", setting)));
    return words;
  }

  /** The words that go on with a search. */
  static List<Object> resume(Path run) {
    return List.of("search", "--resume", run);
  }

  /** The lines of the table, without the seconds, which stand last. */
  static List<String> table(Path run) throws IOException {
    List<String> lines = Files.readAllLines(run.resolve("trials.csv"));
    assertThat(lines.get(0)).endsWith(",seconds");
    return lines.stream().map(line -> line.substring(0, line.lastIndexOf(','))).toList();
  }

  /** The whole lines of what is on record so far; none where there is no record yet. */
  static List<String> legs(Path run) {
    try {
      Path record = run.resolve(RECORD);
      String text = Files.exists(record) ? Files.readString(record, StandardCharsets.UTF_8) : "";
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Looks whether every leg is on record once. */
  static void requireEveryLegOnce(Path run) {
    List<String> names =
        legs(run).stream().map(line -> line.replaceAll(",\"from\".*", "")).toList();
    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.contains("\"rung\":"));
  }
}
