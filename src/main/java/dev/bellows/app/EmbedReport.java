package dev.bellows.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.embed.EmbedListener;
import dev.bellows.embed.EmbedSettings;
import dev.bellows.embed.EmbeddingTrainer;
import dev.bellows.embed.EmbeddingTraining.From;
import dev.bellows.embed.EpochLosses;
import dev.bellows.embed.corpus.CorpusSettings;
import dev.bellows.embed.corpus.Vocabulary;
import dev.bellows.embed.replica.Blueprint;
import dev.bellows.embed.replica.Tables;
import dev.bellows.embed.vectors.WordVectorFiles;
import dev.bellows.embed.vectors.WordVectors;
import dev.bellows.linalg.Vectors;
import dev.bellows.report.AtomicFile;
import dev.bellows.report.Progress;
import dev.bellows.report.RunDirectory;
import dev.bellows.train.Interval;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one training of embeddings leaves in its run directory, and its progress on the screen. */
final class EmbedReport implements EmbedListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbedReport.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROUND = "bellows.round";
  private static final String LOSSES = "bellows.losses";
  private static final String JOB = "bellows.job";

  private final EmbedJob job;
  private final Blueprint blueprint;
  private final Vocabulary vocabulary;
  private final long words; // of all epochs
  private final RunDirectory directory;
  private final EmbedCheckpoints checkpoints;
  private final PrintStream err;
  private final Progress progress;
  private final Interval every;
  private final long begin = System.nanoTime();
  private final long wordsBefore;
  private volatile long lastSave = System.nanoTime();
  private long savedRound;

  /**
   * A report.
   *
   * @param tokens the words of the text that are in the vocabulary
   * @param from where training begins
   */
  EmbedReport(
      EmbedJob job,
      Blueprint blueprint,
      Vocabulary vocabulary,
      long tokens,
      RunDirectory directory,
      EmbedCheckpoints checkpoints,
      long from,
      PrintStream err) {
    this.job = job;
    this.blueprint = blueprint;
    this.vocabulary = vocabulary;
    this.directory = directory;
    this.checkpoints = checkpoints;
    this.err = err;
    words = tokens * blueprint.epochs();
    wordsBefore = (long) ((double) from / blueprint.allRounds() * words);
    savedRound = from;
    progress = new Progress(err, words, blueprint.epochs());
    progress.resumeAt(wordsBefore);
    every = job.section(JobSettings.CHECKPOINT).get(EmbedJobSettings.CHECKPOINT_EVERY);
  }

  private double wordsPerSecond(long read) {
    return (read - wordsBefore) / ((System.nanoTime() - begin) * 1e-9);
  }

  @Override
  public void onProgress(Moment moment) {
    String now =
        String.format(
            Locale.ROOT,
            "epoch %d/%d, %,.0f words/s, rate %.4f%s",
            moment.epoch(),
            blueprint.epochs(),
            wordsPerSecond(moment.words()),
            moment.rate(),
            Double.isNaN(moment.loss())
                ? ""
                : String.format(Locale.ROOT, ", loss %.4f", moment.loss()));
    progress.show(moment.words(), () -> now, () -> now);
  }

  @Override
  public void onEpoch(int epoch, double loss) {
    String line = String.format(Locale.ROOT, "epoch %d, loss %.4f", epoch, loss);
    LOG.info(line);
    progress.say(line);
  }

  @Override
  public void onRetry(String reason, long round) {
    progress.say(
        "bellows: %s; training begins again behind round %d of %d"
            .formatted(reason, round, blueprint.allRounds()));
  }

  @Override
  public boolean wantsToStop() {
    return Interruption.requested();
  }

  @Override
  public boolean wantsToSave(long round) {
    return switch (every.unit()) {
      case EPOCHS -> round % (long) (every.amount() * blueprint.rounds()) == 0;
      case SECONDS -> (System.nanoTime() - lastSave) * 1e-9 >= every.amount();
      default -> false;
    };
  }

  @Override
  public void onSave(long round, Tables tables, EpochLosses losses) throws IOException {
    boolean end = round == blueprint.allRounds();
    if (every.unit() == Interval.Unit.NONE || end) {
      return; // at the end the model itself is written
    }
    checkpoints.write(round, model(round, tables, losses));
    savedRound = round;
    lastSave = System.nanoTime();
  }

  /** The rounds that a checkpoint holds; 0: there is none. */
  long savedRound() {
    return savedRound;
  }

  private WordVectors model(long round, Tables tables, EpochLosses losses) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("bellows.objective", Setting.word(blueprint.objective()));
    metadata.put(ROUND, Long.toString(round));
    metadata.put(LOSSES, losses.written());
    metadata.put(JOB, Resumption.fingerprint(job));
    return new WordVectors(vocabulary, tables.vectors(), Optional.of(tables.contexts()), metadata);
  }

  /**
   * Where a checkpoint of this job leaves off.
   *
   * @throws InputException where it is of another job, or of another text
   */
  static From from(EmbedJob job, Vocabulary vocabulary, WordVectors saved) {
    Map<String, String> facts = saved.metadata();
    if (!Resumption.fingerprint(job).equals(facts.get(JOB))) {
      throw new InputException("--resume: the newest checkpoint is of another job");
    }
    if (!saved.vocabulary().words().equals(vocabulary.words())) {
      throw new InputException(
          "--resume: corpus.path = %s holds another text than when the run was begun"
              .formatted(job.corpus().get(CorpusSettings.PATH)));
    }
    return new From(
        Long.parseLong(facts.get(ROUND)),
        new Tables(saved.vectors(), saved.contexts().orElseThrow()),
        EpochLosses.parse(facts.get(LOSSES)));
  }

  /** Writes what is written at the end. */
  void finish(EmbeddingTrainer.Result result, Map<String, String> more) throws IOException {
    WordVectors model = model(result.rounds(), result.tables(), result.losses());
    WordVectorFiles.save(model, directory.file(WordVectorFiles.MODEL));
    WordVectorFiles.save(model, directory.file("vectors.parquet"));
    AtomicFile.write(directory.file("epochs.csv"), epochs(result));
    AtomicFile.write(
        directory.file("summary.json"),
        JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(summary(result, more))
            + "\n");
  }

  private String epochs(EmbeddingTrainer.Result result) {
    StringBuilder text = new StringBuilder("epoch,loss\n");
    for (int epoch = 0; epoch < result.rounds() / blueprint.rounds(); epoch++) {
      text.append(epoch + 1).append(',').append(result.losses().mean(epoch)).append('\n');
    }
    return text.toString();
  }

  private Map<String, Object> summary(EmbeddingTrainer.Result result, Map<String, String> more) {
    Map<String, Object> summary = new LinkedHashMap<>();
    boolean whole = result.rounds() == blueprint.allRounds();
    summary.put("name", job.name());
    summary.put("stop", whole ? "completed" : "interrupted");
    long epochs = result.rounds() / blueprint.rounds();
    if (epochs > 0) {
      summary.put("loss", result.losses().mean((int) epochs - 1));
    }
    summary.put("epochs", epochs);
    summary.put("words", vocabulary.size());
    summary.put("dimensions", blueprint.dimensions());
    summary.put("seconds", result.seconds());
    summary.put("words-per-second", wordsPerSecond(result));
    summary.put("replicas", blueprint.replicas());
    summary.put("threads", blueprint.threads());
    summary.put("rounds", result.rounds());
    summary.put("deterministic", job.top().get(EmbedSettings.DETERMINISTIC));
    summary.put("vectors", Vectors.provider());
    summary.putAll(more);
    return summary;
  }

  /** The words of the text that were read in a second of training, in this run. */
  double wordsPerSecond(EmbeddingTrainer.Result result) {
    double part = (double) result.rounds() / blueprint.allRounds();
    return (part * words - wordsBefore) / result.seconds();
  }

  @Override
  public void close() {
    progress.close();
  }
}
