package dev.bellows.app;

import com.typesafe.config.ConfigObject;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.embed.EmbedSettings;
import dev.bellows.embed.corpus.CorpusSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads the job files of {@code embed}, and refuses settings that do not fit together. */
final class EmbedJobFile {
  private final ConfigObject root;

  private EmbedJobFile(ConfigObject root) {
    this.root = root;
  }

  /**
   * Reads a job.
   *
   * @param file the job file
   * @param sets {@code key=value} words that override it
   * @throws InputException with the key, the line, what is allowed and the nearest right spelling
   */
  static EmbedJob read(Path file, List<String> sets) {
    JobSource source = JobSource.read(file, sets);
    return new EmbedJobFile(source.root()).job(source.name());
  }

  private EmbedJob job(String baseName) {
    JobReader reader = new JobReader(JobKind.EMBED, root, List::of);
    reader.checkOutline();
    Settings top = reader.top();
    Map<String, Settings> sections = reader.sections(name -> true);
    EmbedJob job = new EmbedJob(reader.name(top, baseName), top, sections);
    checkCorpus(job.corpus());
    checkRates(top);
    checkThreads(top);
    return job;
  }

  private void checkCorpus(Settings corpus) {
    if (corpus.get(CorpusSettings.PATH) == null) {
      throw new InputException("corpus.path is missing: the file or folder with the text");
    }
    String column = corpus.get(CorpusSettings.COLUMN);
    CorpusSettings.Format format = corpus.get(CorpusSettings.FORMAT);
    if (column != null && format != CorpusSettings.Format.PARQUET) {
      ConfigObject section = (ConfigObject) root.get(EmbedJobSettings.CORPUS);
      throw ConfigPlace.at(
          section.get(CorpusSettings.COLUMN.name()),
          "corpus.column = %s: corpus.format = %s has no columns; only parquet has"
              .formatted(column, Setting.word(format)));
    }
  }

  private void checkRates(Settings top) {
    double first = EmbedSettings.learningRate(top);
    double last = top.get(EmbedSettings.FINAL_LEARNING_RATE);
    if (last > first) {
      // One of the two may be a default; the other is what somebody wrote.
      Setting<?> written =
          top.isSet(EmbedSettings.FINAL_LEARNING_RATE)
              ? EmbedSettings.FINAL_LEARNING_RATE
              : EmbedSettings.LEARNING_RATE;
      throw ConfigPlace.at(
          root.get(written.name()),
          "final-learning-rate = %s is above learning-rate = %s, from which it falls"
              .formatted(last, first));
    }
  }

  private void checkThreads(Settings top) {
    Long threads = top.get(EmbedSettings.THREADS);
    if (threads != null && threads > 1 && top.get(EmbedSettings.DETERMINISTIC)) {
      throw ConfigPlace.at(
          root.get(EmbedSettings.THREADS.name()),
          ("threads = %d and deterministic = true exclude each other: the order in which threads"
                  + " write to the same vectors is chance; leave threads out, or say 1")
              .formatted(threads));
    }
  }
}
