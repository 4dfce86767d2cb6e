package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.model.TrainedModel;
import dev.bellows.report.AtomicFile;
import dev.bellows.report.RunDirectory;
import dev.bellows.report.Table;
import dev.bellows.search.BudgetUnit;
import dev.bellows.search.LegResult;
import dev.bellows.search.SearchResult;
import dev.bellows.search.SearchResult.Standing;
import dev.bellows.search.space.Trial;
import dev.bellows.train.StopRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a search leaves in its folder, for people and for other commands. */
final class SearchFiles {
  static final String BEST_JOB = "best.conf";
  static final String TABLE = "trials";
  private static final String MODELS = "models";
  private static final String MODEL = "model.safetensors";

  private final SearchJob search;
  private final RunDirectory directory;

  SearchFiles(SearchJob search, RunDirectory directory) {
    this.search = search;
    this.directory = directory;
  }

  /** The job as it was begun, for going on. */
  void writeJob() throws IOException {
    AtomicFile.write(directory.file(Resumption.JOB_FILE), search.text());
  }

  /** The table, the best job and the pictures of what there is so far. */
  void writeResults(Standings standings) throws IOException {
    Table table = new SearchTable(search, standings.legs()).table();
    AtomicFile.write(directory.file(TABLE + ".csv"), table::writeCsv);
    AtomicFile.write(directory.file(TABLE + ".parquet"), table::writeParquet);
    if (standings.winner().isPresent()) {
      AtomicFile.write(directory.file(BEST_JOB), bestJob(standings.winner().get()));
    }
    new SearchPictures(search, standings).write(directory);
  }

  private String bestJob(LegResult best) {
    Trial trial = search.trials().get(best.leg().trial());
    String comment =
        "# Trial %d of the search %s: %s %s after %d %s%s.%n"
            .formatted(
                trial.number(),
                search.name(),
                search.metric().name(),
                best.value(),
                best.leg().to(),
                Setting.word(search.unit()),
                search.folds() > 0 ? ", mean over %d folds".formatted(search.folds()) : "");
    Job job = until(best, search.jobs().job(trial));
    return comment + job.named(search.name() + "-best").render();
  }

  /** The job as far as a leg went; where it came to its own end before, it will again. */
  private Job until(LegResult best, Job job) {
    if (best.leg().to() == search.budget() || !best.reason().isEmpty()) {
      return job;
    }
    Settings stop = job.section(JobSettings.STOP);
    return job.withSection(
        JobSettings.STOP,
        search.unit() == BudgetUnit.EPOCHS
            ? stop.with(JobSettings.STOP_EPOCHS, best.leg().to())
            : stop.with(StopRules.STEPS, best.leg().to()));
  }

  /** The best models, each ready for {@code predict}; models that are no longer among them go. */
  void writeModels(SearchResult result, SearchRows rows) throws IOException {
    Path folder = Files.createDirectories(directory.file(MODELS));
    Set<String> written = new TreeSet<>();
    for (Standing standing : result.best()) {
      List<Loaded> folds = rows.of(standing.trial());
      for (int fold = 0; fold < folds.size(); fold++) {
        TrainedModel model = model(standing, folds.get(fold), standing.parameters().get(fold));
        String name =
            String.format(Locale.ROOT, "%04d", standing.trial().number())
                + (folds.size() == 1 ? "" : "-fold-" + (fold + 1))
                + ".safetensors";
        AtomicFile.write(folder.resolve(name), model::write);
        written.add(name);
        if (folds.size() == 1 && standing == result.best().get(0)) {
          AtomicFile.write(directory.file(MODEL), model::write);
        }
      }
    }
    try (Stream<Path> there = Files.list(folder)) {
      for (Path old :
          there.filter(file -> !written.contains(file.getFileName().toString())).toList()) {
        Files.delete(old);
      }
    }
  }

  private TrainedModel model(Standing standing, Loaded data, double[] parameters) {
    Job job = search.jobs().job(standing.trial());
    return JobModel.of(job, data, job.model().build(data), parameters);
  }
}
