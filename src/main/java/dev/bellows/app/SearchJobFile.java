package dev.bellows.app;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.data.DataSettings;
import dev.bellows.data.source.LabelKind;
import dev.bellows.search.BudgetUnit;
import dev.bellows.search.space.Space;
import dev.bellows.search.space.Trial;
import dev.bellows.train.StopRules;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the job files of {@code search}: those of {@code train} with a section {@code search}. All
 * trials are made into jobs and checked here, before anything is trained.
 */
final class SearchJobFile {
  private static final String PLACE = SearchSettings.SEARCH + "." + SearchSettings.SPACE;

  private final ConfigObject root;
  private final ConfigObject common;
  private final String baseName;
  private final List<String> known = SearchableKeys.all();
  private final JobReader reader;

  private SearchJobFile(JobSource source) {
    root = source.root();
    common = root.withoutKey(SearchSettings.SEARCH);
    baseName = source.name();
    reader = new JobReader(JobKind.SEARCH, root, () -> known);
  }

  /**
   * Reads a search.
   *
   * @param file the job file
   * @param sets {@code key=value} words that override it
   * @throws InputException with the key, the line, what is allowed and the nearest right spelling
   */
  static SearchJob read(Path file, List<String> sets) {
    return new SearchJobFile(JobSource.read(file, sets)).job();
  }

  private SearchJob job() {
    reader.checkOutline();
    if (root.get(SearchSettings.SEARCH) == null) {
      throw new InputException(
          "search is missing: the section with the space; submit/bellows train takes a job without");
    }
    Settings top = reader.top();
    String name = reader.name(top, baseName);
    ConfigObject search = (ConfigObject) root.get(SearchSettings.SEARCH);
    Settings settings =
        reader.section(
            SearchSettings.SEARCH,
            SearchSettings.ALL,
            (key, value) -> key.equals(SearchSettings.SPACE));
    SearchChecks checks = new SearchChecks(root, settings);
    checks.checkKeys();
    if (!(search.get(SearchSettings.SPACE) instanceof ConfigObject written)) {
      throw ConfigPlace.at(
          search,
          "search.space is missing: what is tried, such as space { optimizer.learning-rate {"
              + " log-uniform = [0.001, 1] } }");
    }
    SpaceReader spaceReader = new SpaceReader(written, known);
    Space space = spaceReader.space(this::common);
    TrialJobs jobs = new TrialJobs(common, name, spaceReader, space);
    long budget = budget(settings, top);
    checks.checkBudget(budget);
    List<Trial> trials = spaceReader.placed(() -> SearchStrategies.trials(settings, space, budget));
    JobText text = text(name, settings, spaceReader);
    return checked(
        new SearchJob(
            name,
            settings,
            space,
            trials,
            jobs,
            new int[trials.size()],
            budget,
            settings.get(SearchSettings.WAY),
            section(JobSettings.OUTPUT).get(JobSettings.OUTPUT_DIR),
            written(text, spaceReader),
            render(text)),
        checks);
  }

  private Settings section(String name) {
    return reader.section(name, JobSettings.SECTIONS.get(name), (key, value) -> false);
  }

  /** What a key outside of the space is in all trials, where that is known without a trial. */
  private Object common(String key) {
    int dot = key.indexOf('.');
    ConfigValue section = dot < 0 ? common : common.get(key.substring(0, dot));
    ConfigValue value =
        section instanceof ConfigObject object ? object.get(key.substring(dot + 1)) : null;
    if (value != null && value.unwrapped() != null) {
      return SpaceReader.value(value);
    }
    List<Setting<?>> settings =
        dot < 0
            ? JobSettings.TOP
            : JobSettings.SECTIONS.getOrDefault(key.substring(0, dot), List.of());
    return settings.stream()
        .filter(setting -> setting.name().equals(key.substring(dot + 1)))
        .filter(setting -> setting.defaultValue() != null)
        .map(setting -> Setting.written(setting.defaultValue()))
        .findFirst()
        .orElse(null);
  }

  /** The same for all trials: neither epochs nor {@code stop.steps} can be searched. */
  private long budget(Settings settings, Settings top) {
    if (settings.get(SearchSettings.BUDGET) == BudgetUnit.EPOCHS) {
      return JobSettings.trainedEpochs(top, section(JobSettings.STOP));
    }
    Long steps = section(JobSettings.STOP).get(StopRules.STEPS);
    if (steps == null) {
      throw ConfigPlace.at(
          ((ConfigObject) root.get(SearchSettings.SEARCH)).get(SearchSettings.BUDGET.name()),
          "search.budget = steps: stop.steps is missing, the steps of a trial's whole training");
    }
    return steps;
  }

  /** Looks at the job of every trial, and finds out which rows each has. */
  private SearchJob checked(SearchJob search, SearchChecks checks) {
    Map<Object, Integer> groups = new HashMap<>();
    boolean tasks = true;
    for (Trial trial : search.trials()) {
      Job job = search.jobs().job(trial);
      checks.checkTrial(job, search);
      search.groups()[trial.number()] = groups.computeIfAbsent(rows(job), any -> groups.size());
      tasks &= !job.hasRounds() && job.top().get(ExchangeSettings.PRECISION) == Precision.DOUBLE;
    }
    return tasks ? search : checks.inJobs(search);
  }

  /** What two trials have in common that are trained on the same rows. */
  private static List<Object> rows(Job job) {
    boolean drawn = job.data().get(DataSettings.VALIDATION_FRACTION) > 0;
    LabelKind labels = job.model().labels();
    return List.of(
        job.data().values(), labels, drawn ? job.top().get(JobSettings.SEED) : "any seed");
  }

  /** All keys with their values; of the space in its order too, as trials are numbered by it. */
  private Map<String, String> written(JobText search, SpaceReader spaceReader) {
    Map<String, String> written = new TreeMap<>(search.written());
    common
        .withoutKey(JobSettings.OUTPUT)
        .withoutKey(JobSettings.NAME.name())
        .toConfig()
        .entrySet()
        .forEach(entry -> written.put(entry.getKey(), plain(entry.getValue())));
    written.put(PLACE, String.join(", ", spaceReader.keys()));
    return written;
  }

  /** On the command line every number is a text. */
  private static String plain(ConfigValue value) {
    return value.unwrapped() instanceof String text
        ? text
        : value.render(ConfigRenderOptions.concise());
  }

  /** The section of the search, with the space in its order, behind the name. */
  private static JobText text(String name, Settings settings, SpaceReader spaceReader) {
    JobText text = new JobText(name);
    List<Setting<?>> taken = new ArrayList<>(SearchSettings.ALL);
    taken.removeAll(SearchSettings.notOf(settings.get(SearchSettings.STRATEGY)));
    text.addSection(SearchSettings.SEARCH, taken, settings);
    if (settings.get(SearchSettings.PARALLEL) == SearchSettings.AUTO) {
      text.say(SearchSettings.SEARCH + "." + SearchSettings.PARALLEL.name(), "auto");
    }
    spaceReader.keys().forEach(key -> text.say(PLACE + "." + key, spaceReader.written(key)));
    return text;
  }

  private String render(JobText search) {
    return common
            .withoutKey(JobSettings.OUTPUT)
            .withoutKey(JobSettings.NAME.name())
            .render(
                ConfigRenderOptions.defaults()
                    .setOriginComments(false)
                    .setComments(false)
                    .setJson(false))
        + search.render();
  }
}
