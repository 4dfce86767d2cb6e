package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.search.BudgetUnit;
import dev.bellows.search.Metric;
import dev.bellows.search.Way;
import dev.bellows.search.space.Sampler;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The section {@code search} of a job file, but its space. */
final class SearchSettings {
  static final String SEARCH = "search";
  static final String SPACE = "space";

  /** What stands for "as many as there is room for". */
  static final long AUTO = 0;

  private static final int MOST_TRIALS = 1_000_000;

  /** Which trials there are, and how far each is trained. */
  enum Plan {
    GRID,
    RANDOM,
    SOBOL,
    HALTON,
    SUCCESSIVE_HALVING,
    ASHA,
    HYPERBAND;

    private static final Set<Plan> HALVING = EnumSet.of(SUCCESSIVE_HALVING, ASHA, HYPERBAND);

    /** Whether trials are compared before they have used up their budget. */
    boolean halves() {
      return HALVING.contains(this);
    }

    /** Whether it knows by itself how many trials there are. */
    boolean counts() {
      return this == GRID || this == HYPERBAND;
    }
  }

  static final Setting<Plan> STRATEGY =
      Setting.choice(
          "strategy", Plan.GRID, "which trials there are, and how far each of them is trained");
  static final Setting<Long> TRIALS =
      Setting.whole(
          "trials", 1, MOST_TRIALS, null, "how many; grid and hyperband know by themselves");
  static final Setting<String> METRIC =
      Setting.text("metric", Metric.VALIDATION_LOSS, "what trials are compared by");
  static final Setting<Metric.Direction> DIRECTION =
      Setting.choice(
          "direction", Metric.Direction.AUTO, "whether a small or a large metric is good");
  static final Setting<BudgetUnit> BUDGET =
      Setting.choice(
          "budget",
          BudgetUnit.EPOCHS,
          "what budgets count; the whole one is epochs, or stop.steps");
  static final Setting<Long> MIN_BUDGET =
      Setting.whole(
          "min-budget", 1, 1L, "halving: the budget after which trials are first compared");
  static final Setting<Long> ETA =
      Setting.whole("eta", 2, Integer.MAX_VALUE, 3L, "halving: of so many trials one goes on");
  static final Setting<Long> WORKERS =
      Setting.whole(
          "workers", 1, 10_000, 8L, "asha: trials under way at a time when it decides; see below");
  static final Setting<Sampler> SAMPLER =
      Setting.choice("sampler", Sampler.RANDOM, "halving: how trials are drawn from the space");
  static final Setting<Long> FOLDS =
      new Setting<>(
          "folds",
          "0, or a whole number from 2 to 1000",
          "cross-validation: the parts of the rows, each held out once",
          0L,
          written -> {
            Long folds = Setting.toLong(written);
            boolean right = folds != null && (folds == 0 || folds >= 2 && folds <= 1000);
            return right ? folds : null;
          });
  static final Setting<Way> WAY =
      Setting.choice("way", Way.AUTO, "a trial in a task, or a distributed training for each");
  static final Setting<Long> PARALLEL =
      new Setting<>(
          "parallel",
          "auto, or a whole number from 1",
          "tasks, or trainings, at a time",
          AUTO,
          written -> {
            Long many = "auto".equals(written) ? Long.valueOf(AUTO) : Setting.toLong(written);
            boolean right = many != null && many <= Integer.MAX_VALUE;
            return right && (many > 0 || "auto".equals(written)) ? many : null;
          });
  static final Setting<Long> SEED =
      Setting.whole("seed", Long.MIN_VALUE, 1L, "what the choice of trials depends on");
  static final Setting<Long> KEEP =
      Setting.whole("keep", 1, 10_000, 5L, "how many of the best models stay");

  static final List<Setting<?>> ALL =
      List.of(
          STRATEGY,
          TRIALS,
          METRIC,
          DIRECTION,
          BUDGET,
          MIN_BUDGET,
          ETA,
          WORKERS,
          SAMPLER,
          FOLDS,
          WAY,
          PARALLEL,
          SEED,
          KEEP);

  /** The sections of {@code train}'s job files, and this one. */
  static final Map<String, List<Setting<?>>> SECTIONS = sections();

  private SearchSettings() {}

  private static Map<String, List<Setting<?>>> sections() {
    Map<String, List<Setting<?>>> sections = new LinkedHashMap<>(JobSettings.SECTIONS);
    sections.put(SEARCH, ALL);
    return sections;
  }

  /** The settings that a strategy takes no notice of, in a job file that has them. */
  static List<Setting<?>> notOf(Plan plan) {
    List<Setting<?>> not = new ArrayList<>();
    if (plan.counts()) {
      not.add(TRIALS);
    }
    if (!plan.halves()) {
      not.addAll(List.of(MIN_BUDGET, ETA, SAMPLER));
    }
    if (plan != Plan.ASHA) {
      not.add(WORKERS);
    }
    if (plan == Plan.GRID) {
      not.add(SEED);
    }
    return not;
  }
}
