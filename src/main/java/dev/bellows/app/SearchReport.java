package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.report.Leaderboard;
import dev.bellows.report.Progress;
import dev.bellows.search.LegResult;
import dev.bellows.search.SearchListener;
import dev.bellows.search.SearchProgress;
import dev.bellows.search.SearchStart;
import dev.bellows.search.Way;
import dev.bellows.search.strategy.Plan;
import dev.bellows.search.strategy.PlannedStrategy;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The progress of a search on the screen, and its results as they come. */
final class SearchReport implements SearchListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SearchReport.class);
  private static final int SHOWN = 10;

  private final SearchJob search;
  private final PlannedStrategy strategy;
  private final Leaderboard board;
  private final Standings standings;
  private long used; // budget, of all trials together
  private long usedBefore; // a resumption
  private int legsBefore;

  /**
   * A report.
   *
   * @param strategy of the running search, for what is left to do
   */
  SearchReport(SearchJob search, PlannedStrategy strategy, PrintStream err) {
    this.search = search;
    this.strategy = strategy;
    board = new Leaderboard(err);
    standings = new Standings(search.metric());
  }

  /** The results so far. */
  Standings standings() {
    return standings;
  }

  @Override
  public void onStart(SearchStart start) {
    String things = start.way() == Way.TASK ? "task" : "training";
    String many =
        start.parallel() == 0
            ? ""
            : "; %,d %s%s at a time"
                .formatted(start.parallel(), things, start.parallel() == 1 ? "" : "s");
    board.say("way = %s: %s%s".formatted(Setting.word(start.way()), start.reason(), many));
    start.replayed().forEach(this::add);
    usedBefore = used;
    legsBefore = start.replayed().size();
    if (!start.replayed().isEmpty()) {
      board.say(
          String.format(
              Locale.ROOT,
              "going on behind %,d finished %s",
              start.replayed().size(),
              strategy.plan().legs() == strategy.plan().trials() ? "trials" : "legs of trials"));
    }
    LOG.info("way = {}: {}; {} at a time", start.way(), start.reason(), start.parallel());
  }

  private void add(LegResult result) {
    standings.add(result);
    used += result.leg().to() - result.leg().from();
  }

  @Override
  public void onLeg(LegResult result, SearchProgress progress) {
    add(result);
    LOG.debug("{}", result);
    board.show(() -> lines(progress), () -> line(progress));
  }

  @Override
  public boolean wantsToStop() {
    return Interruption.requested();
  }

  private String line(SearchProgress progress) {
    return status(progress)
        + standings
            .winner()
            .map(best -> "; best: trial %d, %s".formatted(best.leg().trial(), measured(best)))
            .orElse("");
  }

  /** {@code 96/168 trials, 2 running, 3 failed, 12.1 trials/s, 6 s left}. */
  private String status(SearchProgress progress) {
    Plan plan = strategy.plan();
    String things = plan.legs() == plan.trials() ? "trials" : "legs";
    long now = used - usedBefore;
    double left = now == 0 ? 0 : progress.seconds() / now * Math.max(0, plan.budget() - used);
    double speed = (progress.finished() - legsBefore) / Math.max(1e-3, progress.seconds());
    return String.format(
        Locale.ROOT,
        "%,d/%,d %s, %,d running, %,d failed, %.3g %s/s, %s left",
        progress.finished(),
        Math.max(plan.legs(), progress.finished()),
        things,
        progress.running(),
        standings.failed(),
        speed,
        things,
        Progress.duration(left));
  }

  private String measured(LegResult result) {
    return String.format(Locale.ROOT, "%s %.6g", search.metric().name(), result.value());
  }

  /** The status, and a line for each of the best. */
  private List<String> lines(SearchProgress progress) {
    List<String> lines = new ArrayList<>();
    lines.add(status(progress));
    boolean halves = search.plan().halves();
    String unit = Setting.word(search.unit());
    lines.add(
        String.format(
            Locale.ROOT,
            "%4s %6s %15s %s settings",
            "rank",
            "trial",
            search.metric().name(),
            halves ? "%7s ".formatted(unit) : ""));
    List<LegResult> best = standings.best(SHOWN).toList();
    for (int i = 0; i < best.size(); i++) {
      LegResult result = best.get(i);
      lines.add(
          String.format(
              Locale.ROOT,
              "%4d %6d %15.6g %s %s",
              i + 1,
              result.leg().trial(),
              result.value(),
              halves ? "%7d ".formatted(result.leg().to()) : "",
              shortly(search.trials().get(result.leg().trial()).settings())));
    }
    return lines;
  }

  /** Without sections, and numbers in four digits: {@code adam, learning-rate 0.01}. */
  private static String shortly(Map<String, Object> settings) {
    List<String> words = new ArrayList<>();
    settings.forEach(
        (key, value) -> {
          String name = key.substring(key.lastIndexOf('.') + 1);
          String text =
              value instanceof Double number
                  ? String.format(Locale.ROOT, "%.4g", number)
                      .replaceFirst("(\\.\\d*?)0+$", "$1")
                      .replaceFirst("\\.$", "")
                  : String.valueOf(value);
          words.add(name.equals("name") || name.equals("type") ? text : name + " " + text);
        });
    return String.join(", ", words);
  }

  @Override
  public void close() {
    board.close();
  }
}
