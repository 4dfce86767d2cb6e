package dev.bellows.data.source;

import dev.bellows.Setting;
import dev.bellows.Settings;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What a reader is told when it opens its files.
 *
 * @param settings of a job file's {@code data} section
 * @param labels what the labels are
 * @param partitions into how many partitions a file is read that has no splits of its own
 * @param prefix what stands before the names of {@code path} and {@code labels} in the job file
 */
record Opening(Settings settings, LabelKind labels, int partitions, String prefix) {

  <T> T get(Setting<T> setting) {
    return settings.get(setting);
  }

  boolean isLabelled() {
    return labels != LabelKind.NONE;
  }

  /** The key of {@link SourceSettings#PATH} or {@link SourceSettings#LABELS}, for messages. */
  String key(Setting<String> setting) {
    return "data." + prefix + setting.name();
  }

  /** The files with the rows. */
  List<Path> files(Configuration configuration) {
    return InputFiles.find(
        configuration, key(SourceSettings.PATH), "row", get(SourceSettings.PATH));
  }
}
