package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.embed.EmbedSettings;
import dev.bellows.embed.corpus.CorpusSettings;
import dev.bellows.train.Interval;
import dev.bellows.train.Interval.Unit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The keys of {@code embed}'s job files. */
final class EmbedJobSettings {
  static final String CORPUS = "corpus";

  /** As {@link CheckpointSettings#EVERY}, but that the embedding trainer counts no steps. */
  static final Setting<Interval> CHECKPOINT_EVERY =
      Interval.setting(
          CheckpointSettings.EVERY.name(),
          CheckpointSettings.EVERY.defaultValue(),
          List.of(Unit.EPOCHS, Unit.SECONDS, Unit.END, Unit.NONE),
          CheckpointSettings.EVERY.help());

  static final List<Setting<?>> TOP =
      Stream.of(List.of(JobSettings.NAME), EmbedSettings.ALL)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /** The sections with their keys. */
  static final Map<String, List<Setting<?>>> SECTIONS = sections();

  private EmbedJobSettings() {}

  private static Map<String, List<Setting<?>>> sections() {
    Map<String, List<Setting<?>>> sections = new LinkedHashMap<>();
    sections.put(CORPUS, CorpusSettings.ALL);
    sections.put(
        JobSettings.CHECKPOINT,
        List.of(CHECKPOINT_EVERY, CheckpointSettings.KEEP, CheckpointSettings.DIR));
    sections.put(JobSettings.OUTPUT, List.of(JobSettings.OUTPUT_DIR));
    return sections;
  }
}
