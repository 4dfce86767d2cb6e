package dev.bellows.app;

import dev.bellows.report.RunDirectory;
import dev.bellows.search.LegResult;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

/** The last words of {@code search}, and its exit code. */
final class SearchConclusion {
  private final PrintWriter out;
  private final PrintWriter err;
  private final SearchJob search;
  private final RunDirectory directory;

  SearchConclusion(CommandLine line, SearchJob search, RunDirectory directory) {
    out = line.getOut();
    err = line.getErr();
    this.search = search;
    this.directory = directory;
  }

  /**
   * The search ended, and its files are written.
   *
   * @param complete whether it came to its end
   */
  int of(Standings standings, boolean complete) {
    SearchTable table = new SearchTable(search, standings.legs());
    Map<String, Long> counts = table.counts();
    long bad = counts.getOrDefault("diverged", 0L) + counts.getOrDefault("failed", 0L);
    err.println(
        "%s holds the table (trials.csv)%s and the pictures"
            .formatted(
                directory.path(),
                standings.winner().isPresent() ? ", the best job and models," : ""));
    if (bad > 0 && standings.winner().isPresent()) {
      err.println(
          String.format(
              Locale.ROOT,
              "%,d of %,d trials diverged or failed; trials.csv says why",
              bad,
              search.trials().size()));
    }
    if (!complete) {
      return stopped(standings);
    }
    if (standings.winner().isEmpty()) {
      err.println(
          String.format(
              Locale.ROOT,
              "bellows: no trial of %,d came to a result: %,d diverged, %,d failed; the first: %s",
              search.trials().size(),
              counts.getOrDefault("diverged", 0L),
              counts.getOrDefault("failed", 0L),
              table.firstReason()));
      return Main.FAILED;
    }
    best(standings.winner().get());
    return 0;
  }

  private int stopped(Standings standings) {
    String best =
        standings
            .winner()
            .map(
                result ->
                    "; the best so far is trial %d, %s %s"
                        .formatted(
                            result.leg().trial(), search.metric().name(), shown(result.value())))
            .orElse("");
    err.println(
        "bellows: stopped before the end%s; submit/bellows search --resume %s goes on"
            .formatted(best, ShellWord.of(directory.path())));
    return Main.FAILED;
  }

  private void best(LegResult best) {
    int trial = best.leg().trial();
    err.println(
        "submit/bellows train %s trains the best one again"
            .formatted(ShellWord.of(directory.file(SearchFiles.BEST_JOB))));
    out.println(
        "best trial: %d, %s: %s, %s"
            .formatted(
                trial,
                search.metric().name().replace('-', ' '),
                shown(best.value()),
                TrialJobs.inWords(search.trials().get(trial).settings())));
  }

  private static String shown(double value) {
    return PythonNumbers.decimals(value, 4);
  }
}
