package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.report.Table;
import dev.bellows.report.Table.Column;
import dev.bellows.report.Table.Type;
import dev.bellows.search.LegResult;
import dev.bellows.search.space.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The table of a search: a row for each trial, with its settings, how it ended, and what was
 * measured where it was best.
 */
final class SearchTable {
  private final SearchJob search;
  private final List<List<LegResult>> byTrial;
  private final Comparator<LegResult> bestFirst;
  private final List<String> figures;

  /** The table of these legs. */
  SearchTable(SearchJob search, Collection<LegResult> legs) {
    this.search = search;
    bestFirst = LegResult.bestFirst(search.metric());
    byTrial =
        search.trials().stream()
            .map(trial -> (List<LegResult>) new ArrayList<LegResult>())
            .toList();
    legs.stream()
        .sorted(Comparator.comparingInt(result -> result.leg().rung()))
        .forEach(result -> byTrial.get(result.leg().trial()).add(result));
    figures =
        byTrial.stream()
            .flatMap(List::stream) // not as they came: which columns stand first is not by chance
            .flatMap(result -> result.figures().keySet().stream())
            .distinct()
            .filter(figure -> !figure.equals(search.metric().name()))
            .toList();
  }

  /** All of it. */
  Table table() {
    List<Column> columns = new ArrayList<>();
    columns.add(column("trial", Type.WHOLE, trial -> (long) trial.number()));
    for (String key : search.space().keys()) {
      columns.add(Column.of(key, each(trial -> trial.settings().get(key))));
    }
    columns.add(column("status", Type.TEXT, trial -> status(legs(trial))));
    columns.add(column("reason", Type.TEXT, trial -> reason(legs(trial))));
    columns.add(column("rungs", Type.WHOLE, trial -> (long) finished(legs(trial)).size()));
    columns.add(column("budget", Type.WHOLE, trial -> used(legs(trial))));
    String metric = search.metric().name();
    columns.add(column("best-budget", Type.WHOLE, trial -> best(trial, leg -> leg.leg().to())));
    columns.add(column(metric, Type.NUMBER, trial -> best(trial, LegResult::value)));
    for (long budget : budgets()) {
      columns.add(column(metric + "@" + budget, Type.NUMBER, trial -> at(trial, budget)));
    }
    for (String figure : figures) {
      columns.add(
          column(figure, Type.NUMBER, trial -> best(trial, leg -> leg.figures().get(figure))));
    }
    columns.add(column("steps", Type.WHOLE, trial -> steps(legs(trial))));
    columns.add(column("seconds", Type.NUMBER, trial -> seconds(legs(trial))));
    return new Table(columns);
  }

  private Column column(String name, Type type, Function<Trial, Object> value) {
    return new Column(name, type, each(value));
  }

  private List<Object> each(Function<Trial, Object> value) {
    return search.trials().stream().map(value).collect(Collectors.toCollection(ArrayList::new));
  }

  private List<LegResult> legs(Trial trial) {
    return byTrial.get(trial.number());
  }

  private static List<LegResult> finished(List<LegResult> legs) {
    return legs.stream().filter(LegResult::finished).toList();
  }

  /** Of the best finished leg; null where there is none. */
  private Object best(Trial trial, Function<LegResult, Object> value) {
    return finished(legs(trial)).stream().min(bestFirst).map(value).orElse(null);
  }

  private Object at(Trial trial, long budget) {
    return finished(legs(trial)).stream()
        .filter(result -> result.leg().to() == budget)
        .map(LegResult::value)
        .findFirst()
        .orElse(null);
  }

  private List<Long> budgets() {
    return byTrial.stream()
        .flatMap(List::stream)
        .map(result -> result.leg().to())
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * How a trial stands: {@code finished}; {@code left} where others were preferred, or the search
   * was stopped, before its budget was used up; {@code not-begun}; {@code diverged}; {@code
   * failed}.
   */
  private String status(List<LegResult> legs) {
    if (legs.isEmpty()) {
      return "not-begun";
    }
    LegResult last = legs.get(legs.size() - 1);
    boolean left = last.finished() && last.leg().to() < search.budget();
    return left ? "left" : Setting.word(last.status());
  }

  private static Object reason(List<LegResult> legs) {
    String reason = legs.isEmpty() ? "" : legs.get(legs.size() - 1).reason();
    return reason.isEmpty() ? null : reason;
  }

  private static long used(List<LegResult> legs) {
    return finished(legs).stream().mapToLong(result -> result.leg().to()).max().orElse(0);
  }

  private static long steps(List<LegResult> legs) {
    return legs.stream().mapToLong(LegResult::steps).max().orElse(0);
  }

  private static Object seconds(List<LegResult> legs) {
    return legs.isEmpty() ? null : legs.stream().mapToDouble(LegResult::seconds).sum();
  }

  /** How many trials stand in each way, by status, in the order of the alphabet. */
  TreeMap<String, Long> counts() {
    return byTrial.stream()
        .collect(Collectors.groupingBy(this::status, TreeMap::new, Collectors.counting()));
  }

  /** The first reason that a trial gives which did not come to its end. */
  String firstReason() {
    return byTrial.stream()
        .flatMap(List::stream)
        .filter(result -> !result.finished())
        .map(LegResult::reason)
        .findFirst()
        .orElse("");
  }
}
