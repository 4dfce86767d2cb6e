package dev.bellows.app;

import dev.bellows.report.AtomicFile;
import dev.bellows.report.RunDirectory;
import dev.bellows.report.chart.BestSoFarChart;
import dev.bellows.report.chart.ParallelChart;
import dev.bellows.report.chart.SettingsChart;
import dev.bellows.report.chart.TrialPoints;
import dev.bellows.search.LegResult;
import dev.bellows.search.space.Choice;
import dev.bellows.search.space.Dimension;
import dev.bellows.search.space.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code settings.png}, {@code parallel.png} and {@code progress.png} of a search. */
final class SearchPictures {
  private static final Logger LOG = LoggerFactory.getLogger(SearchPictures.class);

  private final SearchJob search;
  private final Standings standings;

  SearchPictures(SearchJob search, Standings standings) {
    this.search = search;
    this.standings = standings;
  }

  /** Draws them. */
  void write(RunDirectory directory) throws IOException {
    System.setProperty("java.awt.headless", "true");
    try {
      TrialPoints points = points();
      AtomicFile.write(directory.file("settings.png"), new SettingsChart(points)::write);
      AtomicFile.write(directory.file("parallel.png"), new ParallelChart(points)::write);
      AtomicFile.write(directory.file("progress.png"), progress()::write);
    } catch (RuntimeException | LinkageError e) {
      // A machine without fonts cannot draw; that must not cost the user the table.
      LOG.warn("the pictures could not be drawn", e);
      System.err.println("the pictures could not be drawn: " + e.getMessage());
    }
  }

  private String title() {
    return String.format(
        Locale.ROOT,
        "%s: %s of %,d trials",
        search.name(),
        search.metric().name(),
        search.trials().size());
  }

  private TrialPoints points() {
    Map<Integer, LegResult> best = new HashMap<>();
    standings.best(Integer.MAX_VALUE).forEach(result -> best.put(result.leg().trial(), result));
    Set<Integer> whole =
        standings.legs().stream()
            .filter(result -> result.finished() && result.leg().to() == search.budget())
            .map(result -> result.leg().trial())
            .collect(Collectors.toSet());
    List<Integer> begun = standings.legs().stream().map(result -> result.leg().trial()).toList();
    List<TrialPoints.Point> points = new ArrayList<>();
    for (int number : begun.stream().distinct().sorted().toList()) {
      LegResult result = best.get(number);
      Trial trial = search.trials().get(number);
      points.add(
          new TrialPoints.Point(
              number,
              search.space().keys().stream().map(trial.settings()::get).toList(),
              result == null ? Double.NaN : result.value(),
              whole.contains(number)));
    }
    return new TrialPoints(
        title(),
        search.space().dimensions().stream().map(SearchPictures::axis).toList(),
        search.metric().name(),
        !search.metric().maximizes(),
        points,
        standings.winner().map(result -> result.leg().trial()).orElse(-1));
  }

  private static TrialPoints.Axis axis(Dimension dimension) {
    TrialPoints.Scale scale =
        dimension.range() instanceof Choice
            ? TrialPoints.Scale.NAMES
            : SpaceReader.isLogarithmic(dimension.range())
                ? TrialPoints.Scale.LOG
                : TrialPoints.Scale.LINEAR;
    return new TrialPoints.Axis(dimension.key(), scale);
  }

  private BestSoFarChart progress() {
    BestSoFarChart chart =
        new BestSoFarChart(title(), search.metric().name(), !search.metric().maximizes());
    double seconds = 0;
    for (LegResult result : standings.legs()) {
      seconds += result.seconds();
      chart.add(seconds, result.value());
    }
    return chart;
  }
}
