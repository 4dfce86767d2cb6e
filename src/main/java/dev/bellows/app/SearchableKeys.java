package dev.bellows.app;

import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.train.StopRules;
import dev.bellows.train.exchange.ExchangeSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys that a trial's job may have, and those of them that no search is made over. */
final class SearchableKeys {
  private static final String BUDGET = "it bounds the budget, which all trials have in common";
  private static final String TRAVEL = "it changes how numbers travel, and no result of a trial";

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry(JobSettings.NAME.name(), "it names the search"),
          Map.entry(JobSettings.EPOCHS.name(), BUDGET),
          Map.entry(JobSettings.STOP + "." + JobSettings.STOP_EPOCHS.name(), BUDGET),
          Map.entry(JobSettings.STOP + "." + StopRules.STEPS.name(), BUDGET),
          Map.entry(JobSettings.OUTPUT + ".", "a search has one folder"),
          Map.entry(JobSettings.CHECKPOINT + ".", "a search keeps its own"),
          Map.entry(ExchangeSettings.KIND.name(), TRAVEL),
          Map.entry(ExchangeSettings.FAN_IN.name(), TRAVEL),
          Map.entry(ExchangeSettings.TIMEOUT.name(), TRAVEL),
          Map.entry(ExchangeSettings.PORT.name(), TRAVEL),
          Map.entry(ExchangeSettings.LOG_EVERY.name(), "it changes the log alone"));

  private SearchableKeys() {}

  /** Why a key that there is cannot be searched; empty where it can. */
  static Optional<String> reason(String key) {
    String section = key.substring(0, key.indexOf('.') + 1);
    return Optional.ofNullable(REASONS.getOrDefault(key, REASONS.get(section)));
  }

  /** All keys of the jobs of {@code train}, whatever model and optimizers they name. */
  static List<String> all() {
    Set<String> keys = new LinkedHashSet<>();
    JobSettings.TOP.forEach(setting -> keys.add(setting.name()));
    JobSettings.SECTIONS.forEach(
        (section, settings) -> settings.forEach(s -> keys.add(section + "." + s.name())));
    ModelTable.settings().forEach(setting -> keys.add(JobSettings.MODEL + "." + setting.name()));
    for (String section : List.of(JobSettings.OPTIMIZER, JobSettings.OUTER)) {
      OptimizerTable.ENTRIES.stream()
          .flatMap(entry -> entry.settings().stream())
          .forEach(setting -> keys.add(section + "." + setting.name()));
    }
    return new ArrayList<>(keys);
  }
}
