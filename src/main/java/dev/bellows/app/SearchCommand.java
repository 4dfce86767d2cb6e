package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.report.RunDirectory;
import dev.bellows.search.Search;
import dev.bellows.search.SearchResult;
import dev.bellows.search.strategy.PlannedStrategy;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code search}: from a job file with a space of settings to a table of trials and the best job.
 */
@Command(
    name = "search",
    description = "Trains a job with many settings and finds the best, or goes on with a search.",
    sortOptions = false)
final class SearchCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(SearchCommand.class);

  /** How long an interrupted search may take to give up what is under way. */
  private static final int SECONDS_TO_STOP = 5;

  /** Where the search keeps what it goes on from, in its folder. */
  static final String STATE = "state";

  /** Trainings that run at once share the slots. */
  private static final Map<String, String> FAIR = Map.of("spark.scheduler.mode", "FAIR");

  @Mixin private RunArguments run;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    SearchJob search = run.read(SearchJobFile::read);
    PrintWriter err = spec.commandLine().getErr();
    run.resumption()
        .ifPresent(begun -> begun.changes(search).forEach(line -> err.println("changed: " + line)));
    run.requireFolder(search.output());
    SparkSession session = Sessions.open(search.name(), FAIR);
    SearchRows rows = new SearchRows(search, session);
    Interruption.awaits(
        0,
        () -> {
          rows.begin();
          return null;
        });
    RunDirectory directory = run.folder(search.output(), search.name());
    RunLog.moveTo(directory.file("spark.log"));
    return Interruption.awaits(SECONDS_TO_STOP, () -> run(search, rows, session, directory));
  }

  private int run(SearchJob search, SearchRows rows, SparkSession session, RunDirectory directory)
      throws IOException {
    PlannedStrategy strategy = search.strategy();
    String intro = introduction(search, strategy, session.sparkContext().master());
    spec.commandLine().getErr().println(intro);
    LOG.info("{}", intro);
    SearchFiles files = new SearchFiles(search, directory);
    files.writeJob();
    TrialTrainings trainings = new TrialTrainings(search, rows);
    SearchReport report = new SearchReport(search, strategy, System.err);
    Search.Builder builder =
        Search.of(
                JavaSparkContext.fromSparkContext(session.sparkContext()),
                search.trials(),
                strategy,
                rows,
                trainings)
            .metric(search.metric())
            .budget(search.unit(), search.budget())
            .way(search.way())
            .directory(directory.file(STATE), Resumption.identity(search))
            .resume(run.resumption().isPresent())
            .keep(Math.toIntExact(search.settings().get(SearchSettings.KEEP)))
            .listener(report)
            .engines(trainings);
    long parallel = search.settings().get(SearchSettings.PARALLEL);
    if (parallel != SearchSettings.AUTO) {
      builder.parallel(Math.toIntExact(parallel));
    }
    SearchResult result;
    try (report) {
      result = builder.build().run();
      files.writeModels(result, rows);
    } finally {
      files.writeResults(report.standings());
    }
    return new SearchConclusion(spec.commandLine(), search, directory)
        .of(report.standings(), result.complete());
  }

  private static String introduction(SearchJob search, PlannedStrategy strategy, String master) {
    String unit = Setting.word(search.unit());
    return String.format(
        Locale.ROOT,
        "%s: %s over %d keys: %s; %s, on %s",
        search.name(),
        Setting.word(search.plan()),
        search.space().keys().size(),
        strategy.describe(unit.substring(0, unit.length() - 1)),
        search.metric(),
        master);
  }
}
