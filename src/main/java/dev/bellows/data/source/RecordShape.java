package dev.bellows.data.source;

import dev.bellows.Settings;
import dev.bellows.data.source.SourceSettings.Format;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The shape of the records in {@code data.path}, which some formats know. */
public final class RecordShape {
  private RecordShape() {}

  /**
   * The sizes of a record, outermost first; empty where the format does not know them.
   *
   * @param data settings of a job file's data section; the file is opened, its records are not
   * @throws dev.bellows.InputException if there is no such file, or it is none of the format
   */
  public static Optional<List<Integer>> of(Settings data) {
    String path = data.get(SourceSettings.PATH);
    if (data.get(SourceSettings.FORMAT) != Format.IDX || path == null) {
      return Optional.empty();
    }
    Configuration configuration = new Configuration();
    List<Path> files =
        InputFiles.find(configuration, "data." + SourceSettings.PATH.name(), "record", path);
    int[] sizes = IdxFile.open(configuration, files.get(0)).sizes();
    return Optional.of(Arrays.stream(sizes).skip(1).boxed().toList());
  }
}
